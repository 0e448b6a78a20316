import { deflateSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createDecartClient } from "../../src/client";
import { controlEmulator, type Emulator, imageHash, lookOf, readLook, startEmulator } from "../../src/emulator/index";
import { decodePng, encodePng } from "../../src/emulator/png";
import { models } from "../../src/models";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ jobMs: 20, control: true });
});
afterEach(() => emulator.configure({ jobMs: 20, jobFailure: null, denyPrompts: [], denyImages: [], jobSlots: 1 }));
afterAll(() => emulator.close());

const connect = (apiKey = emulator.apiKey) => createDecartClient({ apiKey, baseUrl: emulator.httpUrl });
const grey = { width: 320, height: 192, rgba: new Uint8Array(320 * 192 * 4).fill(128) };
const png = new File([encodePng(grey)], "grey.png", { type: "image/png" });
const film = new File(["not really a film"], "film.mp4", { type: "video/mp4" });

async function codeOf(picture: Blob): Promise<number | null> {
  const decoded = decodePng(new Uint8Array(await picture.arrayBuffer()));
  return decoded && readLook({ ...decoded, data: decoded.rgba }).code;
}

const post = (
  path: string,
  fields: Record<string, string | Blob | undefined>,
  headers: Record<string, string> = {},
) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, value as Blob);
  const key = { "x-api-key": emulator.apiKey, ...headers };
  return fetch(emulator.httpUrl + path, { method: "POST", headers: key, body: form });
};

describe("a picture", () => {
  test("comes back with its look, while one waits", async () => {
    const { process } = connect();
    const state = { prompt: "Neon city", enhance: false, image: imageHash(new Uint8Array(await png.arrayBuffer())) };
    const picture = await process({
      model: models.image("lucy-image-2"),
      prompt: state.prompt,
      enhance_prompt: false,
      data: png,
      reference_image: png,
    });
    expect(picture.type).toBe("image/png");
    expect(await codeOf(picture)).toBe(lookOf(state).code);
    const decoded = decodePng(new Uint8Array(await picture.arrayBuffer()));
    expect(decoded).toMatchObject({ width: 320, height: 192 });
  });

  test("is made of nothing but a prompt, where the model does that", async () => {
    const picture = await connect().process({ model: "lucy-pro-t2i", prompt: "A red house" });
    expect(await codeOf(picture)).toBe(lookOf({ prompt: "A red house", enhance: true, image: null }).code);
  });

  test("in a format that isn't decoded comes back as it was, and the answer says so", async () => {
    const response = await post("/v1/generate/lucy-image-2", { prompt: "x", data: film });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "video/mp4",
      "x-emulator-pixels": "unchanged",
      "x-emulator-look": String(lookOf({ prompt: "x", enhance: true, image: null }).code),
    });
    expect(await response.text()).toBe(await film.text());
    const painted = await post("/v1/generate/lucy-image-2", { prompt: "x", data: png });
    expect(painted.headers.get("x-emulator-pixels")).toBe("painted");
  });
});

describe("a job", () => {
  test("is queued, worked on, done; the result is the input with its look", async () => {
    const heard: string[] = [];
    const done = await connect().queue.submitAndPoll({
      model: models.video("lucy-2.1"),
      prompt: "Anime",
      data: png,
      onStatusChange: ({ status }) => heard.push(status),
    });
    expect(heard.at(-1)).toBe("completed");
    expect(done.status === "completed" && (await codeOf(done.data))).toBe(
      lookOf({ prompt: "Anime", enhance: true, image: null }).code,
    );
    expect((await emulator.jobs()).at(-1)).toMatchObject({
      model: "lucy-2.1",
      status: "completed",
      prompt: "Anime",
      sizes: { data: png.size, reference_image: null },
      pixels: "painted",
    });
  });

  test("waits while another is worked on, and has no content before its end", async () => {
    const own = await startEmulator({ jobMs: 60_000, control: true });
    const { queue } = createDecartClient({ apiKey: own.apiKey, baseUrl: own.httpUrl });
    const inputs = { model: "lucy-2.1", prompt: "", data: film } as const;
    const [first, second] = [await queue.submit(inputs), await queue.submit(inputs)];
    expect([first.status, second.status]).toEqual(["processing", "pending"]);
    await expect(queue.result(second.job_id)).rejects.toMatchObject({ data: { status: 409 } });
    const remote = controlEmulator(own.httpUrl);
    expect((await remote.jobs()).map(({ status }) => status)).toEqual(["processing", "pending"]);
    // With more slots the next submit makes the queue move, past the long one.
    await own.configure({ jobSlots: 2, jobMs: 20 });
    const third = await queue.submit(inputs);
    expect([(await queue.wait(second.job_id)).status, (await queue.wait(third.job_id)).status]).toEqual([
      "completed",
      "completed",
    ]);
    await own.close();
  });

  test("fails on demand, and where moderation refuses", async () => {
    const { queue, process } = connect();
    await emulator.configure({ jobFailure: "out of memory" });
    const inputs = { model: "lucy-2.1", prompt: "something Bad", data: film } as const;
    const run = () => queue.submitAndPoll(inputs);
    expect(await run()).toMatchObject({ status: "failed", error: "out of memory" });
    await emulator.configure({ jobFailure: null, denyPrompts: ["bad"] });
    expect(await run()).toMatchObject({ status: "failed", error: expect.stringContaining("moderation") });
    await expect(process({ model: "lucy-image-2", prompt: "bad", data: png })).rejects.toMatchObject({
      code: "PROCESSING_ERROR",
      data: { status: 400 },
    });
  });

  test("of nobody's is 404", async () => {
    const { queue } = connect();
    await expect(queue.status("nope")).rejects.toMatchObject({ data: { status: 404 } });
    await expect(queue.result("nope")).rejects.toMatchObject({ data: { status: 404 } });
  });

  test("survives a service that is busy for a while", async () => {
    const { queue } = connect();
    const { job_id } = await queue.submit({ model: "lucy-2.1", prompt: "", data: film });
    await emulator.failRequests({ times: 2, status: 503, path: "/v1/jobs/" });
    expect(await queue.wait(job_id)).toMatchObject({ status: "completed" });
  });
});

describe("who may", () => {
  test("the account's key and client tokens, for the models and origins that they are for", async () => {
    const { tokens } = connect();
    const token = await tokens.create({ allowedModels: ["lucy-2.1"], allowedOrigins: ["https://a.example"] });
    const status = async (model: string, headers: Record<string, string>) =>
      (await post(`/v1/jobs/${model}`, { prompt: "", data: film }, headers)).status;
    const key = { "x-api-key": token.apiKey, origin: "https://a.example" };
    expect(await status("lucy-2.1", key)).toBe(200);
    expect(await status("lucy-2.5", key)).toBe(403);
    expect(await status("lucy-2.1", { ...key, origin: "https://b.example" })).toBe(403);
    expect(await status("lucy-2.1", { "x-api-key": "made up" })).toBe(401);
    expect((await post("/v1/files", { file: film }, { "x-api-key": "" })).status).toBe(401);
    await emulator.expireTokens();
    expect(await status("lucy-2.1", key)).toBe(401);
    await expect(connect(token.apiKey).queue.status("j")).rejects.toMatchObject({ data: { status: 401 } });
  });
});

describe("what a form must be", () => {
  const data = film;
  test.each([
    ["/v1/jobs/lucy-9", { prompt: "", data }, 404],
    ["/v1/jobs/lucy-image-2", { prompt: "x", data }, 404],
    ["/v1/jobs/lucy-2.1", { data }, 400],
    ["/v1/jobs/lucy-2.1", { prompt: "" }, 400],
    ["/v1/jobs/lucy-2.1", { prompt: "", data: "text" }, 400],
    ["/v1/jobs/lucy-2.1", { prompt: film, data }, 400],
    ["/v1/jobs/lucy-2.1", { prompt: "", data: new Blob([]) }, 400],
    ["/v1/jobs/lucy-2.1", { prompt: "", data, seed: "1.5" }, 400],
    ["/v1/jobs/lucy-2.1", { prompt: "", data, resolution: "480p" }, 400],
    ["/v1/jobs/lucy-2.1", { prompt: "", data, enhance_prompt: "yes" }, 400],
    ["/v1/jobs/lucy-clip", { prompt: "", data }, 400],
    ["/v1/jobs/lucy-clip", { prompt: "x".repeat(1001), data }, 400],
    ["/v1/jobs/lucy-restyle-2", { data }, 400],
    ["/v1/jobs/lucy-restyle-2", { data, prompt: "x", reference_image: film }, 400],
    ["/v1/jobs/lucy-restyle-2", { data, reference_image: film, enhance_prompt: "true" }, 400],
    ["/v1/jobs/lucy-motion", { data }, 400],
    ["/v1/jobs/lucy-motion", { data, trajectory: "[" }, 400],
    ["/v1/jobs/lucy-motion", { data, trajectory: '[{"frame":0,"x":1,"y":1}]' }, 400],
    ["/v1/generate/lucy-image-2", { data, prompt: "x", resolution: "1080p" }, 400],
    ["/v1/files", {}, 400],
    ["/v1/files", { file: "text" }, 400],
    ["/v1/files", { file: film, ttl_seconds: "59" }, 400],
    ["/v1/files", { file: film, ttl_seconds: "2592001" }, 400],
    ["/v1/files", { file: film, ttl_seconds: "forever" }, 400],
    ["/v1/jobs/lucy-restyle-2", { data, reference_image: film }, 200],
    ["/v1/jobs/lucy-motion", { data, trajectory: '[{"frame":0,"x":1,"y":1},{"frame":1,"x":2,"y":2}]' }, 200],
  ] as [string, Record<string, string | Blob>, number][])("%s %j: %i", async (path, fields, status) => {
    const response = await post(path, fields);
    expect(response.status).toBe(status);
    if (status >= 400) expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  test("a field twice, another type, no form at all", async () => {
    const form = new FormData();
    for (const prompt of ["a", "b"]) form.append("prompt", prompt);
    form.append("data", film);
    const send = (body: BodyInit, type?: string) => {
      const headers = { "x-api-key": emulator.apiKey, ...(type && { "content-type": type }) };
      return fetch(`${emulator.httpUrl}/v1/jobs/lucy-2.1`, { method: "POST", headers, body });
    };
    expect((await send(form)).status).toBe(400);
    expect((await send("{}", "application/json")).status).toBe(415);
    expect((await send("nonsense", "multipart/form-data; boundary=x")).status).toBe(400);
  });
});

test("files are taken in, told of and deleted", async () => {
  const { files } = connect();
  const kept = await files.upload(film, { ttlSeconds: 60 });
  expect(kept).toMatchObject({ id: expect.stringMatching(/^file_/), filename: "film.mp4", mime_type: "video/mp4" });
  expect(kept.size_bytes).toBe(film.size);
  expect(Date.parse(String(kept.expires_at)) - Date.parse(kept.created_at)).toBe(60_000);
  expect(await files.get(kept.id)).toEqual(kept);
  expect((await files.upload(film, { ttlSeconds: "persistent" })).expires_at).toBeNull();
  const day = await files.upload(film);
  expect(Date.parse(String(day.expires_at)) - Date.parse(day.created_at)).toBe(86_400_000);
  await files.delete(kept.id);
  await expect(files.get(kept.id)).rejects.toMatchObject({ code: "FILES_GET_ERROR", data: { status: 404 } });
  await expect(files.delete(kept.id)).rejects.toMatchObject({ code: "FILES_DELETE_ERROR", data: { status: 404 } });
});

describe("PNG", () => {
  const chunk = (type: string, data: Uint8Array) => {
    const out = Buffer.alloc(12 + data.length);
    out.writeUInt32BE(data.length, 0);
    out.write(type, 4, "latin1");
    out.set(data, 8);
    return out;
  };
  const header = (width: number, height: number, ...rest: number[]) => {
    const out = Buffer.alloc(13);
    out.writeUInt32BE(width, 0);
    out.writeUInt32BE(height, 4);
    out.set(rest, 8);
    return out;
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  const make = (ihdr: Buffer, rows: number[], palette?: number[]) =>
    Buffer.concat([
      signature,
      chunk("IHDR", ihdr),
      ...(palette ? [chunk("PLTE", Buffer.from(palette))] : []),
      chunk("IDAT", deflateSync(Buffer.from(rows))),
      chunk("IEND", Buffer.alloc(0)),
    ]);

  test("what is encoded is decoded", () => {
    const rgba = Uint8Array.from({ length: 3 * 2 * 4 }, (_, i) => (i * 37) % 256);
    expect(decodePng(encodePng({ width: 3, height: 2, rgba }))).toEqual({ width: 3, height: 2, rgba });
  });

  test.each([
    ["grey", make(header(2, 1, 8, 0, 0, 0, 0), [0, 7, 9]), [7, 7, 7, 255, 9, 9, 9, 255]],
    ["grey with alpha", make(header(1, 1, 8, 4, 0, 0, 0), [0, 7, 9]), [7, 7, 7, 9]],
    ["colours", make(header(1, 1, 8, 2, 0, 0, 0), [0, 1, 2, 3]), [1, 2, 3, 255]],
    ["a palette", make(header(2, 1, 8, 3, 0, 0, 0), [0, 1, 0], [1, 2, 3, 4, 5, 6]), [4, 5, 6, 255, 1, 2, 3, 255]],
    ["filter: left", make(header(2, 1, 8, 0, 0, 0, 0), [1, 7, 2]), [7, 7, 7, 255, 9, 9, 9, 255]],
    ["filter: up", make(header(1, 2, 8, 0, 0, 0, 0), [0, 7, 2, 2]), [7, 7, 7, 255, 9, 9, 9, 255]],
    ["filter: mean", make(header(2, 1, 8, 0, 0, 0, 0), [3, 8, 5]), [8, 8, 8, 255, 9, 9, 9, 255]],
    ["filter: Paeth", make(header(1, 2, 8, 0, 0, 0, 0), [4, 7, 4, 2]), [7, 7, 7, 255, 9, 9, 9, 255]],
  ])("%s", (_, bytes, rgba) => {
    expect([...(decodePng(bytes)?.rgba ?? [])]).toEqual(rgba);
  });

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["another file", Buffer.from("GIF89a")],
    ["a signature alone", signature],
    ["16 bits", make(header(1, 1, 16, 0, 0, 0, 0), [0, 1, 2])],
    ["interlaced", make(header(1, 1, 8, 0, 0, 0, 1), [0, 1])],
    ["too few rows", make(header(2, 2, 8, 0, 0, 0, 0), [0, 1, 2])],
    ["a bomb", make(header(60_000, 60_000, 8, 0, 0, 0, 0), [0])],
    ["cut off", make(header(2, 1, 8, 0, 0, 0, 0), [0, 1, 2]).subarray(0, 45)],
  ])("%s is none", (_, bytes) => {
    expect(decodePng(bytes)).toBeNull();
  });
});
