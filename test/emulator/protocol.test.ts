import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Emulator, type EmulatorOptions, imageHash, startEmulator } from "../../src/emulator/index";
import { connectRaw, type RawClient } from "./wrtc-client";

let emulator: Emulator;
const clients: RawClient[] = [];
const others: Emulator[] = [];

beforeAll(async () => {
  emulator = await startEmulator({ denyPrompts: ["forbidden", /^ba+d$/] });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.terminate();
  await emulator.waitForIdle();
  await Promise.all(others.splice(0).map((other) => other.close()));
});
afterAll(() => emulator.close());

async function connect(query: Record<string, string> = {}, to = emulator, headers = {}): Promise<RawClient> {
  const client = await connectRaw(to, query, headers);
  clients.push(client);
  return client;
}

async function start(options: EmulatorOptions): Promise<Emulator> {
  const other = await startEmulator(options);
  others.push(other);
  return other;
}

test("says its session id at once, and remembers who came", async () => {
  const client = await connect({ resolution: "720p", user_agent: "agent 1" }, emulator, {
    origin: "https://a.example",
  });
  const { session_id, server_ip, server_port } = await client.next("session_id");
  const record = await (await emulator.waitForSession({ open: true })).record();
  expect(record).toMatchObject({
    id: session_id,
    model: "lucy-2.1",
    userAgent: "agent 1",
    origin: "https://a.example",
  });
  expect(record.query).toEqual({ model: "lucy-2.1", resolution: "720p", user_agent: "agent 1" });
  expect(emulator.url).toBe(`ws://${server_ip}:${server_port}`);
  expect(JSON.stringify(record)).not.toContain(emulator.apiKey);
});

test("keeps and clears as the order of a session says", async () => {
  const client = await connect();
  const session = await emulator.waitForSession({ open: true });
  const image = Buffer.from([1, 2, 3]);
  const hash = imageHash(image);
  const steps: [object, object][] = [
    [
      { type: "prompt", prompt: "a", enhance_prompt: true },
      { prompt: "a", image: null, enhance: true },
    ],
    [
      { type: "set_image", image_data: image.toString("base64") },
      { prompt: "a", image: hash, enhance: true },
    ],
    [
      { type: "prompt", prompt: "b", enhance_prompt: false },
      { prompt: "b", image: hash, enhance: false },
    ],
    [
      { type: "set_image", image_data: null },
      { prompt: "b", image: null, enhance: false },
    ],
    [
      { type: "set_image", image_data: image.toString("base64"), prompt: "c", enhance_prompt: true },
      { prompt: "c", image: hash, enhance: true },
    ],
    [
      { type: "set_image", image_data: null, prompt: null },
      { prompt: null, image: null },
    ],
  ];
  const seen = { prompt_ack: 0, set_image_ack: 0 };
  for (const [message, state] of steps) {
    client.send(message);
    const type = "image_data" in message ? "set_image_ack" : "prompt_ack";
    expect(await client.next(type, ++seen[type])).toMatchObject({ success: true, error: null });
    expect(session.state).toMatchObject(state);
  }
  expect(await client.next("prompt_ack", 2)).toMatchObject({ prompt: "b" });
});

test("refuses what is on a deny list and keeps the state", async () => {
  const client = await connect();
  const session = await emulator.waitForSession({ open: true });
  const image = Buffer.from("bad picture");
  await session.configure({ denyImages: [imageHash(image)] });
  client.send({ type: "prompt", prompt: "fine", enhance_prompt: true });
  client.send({ type: "prompt", prompt: "something FORBIDDEN", enhance_prompt: true });
  expect(await client.next("prompt_ack", 2)).toMatchObject({ success: false, error: expect.stringMatching(/refused/) });
  client.send({ type: "set_image", image_data: null, prompt: "baaad" });
  expect(await client.next("set_image_ack")).toMatchObject({ success: false });
  client.send({ type: "set_image", image_data: image.toString("base64"), prompt: null });
  expect(await client.next("set_image_ack", 2)).toMatchObject({ success: false });
  client.send({ type: "set_image", image_data: "%%%" });
  expect(await client.next("set_image_ack", 3)).toMatchObject({ success: false, error: "Invalid image data" });
  expect(session.state.prompt).toBe("fine");
});

test("objects to frames that aren't messages, and goes on", async () => {
  const client = await connect();
  const frames = ["", "{", "[]", '"x"', '{"type":"nonsense"}', '{"type":"prompt"}', '{"type":"offer","sdp":1}'];
  for (const frame of frames) client.send(frame);
  client.socket.send(Buffer.from([1, 2]));
  await client.next("error", frames.length + 1);
  client.send({ type: "offer", sdp: "not sdp" });
  expect(await client.next("error", frames.length + 2)).toMatchObject({ error: expect.stringMatching(/offer/) });
  client.send({ type: "ice-candidate", candidate: { candidate: "nonsense" } });
  client.send({ type: "ice-candidate", candidate: null });
  client.send({ type: "prompt", prompt: "x", enhance_prompt: true });
  expect(await client.next("prompt_ack")).toMatchObject({ success: true });
});

test.each([
  [{ api_key: "wrong" }, "Invalid API key"],
  [{ api_key: "" }, "Invalid API key"],
  [{ model: "lucy-99" }, "Model not found: lucy-99"],
  [{ model: "" }, "Model not found: "],
  [{ resolution: "4k" }, "Invalid resolution: 4k"],
])("turns %o away in words", async (query, error) => {
  const { sessions } = await emulator.counters();
  const client = await connect(query);
  expect(await client.next("error")).toEqual({ type: "error", error });
  expect(await client.closed).toMatchObject({ code: 1008 });
  expect((await emulator.counters()).sessions).toBe(sessions);
});

test("old and new names of models are known, and those it is told of", async () => {
  const other = await start({ models: ["mine"] });
  for (const model of ["mirage_v2", "lucy-latest", "mine"]) {
    await (await connect({ model }, other)).next("session_id");
  }
});

test("a bad key is refused with 401 where that is wanted", async () => {
  const other = await start({ refuseBadKeys: true, apiKey: "mine" });
  await expect(connect({ api_key: "wrong" }, other)).rejects.toThrow("401");
  await (await connect({}, other)).next("session_id");
});

test("insists on the state first where that is wanted", async () => {
  const other = await start({ requireStateFirst: true, acks: { prompt: "hold" } });
  const client = await connect({}, other);
  client.send({ type: "prompt", prompt: "x", enhance_prompt: true });
  client.send({ type: "offer", sdp: "v=0" });
  expect(await client.next("error")).toMatchObject({ error: expect.stringMatching(/^The state comes first/) });
  await (await other.waitForSession()).releaseAcks();
  await client.next("prompt_ack");
  client.send({ type: "offer", sdp: "v=0" });
  expect(await client.next("error", 2)).toMatchObject({ error: expect.stringMatching(/can't be used/) });
});

test("ends a session with a reason and close 1000", async () => {
  const client = await connect();
  await (await emulator.waitForSession({ open: true })).end("time_limit");
  expect(await client.next("generation_ended")).toEqual({ type: "generation_ended", seconds: 0, reason: "time_limit" });
  expect(await client.closed).toMatchObject({ code: 1000 });
});

test("listens on loopback only, and close() frees the port", async () => {
  const other = await start({});
  expect(new URL(other.httpUrl).hostname).toBe("127.0.0.1");
  const client = await connect({}, other);
  await other.close();
  expect(await client.closed).toMatchObject({ code: 1006 });
  const again = await start({ port: Number(new URL(other.httpUrl).port) });
  expect(again.httpUrl).toBe(other.httpUrl);
});

test("a port that is taken is an error, not a hang", async () => {
  await expect(startEmulator({ port: Number(new URL(emulator.httpUrl).port) })).rejects.toThrow("EADDRINUSE");
});

test("an option that doesn't exist is an error", async () => {
  await expect(startEmulator({ latency: 5 } as EmulatorOptions)).rejects.toThrow('"latency"');
});
