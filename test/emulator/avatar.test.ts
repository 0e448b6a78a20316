import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  type Emulator,
  imageHash,
  lookOf,
  readLook,
  readLoudness,
  readMark,
  startEmulator,
} from "../../src/emulator/index";
import { loudnessOf } from "../../src/emulator/look/loudness";
import { drawExpression, drawPortrait } from "../../src/emulator/look/portrait";
import type { DecodedFrame } from "../../src/emulator/stack";
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

async function connect(model = "live-avatar") {
  const client = await connectMedia(emulator, { video: "recvonly" }, { model });
  clients.push(client);
  return client;
}

/** 10 ms of a tone after the other. */
function tone(amplitude: number) {
  let phase = 0;
  return () =>
    Int16Array.from({ length: 480 }, () => 32767 * amplitude * Math.sin((2 * Math.PI * 220 * phase++) / 48_000));
}

const loudness = (frame: DecodedFrame) => readLoudness(asPixels(frame)) ?? -1;

test("any loudness is read from the pixels as it was drawn; a mouth opens with it", () => {
  const sizes = [
    [1280, 720],
    [640, 361],
    [321, 180],
  ] as const;
  fc.assert(
    fc.property(
      fc.constantFrom(...sizes),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.boolean(),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      ([width, height], loudness, eyesClosed, hash) => {
        const frame = drawPortrait(width, height, hash.toString(16).padStart(8, "0"));
        drawExpression(frame, { loudness, eyesClosed });
        expect(readLoudness(frame)).toBeCloseTo(Math.round(loudness * 16) / 16);
      },
    ),
    { numRuns: 60 },
  );
  const dark = [0, 0.5, 1].map((loudness) => {
    const frame = drawPortrait(640, 360, "abcdef01");
    drawExpression(frame, { loudness, eyesClosed: false });
    const mouth = frame.data.subarray(200 * 640, 260 * 640).filter((_, i) => Math.abs((i % 640) - 320) < 30);
    return mouth.filter((luma) => luma < 45).length;
  });
  expect(dark[0]).toBe(0);
  expect(dark[1]).toBeGreaterThan(200);
  expect(dark[2]).toBeGreaterThan((dark[1] ?? 0) * 1.5);
});

test("a picture that is no portrait has no loudness", () => {
  expect(readLoudness(testFrame(640, 360))).toBeNull();
  expect(readLoudness(drawPortrait(640, 360, null))).toBeNull();
});

test.each([
  [0, 0],
  [1, 1],
  [0.5, 1 - 6.02 / 48],
  [10 ** (-24 / 20), 0.5],
  [0.001, 0],
])("a root mean square of %d is a loudness of %d", (rms, expected) => {
  expect(loudnessOf(rms)).toBeCloseTo(expected, 2);
});

test.each(["live-avatar", "live_avatar"])(
  "%s: a portrait at the model's size that follows the sound",
  async (model) => {
    const client = await connect(model);
    const image = Buffer.from("a portrait");
    client.send({ type: "set_image", image_data: image.toString("base64"), prompt: null });
    await client.negotiate();
    const { sdp } = await client.next("answer");
    expect(String(sdp)).toMatch(/m=video[\s\S]*?a=sendonly/);
    const quiet = await client.frame((frame) => frame.width === 1280 && loudness(frame) === 0);
    expect(quiet.height).toBe(720);
    expect(readMark(asPixels(quiet))).toBe("normal");
    expect(readLook(asPixels(quiet)).code).toBe(lookOf({ prompt: null, image: imageHash(image), enhance: true }).code);

    // A sine's root mean square is 3 dB below its peak: 9 and 29 dB below full scale, a bar of 13 and one of 6 cells.
    client.microphone(tone(0.5));
    await client.frame((frame) => Math.abs(loudness(frame) - 13 / 16) <= 1 / 16);
    client.microphone(tone(0.05));
    await client.frame((frame) => Math.abs(loudness(frame) - 6 / 16) <= 1 / 16);
    client.microphone(tone(0));
    await client.frame((frame) => loudness(frame) === 0);
    const session = await emulator.waitForSession({ open: true });
    expect((await session.record()).loudness).toBe(0);
  },
  20_000,
);

test("25 frames a second on a clock of its own, which media: frozen and killMedia stop", async () => {
  const client = await connect();
  const session = await emulator.waitForSession({ open: true });
  expect((await session.record()).framesOut).toBe(0);
  await client.negotiate();
  await session.waitForFrames(5);
  const started = performance.now();
  await session.waitForFrames(50);
  const fps = 50_000 / (performance.now() - started);
  console.log("portrait fps:", fps.toFixed(2));
  expect(fps).toBeGreaterThan(15);
  expect(fps).toBeLessThan(26);
  await session.configure({ media: "frozen" });
  const { framesOut, seconds } = await session.record();
  await session.waitForEvent(">generation_tick");
  await client.next("generation_tick", seconds + 2);
  expect((await session.record()).framesOut).toBe(framesOut);
  await session.configure({ media: "flow" });
  await session.waitForFrames(3);
  await session.killMedia();
  const killed = (await session.record()).framesOut;
  await client.next("generation_tick", seconds + 4);
  expect((await session.record()).framesOut).toBe(killed);
}, 20_000);

test("other models have no portrait", async () => {
  const client = await connect("lucy-2.1");
  await client.negotiate();
  const session = await emulator.waitForSession({ open: true });
  await session.waitForEvent("pc:connected");
  expect(await session.record()).toMatchObject({ loudness: null, framesOut: 0 });
}, 20_000);
