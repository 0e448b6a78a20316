import { describe, expect, test } from "vitest";
import { createDecartClient } from "../../src/client";
import type { InputSchema } from "../../src/models";
import { models } from "../../src/models";
import { createBrowserPlatform } from "../../src/platform/browser";
import { everything, failureOf } from "../support/failures";
import { bytes, createHttpClient, createLoopback, drop, hang, json, KEY } from "./loopback";

const service = createLoopback();
const image = new File(["pixels"], "cat.png", { type: "image/png" });
const inputs = { prompt: "Anime", data: image };
const client = (options = {}) => createHttpClient(service.url, options);
const model = models.image("lucy-image-2");

describe("the request (P)", () => {
  test("header names, path and form encoding", async () => {
    service.answer(bytes("result", "image/png"));
    const reference = new Blob(["ref"], { type: "image/jpeg" });
    const given = {
      ...inputs,
      reference_image: reference,
      seed: 7,
      enhance_prompt: false,
      resolution: "480p",
    } as const;
    await client({ integration: "acme/1" }).process({ model, ...given });
    const [asked] = service.asked;
    expect([asked?.method, asked?.path]).toEqual(["POST", "/v1/generate/lucy-image-2"]);
    expect(asked?.headers["x-api-key"]).toBe(KEY);
    expect(asked?.headers["user-agent"]).toBe("decart-js-sdk/0.1.0 lang/js acme/1 runtime/node");
    expect(asked?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(await asked?.form()).toEqual({
      prompt: "Anime",
      data: "cat.png (image/png) pixels",
      reference_image: "blob (image/jpeg) ref",
      seed: "7",
      enhance_prompt: "false",
      resolution: "480p",
    });
  });

  test("null and undefined are skipped, objects become JSON, what isn't an input isn't sent", async () => {
    service.answer(bytes("result"));
    const points = [
      { frame: 0, x: 0.5, y: 1 },
      { frame: 9, x: 2, y: -1 },
    ];
    await client().process({
      model: models.video("lucy-motion"),
      data: image,
      trajectory: points,
      seed: null,
      resolution: undefined,
      signal: new AbortController().signal,
      onUploadProgress: () => {},
      responseType: "blob",
    });
    expect(await service.asked[0]?.form()).toEqual({
      data: "cat.png (image/png) pixels",
      trajectory: JSON.stringify(points),
    });
  });

  test("an input that the SDK doesn't know is passed on", async () => {
    service.answer(bytes("result"));
    await client().process({ model, ...inputs, guidance: { scale: 3 } } as never);
    expect(await service.asked[0]?.form()).toMatchObject({ guidance: '{"scale":3}' });
  });

  test("a model's name does as well; an old one goes over the wire as it is", async () => {
    service.answer(bytes("result"));
    await client().process({ model: "lucy-pro-i2i", ...inputs });
    await client().process({ model: "lucy-2.1", ...inputs });
    expect(service.asked.map(({ path }) => path)).toEqual(["/v1/generate/lucy-pro-i2i", "/v1/generate/lucy-2.1"]);
  });
});

test("a deprecated name warns once for each name, through the logger; another one doesn't", async () => {
  service.answer(bytes("result"));
  const { process, logged } = client();
  for (const name of ["lucy-pro-i2i", "lucy-pro-i2i", "lucy-2-v2v", "lucy-image-2", "lucy-2.1"] as const) {
    await process({ model: name, ...inputs });
  }
  expect(logged).toEqual([
    ['The model name "lucy-pro-i2i" is deprecated. Use "lucy-image-2".'],
    ['The model name "lucy-2-v2v" is deprecated.'],
  ]);
});

describe("the result", () => {
  test("is a Blob with its type (P)", async () => {
    service.answer(bytes("result", "image/webp"));
    const result = await client().process({ model, ...inputs });
    expect(result).toBeInstanceOf(Blob);
    expect([result.type, await result.text()]).toEqual(["image/webp", "result"]);
  });

  test("or a stream, before its end is there", async () => {
    let end = () => {};
    service.answer((_, response) => {
      response.writeHead(200).write("first");
      end = () => response.end("last");
    });
    const stream = await client().process({ model, ...inputs, responseType: "stream" });
    const reader = stream.getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("first");
    end();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("last");
  });
});

describe("failures", () => {
  test.each([400, 401, 402, 413, 422, 429, 500, 503])("HTTP %i is PROCESSING_ERROR, sent once", async (status) => {
    service.answer(json({ error: `no, ${KEY}` }, status), bytes("result"));
    const { process, logged } = client();
    const error = await failureOf(process({ model, ...inputs }));
    const retryable = status === 429 || status >= 500;
    expect(error).toMatchObject({ name: "DecartSDKError", code: "PROCESSING_ERROR", data: { status }, retryable });
    expect((error as Error).message).toMatch(/^process\(\): HTTP \d+\..*"no, …"/);
    expect(everything([error, logged])).not.toContain(KEY);
    expect(service.asked).toHaveLength(1);
  });

  test("a network that fails is PROCESSING_ERROR with its cause, sent once", async () => {
    service.answer(drop);
    const error = await failureOf(client().process({ model, ...inputs }));
    expect(error).toMatchObject({ code: "PROCESSING_ERROR", retryable: true, cause: expect.any(TypeError) });
    expect((error as { data?: unknown }).data).toBeUndefined();
    expect(service.asked).toHaveLength(1);
  });

  test("a provider is told of the key that was refused, with the next call", async () => {
    const told: unknown[] = [];
    const apiKey = (refused?: string) => {
      told.push(refused);
      return `key${told.length}`;
    };
    const { process } = createDecartClient({ apiKey, baseUrl: service.url });
    service.answer(json({ error: "expired" }, 401), json({ error: "no" }, 403), bytes("result"));
    for (const _ of [1, 2]) await failureOf(process({ model, ...inputs }));
    await process({ model, ...inputs });
    expect(told).toEqual([undefined, "key1", "key1"]);
    expect(service.asked.map(({ headers }) => headers["x-api-key"])).toEqual(["key1", "key2", "key3"]);
  });

  test("a redirect isn't followed: what is sent once isn't sent again, nor the key to another place", async () => {
    service.answer((_, response) => response.writeHead(307, { location: "/elsewhere" }).end(), bytes("result"));
    expect(await failureOf(client().process({ model, ...inputs }))).toMatchObject({ code: "PROCESSING_ERROR" });
    expect(service.asked).toHaveLength(1);
  });

  test("nor where a runtime hands redirects out in place of failing, as Workers do", async () => {
    service.answer((_, response) => response.writeHead(307, { location: "/elsewhere" }).end(), bytes("result"));
    const platform = { ...createBrowserPlatform(), runtime: "worker" };
    const { process } = createDecartClient({ apiKey: KEY, baseUrl: service.url, platform });
    const error = await failureOf(process({ model, ...inputs }));
    expect(error).toMatchObject({ code: "PROCESSING_ERROR", data: { status: 307 }, retryable: false });
    expect(service.asked).toHaveLength(1);
  });

  test.each([
    [{ model: "lucy-9" }, "MODEL_NOT_FOUND"],
    [{ model: "../../v1/files" }, "MODEL_NOT_FOUND"],
    [{ model: undefined }, "INVALID_INPUT"],
    [{ model: 7 }, "INVALID_INPUT"],
    [{ model: models.realtime("lucy-2.1") }, "INVALID_INPUT"],
    [{ model: { ...model, urlPath: "@evil.example/x" } }, "INVALID_INPUT"],
    [{ signal: {} }, "INVALID_INPUT"],
    [{ onUploadProgress: true }, "INVALID_INPUT"],
    [{ responseType: "text" }, "INVALID_INPUT"],
  ])("%j: nothing is sent", async (wrong, code) => {
    const error = await failureOf(client().process({ model, ...inputs, ...wrong } as never));
    expect(error).toMatchObject({ code });
    if (code === "INVALID_INPUT") expect((error as Error).message).toContain("process():");
    expect(service.asked).toEqual([]);
  });
});

describe("an aborted signal rejects with its reason", () => {
  const reason = new Error("changed my mind");

  test("before the call: nothing is sent", async () => {
    const signal = AbortSignal.abort(reason);
    expect(await failureOf(client().process({ model, ...inputs, signal }))).toBe(reason);
    expect(service.asked).toEqual([]);
  });

  test("while the key is awaited", async () => {
    const abort = new AbortController();
    const apiKey = () => {
      queueMicrotask(() => abort.abort(reason));
      return new Promise<string>(() => {});
    };
    expect(await failureOf(client({ apiKey }).process({ model, ...inputs, signal: abort.signal }))).toBe(reason);
  });

  test("while the service works: it sees the client go", async () => {
    service.answer(hang);
    const abort = new AbortController();
    const next = service.next();
    const failure = failureOf(client().process({ model, ...inputs, signal: abort.signal }));
    const { gone } = await next;
    abort.abort(reason);
    expect(await failure).toBe(reason);
    await gone;
  });

  test("while the result is read", async () => {
    const abort = new AbortController();
    service.answer((_, response) => {
      response.writeHead(200).write("first");
      setImmediate(() => abort.abort(reason));
    });
    const next = service.next();
    expect(await failureOf(client().process({ model, ...inputs, signal: abort.signal }))).toBe(reason);
    await (await next).gone;
  });

  test("while a refusal is read", async () => {
    const abort = new AbortController();
    service.answer((_, response) => {
      response.writeHead(400).write("fir");
      setImmediate(() => abort.abort(reason));
    });
    expect(await failureOf(client().process({ model, ...inputs, signal: abort.signal }))).toBe(reason);
  });
});

test("a definition of one's own brings its own schema, of whatever library", async () => {
  service.answer(bytes("result"));
  const inputSchema: InputSchema = {
    "~standard": {
      validate: async (value) =>
        (value as { n?: unknown }).n === 1
          ? { value: { n: "one" } }
          : { issues: [{ message: "must be 1", path: [{ key: "n" }] }] },
    },
  };
  const own = { name: "own", urlPath: "/v2/own", fps: 1, width: 1, height: 1, inputSchema };
  const { process } = client();
  expect(await failureOf(process({ model: own, n: 2 }))).toMatchObject({
    code: "INVALID_INPUT",
    message: "process(): `n` must be 1.",
  });
  await process({ model: own, n: 1, other: "x" });
  expect(service.asked.map(({ path }) => path)).toEqual(["/v2/own"]);
  expect(await service.asked[0]?.form()).toEqual({ n: "one", other: "x" });
});
