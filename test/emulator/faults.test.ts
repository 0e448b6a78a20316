import { connect as connectTcp } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { connectMedia, connectRaw, type RawClient, testFrame } from "./wrtc-client";

let emulator: Emulator;
const clients: RawClient[] = [];

beforeAll(async () => {
  emulator = await startEmulator({ tickIntervalMs: 20 });
});
afterEach(async () => {
  await emulator.configure({ dropSocketAt: null, queue: null });
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await emulator.waitForIdle();
});
afterAll(() => emulator.close());

async function connect(): Promise<RawClient> {
  const client = await connectRaw(emulator);
  clients.push(client);
  return client;
}

const session = () => emulator.waitForSession({ open: true });
const prompt = (text: string) => ({ type: "prompt", prompt: text, enhance_prompt: true });
const image = { type: "set_image", image_data: null };

test("acknowledgements are withheld, doubled, held and reordered", async () => {
  const client = await connect();
  const one = await session();
  await one.configure({ acks: { prompt: "withhold", set_image: "double" } });
  client.send(prompt("a"));
  client.send(image);
  await client.next("set_image_ack", 2);
  expect(client.messages.filter(({ type }) => type === "prompt_ack")).toHaveLength(0);
  expect(one.state.prompt).toBe("a");

  await one.configure({ acks: { prompt: "hold", set_image: "hold" } });
  client.send(prompt("b"));
  client.send(image);
  client.send(prompt("c"));
  await one.waitForState({ prompt: "c" });
  await one.releaseAcks("set_image");
  await client.next("set_image_ack", 3);
  await one.releaseAcks();
  await client.next("prompt_ack", 2);
  expect(client.messages.filter(({ type }) => type === "prompt_ack").map((ack) => ack.prompt)).toEqual(["b", "c"]);
});

test("messages are delayed by type, in order within a type", async () => {
  const client = await connect();
  await (await session()).configure({ delayMs: { prompt_ack: 60 } });
  client.send(prompt("a"));
  client.send(prompt("b"));
  client.send(image);
  await client.next("prompt_ack", 2);
  const acks = client.messages.filter(({ type }) => type.endsWith("_ack")).map(({ type, prompt }) => prompt ?? type);
  expect(acks).toEqual(["set_image_ack", "a", "b"]);
});

test("a slow state is applied late, and in order", async () => {
  const client = await connect();
  const one = await session();
  await one.configure({ stateDelayMs: 30 });
  client.send(prompt("a"));
  client.send(prompt("b"));
  await one.waitForEvent("<prompt");
  expect(one.state.prompt).toBeNull();
  await client.next("prompt_ack", 2);
  expect(one.state.prompt).toBe("b");
});

test("the latency applies to both ways", async () => {
  const client = await connect();
  await (await session()).configure({ latencyMs: 40 });
  const sent = performance.now();
  client.send(prompt("a"));
  client.send(prompt("b"));
  await client.next("prompt_ack", 2);
  expect(performance.now() - sent).toBeGreaterThanOrEqual(78);
});

test("a silent service says nothing", async () => {
  await emulator.configure({ silent: true });
  const client = await connect();
  const one = await session();
  client.send(prompt("a"));
  await one.waitForState({ prompt: "a" });
  expect(client.messages).toEqual([]);
  await emulator.configure({ silent: false });
});

test("sockets are closed and cut", async () => {
  const closed = await connect();
  await (await session()).closeSocket(4001, "why not");
  expect(await closed.closed).toEqual({ code: 4001, reason: "why not" });
  const cut = await connect();
  const one = await session();
  await one.terminate();
  expect(await cut.closed).toMatchObject({ code: 1006 });
  expect(await one.waitForClose()).toMatchObject({ code: 1006 });
});

test("a socket is lost at a given moment, for so many sessions", async () => {
  await emulator.configure({ dropSocketAt: { event: "<prompt", times: 2 } });
  for (const survives of [false, false, true]) {
    const client = await connect();
    client.send(prompt("a"));
    if (survives) await client.next("prompt_ack");
    else expect(await client.closed).toMatchObject({ code: 1006 });
  }
  await emulator.configure({ dropSocketAt: { event: ">prompt_ack", code: 1011 } });
  const client = await connect();
  client.send(prompt("a"));
  expect(await client.closed).toMatchObject({ code: 1011 });
  await client.next("prompt_ack");
});

test("upgrades are refused, and left without an answer", async () => {
  await emulator.refuseUpgrades(2, 502);
  await expect(connect()).rejects.toThrow("502");
  await expect(connect()).rejects.toThrow("502");
  await (await connect()).next("session_id");

  await emulator.hangUpgrades(1);
  const { port } = new URL(emulator.httpUrl);
  const socket = connectTcp(Number(port), "127.0.0.1");
  let answer = "";
  socket.on("data", (data) => {
    answer += data;
  });
  socket.write("GET /v1/stream HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  await (await connect()).next("session_id"); // The next one gets through, while the first still waits.
  expect(answer).toBe("");
  const gone = new Promise((resolve) => socket.on("close", resolve));
  socket.end();
  await gone;
});

test("any frame can be sent", async () => {
  const client = await connect();
  const one = await session();
  await one.sendText("{nonsense");
  await one.sendBinary([1, 2, 255]);
  await one.sendError("out of order");
  expect(await client.next("text")).toMatchObject({ data: "{nonsense" });
  expect([...((await client.next("binary")).data as Buffer)]).toEqual([1, 2, 255]);
  expect(await client.next("error")).toMatchObject({ error: "out of order" });
});

test("a queue comes before the session", async () => {
  await emulator.configure({ queue: { length: 3, intervalMs: 5 } });
  const client = await connect();
  await client.next("session_id");
  expect(client.messages).toEqual([
    ...[3, 2, 1].map((position) => ({ type: "queue_position", position, queue_size: 3 })),
    expect.objectContaining({ type: "session_id" }),
  ]);
});

test("generation is started, counted and ended when the credits are spent", async () => {
  const client = await connectMedia(emulator);
  clients.push(client);
  await (await session()).configure({ creditSeconds: 3 });
  client.camera(testFrame(320, 240));
  await client.negotiate();
  await client.next("generation_started");
  expect(await client.next("generation_tick", 3)).toMatchObject({ seconds: 3 });
  expect(await client.next("generation_ended")).toMatchObject({ seconds: 3, reason: "insufficient_credits" });
  expect(await client.closed).toMatchObject({ code: 1000 });
}, 20_000);

test("offers are left without an answer, and answers without candidates", async () => {
  const client = await connectMedia(emulator);
  clients.push(client);
  const one = await session();
  await one.configure({ answerOffers: false });
  const offer = await client.pc.createOffer();
  client.send({ type: "offer", sdp: offer.sdp });
  await one.waitForEvent("ignored:offer");
  await one.configure({ answerOffers: true, sendCandidates: false });
  await client.negotiate();
  expect(client.messages.map(({ type }) => type)).not.toContain("ice-candidate");
}, 20_000);

test("the service can make an offer of its own", async () => {
  const client = await connectMedia(emulator);
  clients.push(client);
  client.camera(testFrame(320, 240));
  await client.negotiate();
  const one = await session();
  await one.waitForFrames(3);
  await one.sendOffer();
  const offer = await client.next("offer");
  await client.pc.setRemoteDescription({ type: "offer", sdp: String(offer.sdp) });
  const answer = await client.pc.createAnswer();
  await client.pc.setLocalDescription(answer);
  client.send({ type: "answer", sdp: answer.sdp });
  await one.waitForEvent("<answer");
  await one.waitForFrames(5);
  expect(client.messages.filter(({ type }) => type === "error")).toEqual([]);
}, 20_000);

test("of two offers that meet, the service's stands", async () => {
  const client = await connectMedia(emulator);
  clients.push(client);
  const one = await session();
  await one.sendOffer();
  const colliding = await client.pc.createOffer();
  client.send({ type: "offer", sdp: colliding.sdp });
  await one.waitForEvent("ignored:offer");
  const offer = await client.next("offer");
  await client.pc.setRemoteDescription({ type: "offer", sdp: String(offer.sdp) });
  const answer = await client.pc.createAnswer();
  await client.pc.setLocalDescription(answer);
  client.send({ type: "answer", sdp: answer.sdp });
  await one.waitForEvent("pc:connected");
  expect(client.messages.filter(({ type }) => type === "answer" || type === "error")).toEqual([]);
}, 20_000);

test("a wait that is in vain says what for; one for a session that closes ends", async () => {
  const client = await connect();
  const one = await session();
  await expect(one.waitForFrames(1, { timeoutMs: 20 })).rejects.toThrow(/20 ms in vain for 1 frames/);
  const frames = one.waitForFrames(1);
  client.socket.terminate();
  await expect(frames).rejects.toThrow(/closed before 1 frames/);
});
