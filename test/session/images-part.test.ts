import { describe, expect, test } from "vitest";
import { DecartSDKError } from "../../src/errors";
import { readImage } from "../../src/realtime/image-input";
import { prewarm } from "../../src/realtime/prewarm";
import { settled } from "../support/fake-clock";
import { createFakePlatform } from "../support/fake-platform";
import { createFakeTransports } from "../support/fake-transport";
import { TINY_PNG } from "../support/images";
import { acknowledge, createContext, NOTHING_LEFT, startSession, watch } from "./harness";

const unavailable = new DecartSDKError("LOAD_ERROR", "not served any more", { retryable: true });

/** A part that is on its way until `arrive` is called. */
function underWay() {
  let arrive = () => {};
  let asked = 0;
  const part = new Promise<{ readImage: typeof readImage }>((resolve) => {
    arrive = () => resolve({ readImage });
  });
  return {
    arrive: () => arrive(),
    get asked() {
      return asked;
    },
    loadImages() {
      asked += 1;
      return part;
    },
  };
}

describe("what reads images", () => {
  test("is loaded after a connect without an image, which doesn't wait for it", async () => {
    const part = underWay();
    const session = startSession({}, { context: part });
    expect(part.asked).toBe(0);
    await session.goLive();
    expect(session.client.isConnected()).toBe(true);
    expect(part.asked).toBe(1);
  });

  test("is loaded by prewarm(), for a connect with an image", () => {
    const part = underWay();
    const platform = createFakePlatform();
    prewarm({ ...createContext(platform, createFakeTransports().create), ...part }, { model: "lucy-2.1" });
    expect(part.asked).toBe(1);
  });

  test("is loaded while the socket of a connect with an image opens", async () => {
    const part = underWay();
    const session = startSession({ initialState: { image: TINY_PNG } }, { context: part });
    expect(part.asked).toBe(1);
    session.socket.open();
    session.transport.offer();
    await settled();
    expect(session.socket.sent).toEqual([]);
    part.arrive();
    await settled();
    expect(session.socket.sent.map(({ type }) => type)).toEqual(["set_image", "offer", "ice-candidate"]);
    expect(session.socket.sent[0]).toMatchObject({ image_data: TINY_PNG });
  });

  const bytes = Uint8Array.from(Buffer.from(TINY_PNG, "base64"));
  const url = new URL(`data:image/png;base64,${TINY_PNG}`);
  test.each([
    ["bytes", bytes, () => bytes.fill(0)],
    ["an ArrayBuffer", bytes.slice().buffer, (buffer: ArrayBuffer) => structuredClone(buffer, { transfer: [buffer] })],
    // A Buffer's `slice` shares its memory.
    ["a Buffer", Buffer.from(bytes), (buffer: Buffer) => buffer.fill(0)],
    ["a URL", url, () => (url.href = "https://example.com/other.png")],
  ] as const)("gets %s as passed, however late it comes", async (_, image, change) => {
    const part = underWay();
    const session = startSession({}, { context: part });
    await session.goLive();
    const set = watch(session.client.setImage(image));
    (change as (image: unknown) => unknown)(image);
    part.arrive();
    await settled();
    expect(session.socket.sent.at(-1)).toMatchObject({ type: "set_image", image_data: TINY_PNG });
    acknowledge(session.socket);
    await settled();
    expect(set).toEqual({ done: true });
  });

  test("gets the initial image as it was when connect() was called", async () => {
    const part = underWay();
    const image = Uint8Array.from(Buffer.from(TINY_PNG, "base64"));
    const session = startSession({ initialState: { image } }, { context: part });
    image.fill(0);
    session.socket.open();
    part.arrive();
    await settled();
    expect(session.socket.sent[0]).toMatchObject({ type: "set_image", image_data: TINY_PNG });
  });

  test("is no worker's memory", async () => {
    const [view, buffer] = [new Uint8Array(8), new ArrayBuffer(8)];
    structuredClone([view, buffer], { transfer: [view.buffer, buffer] });
    const error = { code: "INVALID_INPUT", message: expect.stringContaining("transferred") };
    const session = startSession();
    await session.goLive();
    await expect(session.client.setImage(view)).rejects.toMatchObject(error);
    await expect(session.client.setImage(buffer)).rejects.toMatchObject(error);
    const failing = startSession({ initialState: { image: view } });
    await failing.connecting;
    expect(failing.outcome.error).toMatchObject(error);
    expect(failing.leftovers).toEqual(NOTHING_LEFT);
  });

  test("that can't be loaded fails the call that needs it, and nothing else", async () => {
    const session = startSession({}, { context: { loadImages: () => Promise.reject(unavailable) } });
    await session.goLive();
    const [image, prompt] = [session.client.setImage(TINY_PNG), session.client.setPrompt("A")].map(watch);
    await settled();
    acknowledge(session.socket);
    await settled();
    expect(image).toEqual({ done: true, error: unavailable });
    expect(prompt).toEqual({ done: true });
    expect(session.client.isConnected()).toBe(true);
  });

  test("that can't be loaded fails a connect with an image", async () => {
    const context = { loadImages: () => Promise.reject(unavailable) };
    const session = startSession({ initialState: { image: TINY_PNG } }, { context });
    await settled();
    expect(session.outcome.error).toBe(unavailable);
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });
});
