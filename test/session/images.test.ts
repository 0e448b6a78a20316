import { describe, expect, test } from "vitest";
import { settled } from "../support/fake-clock";
import { createFakePlatform, type FakePlatform } from "../support/fake-platform";
import { imageOf, TINY_PNG } from "../support/images";
import { acknowledge, live, startSession, watch } from "./harness";

const URL_ = "https://images.test/a.png";

/** A server that never answers, and tells which of its requests were given up. */
function muteServer({ platform }: { platform: FakePlatform }) {
  const signals: (AbortSignal | null | undefined)[] = [];
  platform.fetch = (_, init) => {
    signals.push(init?.signal);
    return new Promise((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  };
  return { given: () => signals.map((signal) => signal?.aborted) };
}

describe("the fetch of an image ends", () => {
  test("when its call times out", async () => {
    const session = await live();
    const server = muteServer(session);
    const call = watch(session.client.setImage(URL_, { timeout: 700 }));
    await session.platform.clock.advance(699);
    expect(server.given()).toEqual([false]);
    await session.platform.clock.advance(1);
    expect(server.given()).toEqual([true]);
    expect(call.error).toMatchObject({ code: "TIMEOUT" });
  });

  test("when the session ends", async () => {
    const session = await live();
    const server = muteServer(session);
    const call = watch(session.client.set({ image: URL_ }));
    session.client.disconnect();
    await settled();
    expect(server.given()).toEqual([true]);
    expect(call.error).toMatchObject({ code: "DISCONNECTED" });
  });

  test("with the outcome of the call that has overtaken it", async () => {
    const session = await live();
    const server = muteServer(session);
    const slow = watch(session.client.setImage(URL_));
    session.client.setImage(TINY_PNG);
    await settled();
    expect(session.socket.sent).toMatchObject([{ image_data: TINY_PNG }]);
    acknowledge(session.socket);
    await settled();
    expect([slow, server.given()]).toEqual([{ done: true }, [true]]);
  });

  test("when the connect is aborted, or takes too long", async () => {
    for (const connectTimeoutMs of [undefined, 2000]) {
      const abort = new AbortController();
      const platform = createFakePlatform();
      const server = muteServer({ platform });
      const options = { signal: abort.signal, connectTimeoutMs, initialState: { image: URL_ } };
      const session = startSession(options, { context: { platform } });
      if (connectTimeoutMs) await platform.clock.advance(connectTimeoutMs);
      else abort.abort();
      await session.connecting;
      expect(server.given()).toEqual([true]);
    }
  });
});

describe("a bad image", () => {
  test("as the initial state rejects the connect, and leaves nothing", async () => {
    const session = startSession({ initialState: { image: new Uint8Array([1, 2, 3]) } });
    await session.connecting;
    expect(session.outcome.error).toMatchObject({ code: "INVALID_INPUT" });
    expect(session.leftovers).toEqual({ sockets: 0, transports: 0, timers: 0 });
  });

  test("one of 10.6 MB never touches the socket", async () => {
    const session = await live();
    const large = imageOf(10.6 * 1024 * 1024);
    const base64 = Buffer.from(large).toString("base64");
    for (const image of [large, large.buffer, new Blob([large]), base64, `data:image/png;base64,${base64}`]) {
      await expect(session.client.set({ prompt: "A", image })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    }
    expect(session.socket.sent).toEqual([]);
  });
});
