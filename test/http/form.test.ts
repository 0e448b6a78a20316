import { openAsBlob } from "node:fs";
import { describe, expect, test } from "vitest";
import { models } from "../../src/models";
import { createBrowserPlatform } from "../../src/platform/browser";
import type { UploadProgress } from "../../src/platform/platform";
import { failureOf } from "../support/failures";
import { createInstantClock } from "../support/instant-clock";
import { bytes, createHttpClient, createLoopback, drop, hang, json } from "./loopback";

const service = createLoopback();
const model = models.image("lucy-image-2");
// FormData makes all line ends the same, whatever they were.
const prompt = "Anime\r\nstyle";

/** A stream of pieces that tells whether it was cancelled. */
function createSource(pieces: string[], endless = false) {
  let cancelled: (reason: unknown) => void = () => {};
  const whenCancelled = new Promise((resolve) => {
    cancelled = resolve;
  });
  let pulled = () => {};
  const whenPulled = new Promise<void>((resolve) => {
    pulled = resolve;
  });
  const left = [...pieces];
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((resolve) => setImmediate(resolve));
      pulled();
      const piece = left.shift() ?? (endless ? "more" : undefined);
      if (piece === undefined) controller.close();
      else controller.enqueue(Buffer.from(piece));
    },
    cancel: (reason) => cancelled(reason),
  });
  return { stream, whenPulled, whenCancelled };
}

/** As in a browser, where `fetch` takes no streams. */
const inBrowser = () => {
  const platform = { ...createBrowserPlatform(), clock: createInstantClock(), runtime: "browser" };
  return createHttpClient(service.url, { platform });
};

describe("in Node", () => {
  test("a stream is sent while it is read, beside texts and files", async () => {
    service.answer(bytes("result"));
    const { stream } = createSource(["one", "two"]);
    const reference = new File(["ref"], 'a"b\r\nX-Evil: 1.png', { type: "image/png" });
    const { process } = createHttpClient(service.url);
    await process({ model, prompt: "Anime\nstyle", data: stream, reference_image: reference });
    const [asked] = service.asked;
    expect(asked?.headers["transfer-encoding"]).toBe("chunked");
    expect(await asked?.form()).toEqual({
      prompt,
      data: "blob (application/octet-stream) onetwo",
      reference_image: 'a"b\r\nX-Evil: 1.png (image/png) ref',
    });
    expect(asked?.body.toString()).toContain('filename="a%22b%0D%0AX-Evil: 1.png"');
  });

  test("the service gets the first bytes before the stream has its last ones", async () => {
    service.answer(bytes("result"));
    const next = service.next();
    let more = (_: string | null) => {};
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        more = (text) => (text === null ? controller.close() : controller.enqueue(Buffer.from(text)));
      },
    });
    const done = createHttpClient(service.url).process({ model, prompt, data: stream });
    more("first");
    const asked = await next;
    await expect.poll(() => asked.body.toString()).toContain("first");
    expect(asked.body.toString()).not.toContain("last");
    more("last");
    more(null);
    await done;
    expect(await asked.form()).toMatchObject({ data: expect.stringContaining("firstlast") });
  });

  test("the progress counts the bytes, and knows their sum where all lengths are known", async () => {
    service.answer(json({ job_id: "j", status: "pending" }));
    const heard: UploadProgress[] = [];
    const data = await openAsBlob(new URL(import.meta.url).pathname);
    const { queue } = createHttpClient(service.url);
    await queue.submit({ model: "lucy-2.1", prompt, data, onUploadProgress: (at) => heard.push(at) });
    const [asked] = service.asked;
    const total = asked?.body.length;
    expect(asked?.headers["content-length"]).toBe(String(total));
    expect(heard.at(-1)).toEqual({ loaded: total, total });
    expect(heard.map(({ loaded }) => loaded)).toEqual([...heard.map(({ loaded }) => loaded)].sort((a, b) => a - b));
    expect(await asked?.form()).toMatchObject({ prompt });

    heard.length = 0;
    const { stream } = createSource(["one"]);
    await queue.submit({ model: "lucy-2.1", prompt, data: stream, onUploadProgress: (at) => heard.push(at) });
    expect(heard.at(-1)).toEqual({ loaded: service.asked[1]?.body.length, total: undefined });
  });

  test("a listener that throws goes to the logger and doesn't break the upload", async () => {
    service.answer(bytes("result"));
    const client = createHttpClient(service.url);
    const error = new Error("the listener's own");
    const onUploadProgress = () => {
      throw error;
    };
    await client.process({ model, prompt, data: new Blob(["x"]), onUploadProgress });
    expect(client.logged).toContainEqual([expect.any(String), { error }]);
  });

  test.each(["refused", "never sent", "aborted"])("a stream is cancelled when its request is %s", async (how) => {
    const abort = new AbortController();
    service.answer(hang);
    const next = service.next();
    const { stream, whenCancelled } = createSource([], true);
    const client = createHttpClient(how === "never sent" ? "http://127.0.0.1:9" : service.url);
    const failure = failureOf(client.process({ model, prompt, data: stream, signal: abort.signal }));
    if (how !== "never sent") {
      const asked = await next;
      await expect.poll(() => asked.body.length).toBeGreaterThan(0);
      if (how === "aborted") abort.abort(new Error("mine"));
      else asked.response.writeHead(413, { connection: "close" }).end();
    }
    expect(await failure).toMatchObject(how === "aborted" ? { message: "mine" } : { code: "PROCESSING_ERROR" });
    await whenCancelled;
  });

  test("a stream that breaks breaks the request, with the stream's error as cause", async () => {
    service.answer(hang);
    const data = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error("disk on fire"));
      },
    });
    const error = await failureOf(createHttpClient(service.url).process({ model, prompt, data }));
    expect(error).toMatchObject({ code: "PROCESSING_ERROR", cause: expect.anything() });
  });
});

describe("in a browser", () => {
  test("a stream is gathered first, and has a length", async () => {
    service.answer(bytes("result"));
    const { stream } = createSource(["one", "two"]);
    await inBrowser().process({ model, prompt, data: stream });
    const [asked] = service.asked;
    expect(asked?.headers["content-length"]).toBe(String(asked?.body.length));
    expect(asked?.headers["user-agent"]).not.toContain("decart");
    expect(await asked?.form()).toMatchObject({ data: "blob (application/octet-stream) onetwo" });
  });

  test("an abort ends the gathering, and cancels the stream", async () => {
    const abort = new AbortController();
    const { stream, whenPulled, whenCancelled } = createSource([], true);
    const failure = failureOf(inBrowser().process({ model, prompt, data: stream, signal: abort.signal }));
    // Streams pull once by themselves; the form is being made two turns later.
    await whenPulled;
    await expect.poll(() => stream.locked).toBe(true);
    abort.abort(new Error("mine"));
    expect(await failure).toBe(abort.signal.reason);
    await whenCancelled;
    expect(service.asked).toEqual([]);
  });

  test("the progress comes from the platform's upload", async () => {
    service.answer(bytes("result"));
    const real = createBrowserPlatform();
    const platform = {
      ...real,
      runtime: "browser",
      upload: (url: string, init: RequestInit, onProgress: (at: UploadProgress) => void) => {
        onProgress({ loaded: 1, total: 2 });
        return real.fetch(url, init);
      },
    };
    const heard: UploadProgress[] = [];
    const { process } = createHttpClient(service.url, { platform });
    await process({ model, prompt, data: new Blob(["x"]), onUploadProgress: (at) => heard.push(at) });
    expect(heard).toEqual([{ loaded: 1, total: 2 }]);
    await process({ model, prompt, data: new Blob(["x"]) });
    expect(heard).toHaveLength(1);
  });

  test("a React Native file is appended as it is (P)", async () => {
    let form: FormData | undefined;
    const platform = {
      ...createBrowserPlatform(),
      runtime: "browser",
      async fetch(_: string, init?: RequestInit) {
        form = init?.body as FormData;
        return new Response("result");
      },
    };
    const file = { uri: "file:///cat.png", type: "image/png", name: "cat.png", toString: () => "as it is" };
    await createHttpClient(service.url, { platform }).process({ model, prompt, data: file });
    // Node's FormData makes a text of it by `toString`; React Native's takes the object.
    expect(form?.get("data")).toBe("as it is");
  });
});

describe("a URL", () => {
  const passed = () => service.asked.find(({ path }) => path.startsWith("/v1/"));

  test.each([
    ["text, in Node", () => createHttpClient(service.url), (url: string) => url],
    ["URL, in Node", () => createHttpClient(service.url), (url: string) => new URL(url)],
    ["text, in a browser", inBrowser, (url: string) => url],
  ])("as a %s is fetched, without the key, and sent", async (_, client, as) => {
    service.answer(bytes("pixels", "image/png"), bytes("result"));
    await client().process({ model, prompt, data: as(`${service.url}/cat.png`) });
    expect(service.asked[0]).toMatchObject({ method: "GET", path: "/cat.png" });
    expect(service.asked[0]?.headers).not.toHaveProperty("x-api-key");
    expect(passed()?.headers["content-length"]).toBe(String(passed()?.body.length));
    expect(await passed()?.form()).toEqual({ prompt, data: "blob (image/png) pixels" });
  });

  test("in a field that is no file is a text", async () => {
    service.answer(bytes("result"));
    await createHttpClient(service.url).process({ model, prompt: `${service.url}/cat`, data: new Blob(["x"]) });
    expect(await passed()?.form()).toMatchObject({ prompt: `${service.url}/cat` });
    expect(service.asked).toHaveLength(1);
  });

  test.each([
    ["that answers 404", json({}, 404), "HTTP 404"],
    ["whose server cuts", drop, "reachable"],
  ])("%s is INVALID_INPUT, and nothing is submitted", async (_, answer, text) => {
    service.answer(answer);
    const error = await failureOf(createHttpClient(service.url).process({ model, prompt, data: `${service.url}/x` }));
    expect(error).toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining("`data`") });
    expect((error as Error).message).toContain(text);
    expect(passed()).toBeUndefined();
  });

  test("whose server hangs ends with the signal", async () => {
    service.answer(hang);
    const abort = new AbortController();
    const next = service.next();
    const call = createHttpClient(service.url).process({
      model,
      prompt,
      data: `${service.url}/x`,
      signal: abort.signal,
    });
    const failure = failureOf(call);
    const { gone } = await next;
    abort.abort(new Error("mine"));
    expect(await failure).toBe(abort.signal.reason);
    await gone;
  });
});
