import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Emulator, imageHash, lookOf, readLook, readMark, startEmulator } from "../../src/emulator/index";
import { asPixels, connectMedia, type MediaClient, testFrame } from "./wrtc-client";

let emulator: Emulator;
const clients: MediaClient[] = [];

beforeAll(async () => {
  emulator = await startEmulator();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await emulator.waitForIdle();
});
afterAll(() => emulator.close());

async function connect(...args: Parameters<typeof connectMedia> extends [unknown, ...infer Rest] ? Rest : never) {
  const client = await connectMedia(emulator, ...args);
  clients.push(client);
  return client;
}

const shows = (code: number) => (frame: Parameters<typeof asPixels>[0]) => readLook(asPixels(frame)).code === code;

test("a camera comes back with the look of the state", async () => {
  const client = await connect();
  client.camera(testFrame(640, 360));
  client.send({ type: "prompt", prompt: "anime", enhance_prompt: true });
  await client.negotiate();
  const anime = lookOf({ prompt: "anime", image: null, enhance: true });
  const frame = await client.frame(shows(anime.code));
  expect(readMark(asPixels(frame))).toBe("normal");

  const image = Buffer.from("not really a picture");
  client.send({ type: "set_image", image_data: image.toString("base64") });
  await client.next("set_image_ack");
  await client.frame(shows(lookOf({ prompt: "anime", image: imageHash(image), enhance: true }).code));
  client.send({ type: "set_image", image_data: null, prompt: null });
  await client.frame(shows(0));

  const record = await (await emulator.waitForSession({ open: true })).record();
  expect(record.firstFrameIn).toMatchObject({ width: 640, height: 360 });
  expect(record.journal.map(({ event }) => event)).toContain("pc:connected");
}, 20_000);

test("odd sizes, and sizes that change", async () => {
  const client = await connect();
  client.send({ type: "prompt", prompt: "x", enhance_prompt: false });
  await client.negotiate();
  const { code } = lookOf({ prompt: "x", image: null, enhance: false });
  for (const [width, height] of [
    [641, 361],
    [480, 360],
    [240, 427],
  ] as const) {
    client.camera(testFrame(width, height));
    await client.frame((frame) => frame.width === width && frame.height === height && shows(code)(frame));
  }
}, 20_000);

test("a track that comes later needs no negotiation", async () => {
  const client = await connect();
  await client.negotiate();
  const session = await emulator.waitForSession({ open: true });
  await session.waitForEvent("pc:connected");
  expect((await session.record()).framesIn).toBe(0);
  client.camera(testFrame(320, 240));
  await client.frame(shows(0));
}, 20_000);

test("sound comes back as it came", async () => {
  const client = await connect();
  let phase = 0;
  client.microphone(() =>
    Int16Array.from({ length: 480 }, () => 12_000 * Math.sin((2 * Math.PI * 440 * phase++) / 48_000)),
  );
  await client.negotiate();
  const chunk = await client.sound(({ samples }) => Math.max(...samples) > 8_000);
  expect(chunk.numberOfFrames).toBe(chunk.sampleRate / 100);
}, 20_000);

test("an offer that only receives is answered", async () => {
  const client = await connect({ video: "recvonly", audio: "recvonly" });
  await client.negotiate();
  const { sdp } = await client.next("answer");
  expect(String(sdp).match(/a=sendonly/g)).toHaveLength(2);
  await (await emulator.waitForSession({ open: true })).waitForEvent("pc:connected");
}, 20_000);

test("the answer names a stream, sends both ways and limits nothing", async () => {
  const client = await connect();
  await client.negotiate();
  const { sdp } = await client.next("answer");
  expect(String(sdp).match(/a=sendrecv/g)).toHaveLength(2);
  expect(String(sdp)).not.toMatch(/^b=/m);
  expect(String(sdp)).not.toMatch(/a=msid:- /);
});

test("an ICE restart is answered, and the session survives it", async () => {
  const client = await connect();
  client.camera(testFrame(320, 240));
  await client.negotiate();
  await client.frame(shows(0));
  await client.negotiate({ iceRestart: true });
  const session = await emulator.waitForSession({ open: true });
  await session.waitForFrames(20);
  await client.frame(shows(0));
  expect((await emulator.counters()).livePeerConnections).toBe(1);

  await session.configure({ answerRestarts: false });
  const offer = await client.pc.createOffer({ iceRestart: true });
  client.send({ type: "offer", sdp: offer.sdp });
  await session.waitForEvent("ignored:offer");
  expect(client.messages.filter(({ type }) => type === "answer")).toHaveLength(2);
}, 20_000);

test("media freezes, thaws and dies while the socket lives", async () => {
  const client = await connect();
  client.camera(testFrame(320, 240));
  await client.negotiate();
  await client.frame(shows(0));
  const session = await emulator.waitForSession({ open: true });
  await session.configure({ media: "frozen" });
  const { framesIn, framesOut } = await session.record();
  await session.waitForEvent(">generation_tick");
  const later = await session.record();
  expect(later.framesOut).toBe(framesOut);
  expect(later.framesIn).toBeGreaterThan(framesIn);
  await session.configure({ media: "flow" });
  await session.waitForFrames(3);
  await session.killMedia();
  expect((await session.record()).connection).toBe("closed");
  client.send({ type: "prompt", prompt: "still there", enhance_prompt: true });
  expect(await client.next("prompt_ack")).toMatchObject({ success: true });
}, 20_000);

test("several sessions at once keep their looks apart", async () => {
  const prompts = ["one", "two", "three"];
  await Promise.all(
    prompts.map(async (prompt) => {
      const client = await connect();
      client.camera(testFrame(320, 240));
      client.send({ type: "prompt", prompt, enhance_prompt: true });
      await client.negotiate();
      await client.frame(shows(lookOf({ prompt, image: null, enhance: true }).code));
      for (let i = 0; i < 10; i++) {
        await client.frame((frame) => {
          const { code } = readLook(asPixels(frame));
          expect([null, lookOf({ prompt, image: null, enhance: true }).code]).toContain(code);
          return true;
        });
      }
    }),
  );
  expect((await emulator.counters()).livePeerConnections).toBe(3);
}, 20_000);

test("candidates before the answer, and candidates before the offer", async () => {
  const client = await connect();
  const session = await emulator.waitForSession({ open: true });
  await session.configure({ candidatesFirst: true });
  client.camera(testFrame(320, 240));
  await client.negotiate();
  const types = client.messages.map(({ type }) => type);
  expect(types.indexOf("ice-candidate")).toBeLessThan(types.indexOf("answer"));
  await client.frame(shows(0));
}, 20_000);
