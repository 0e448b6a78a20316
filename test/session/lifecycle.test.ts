import { describe, expect, test } from "vitest";
import { settled } from "../support/fake-clock";
import { createFakeTrack } from "../support/fake-platform";
import { acknowledge, live, NOTHING_LEFT, startSession, watch } from "./harness";

describe("the end", () => {
  test("disconnect is idempotent, leaves nothing, and stops none of the caller's tracks", async () => {
    const session = await live();
    session.client.disconnect();
    session.client.disconnect();
    session.client[Symbol.dispose]();
    expect(session.states).toEqual(["connecting", "connected", "disconnected"]);
    expect(session.client.isConnected()).toBe(false);
    expect(session.camera.stops).toBe(0);
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("disconnect inside a listener", async () => {
    const session = await live();
    session.client.on("generationTick", () => session.client.disconnect());
    session.socket.say({ type: "generation_tick", seconds: 1 });
    expect(session.client.getConnectionState()).toBe("disconnected");
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("out of credits: the events, then `disconnected`, then the error that says why", async () => {
    const session = await live();
    const seen: unknown[] = [];
    session.client.on("generationEnded", (data) => seen.push(data));
    session.client.on("connectionChange", (state) => seen.push(state));
    session.client.on("error", (error) => seen.push(error.message));
    await settled();
    seen.length = 0;
    session.socket.say({ type: "generation_ended", seconds: 9, reason: "insufficient_credits" });
    session.socket.drop(1000);
    await session.platform.clock.advance(60_000);
    expect(seen).toEqual([
      { seconds: 9, reason: "insufficient_credits" },
      "disconnected",
      "The service ended the session: insufficient_credits.",
    ]);
    expect(session.platform.sockets).toHaveLength(1);
  });

  test("a single track, and no input at all", async () => {
    const track = createFakeTrack("video");
    expect(startSession({}, { input: track }).transport.options.tracks).toEqual([track]);
    expect(startSession({}, { input: null }).transport.options.tracks).toEqual([]);
  });
});

describe("a lost session", () => {
  test("is followed by one that is given the latest accepted state, in the same stream", async () => {
    const session = await live({ initialState: { prompt: { text: "first" } } });
    session.client.setPrompt("second");
    acknowledge(session.socket);
    const waiting = watch(session.client.setPrompt("third"));
    session.socket.drop();
    expect(session.client.getConnectionState()).toBe("reconnecting");
    await session.goLive({ type: "session_id", session_id: "s2", server_ip: "10.0.0.1", server_port: 1 });
    expect(session.states).toEqual(["connecting", "connected", "reconnecting", "connected"]);
    expect(session.socket.sent.filter(({ type }) => type === "prompt")).toMatchObject([
      { prompt: "second" },
      { prompt: "third" },
    ]);
    acknowledge(session.socket);
    await settled();
    expect(waiting).toEqual({ done: true });
    expect(session.client.sessionId).toBe("s2");
    expect(session.streams).toHaveLength(1);
    expect(session.streams[0]?.getTracks()).toHaveLength(2);
  });

  test("after five attempts: `disconnected` and one error", async () => {
    const session = await live();
    const errors: unknown[] = [];
    session.client.on("error", (error) => errors.push(error));
    for (let attempt = 0; attempt < 6; attempt += 1) {
      session.socket.drop();
      await session.platform.clock.advance(10_000);
    }
    expect(session.platform.sockets).toHaveLength(6);
    expect(session.states).toEqual(["connecting", "connected", "reconnecting", "disconnected"]);
    expect(errors).toMatchObject([{ code: "WEB_RTC_ERROR", reason: "WEBRTC_WEBSOCKET_ERROR" }]);
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("`reconnect: false` ends it at once", async () => {
    const session = await live({ reconnect: false });
    session.socket.drop();
    expect(session.states).toEqual(["connecting", "connected", "disconnected"]);
    expect(session.client.getSnapshot().error).toMatchObject({ code: "WEB_RTC_ERROR" });
  });
});

describe("snapshots", () => {
  test("change by identity, only when something that the app sees changes", async () => {
    const session = await live();
    const before = session.client.getSnapshot();
    let told = 0;
    const unsubscribe = session.client.subscribe(() => {
      told += 1;
    });
    session.socket.say({ type: "ready" });
    session.client.setPrompt("A");
    expect(session.client.getSnapshot()).toBe(before);
    session.socket.say({ type: "generation_tick", seconds: 3 });
    expect(session.client.getSnapshot()).toMatchObject({ state: "generating", generationSeconds: 3, attempt: 0 });
    expect(told).toBeGreaterThan(0);
    const after = told;
    unsubscribe();
    session.socket.drop();
    expect(told).toBe(after);
    expect(session.client.getSnapshot()).toMatchObject({ state: "reconnecting", attempt: 1 });
  });

  test("seconds go on over a reconnect", async () => {
    const session = await live();
    session.socket.say({ type: "generation_tick", seconds: 5 });
    session.socket.drop();
    await session.goLive();
    session.socket.say({ type: "generation_tick", seconds: 2 });
    expect(session.client.getSnapshot().generationSeconds).toBe(7);
  });
});
