import { describe, expect, test } from "vitest";
import { InvalidAPIKeyError } from "../../src/errors";
import { settled } from "../support/fake-clock";
import { acknowledge, NOTHING_LEFT, SESSION_ID, startSession } from "./harness";

const ICE_FAILED = Object.assign(new Error("no path"), { code: "WEB_RTC_ERROR", retryable: true });

describe("a connect that fails", () => {
  test("a bad key fails at once, in one attempt", async () => {
    const session = startSession();
    session.socket.open();
    session.socket.say({ type: "error", error: "Invalid API key" });
    await session.platform.clock.advance(60_000);
    expect(session.outcome.error).toMatchObject({ code: "INVALID_API_KEY", retryable: false });
    expect(session.platform.sockets).toHaveLength(1);
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("a key of a provider that was refused: it is asked once more, and no further", async () => {
    const keys = ["first", "second", "third"];
    const told: unknown[] = [];
    const apiKey = async (refused?: string) => {
      told.push(refused);
      return keys.shift() ?? "none";
    };
    const session = startSession({}, { context: { freshKeys: true, apiKey } });
    await settled();
    session.socket.drop(1008, "401");
    await settled();
    expect(session.platform.sockets.map(({ url }) => url.searchParams.get("api_key"))).toEqual(["first", "second"]);
    session.socket.drop(1008, "401");
    await session.platform.clock.advance(60_000);
    expect(session.outcome.error).toMatchObject({ code: "INVALID_API_KEY" });
    expect(session.platform.sockets).toHaveLength(2);
    expect(told).toEqual([undefined, "first"]);
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("a provider that answers after an abort opens no socket", async () => {
    let answer: (key: string) => void = () => {};
    const controller = new AbortController();
    const apiKey = () => new Promise<string>((resolve) => (answer = resolve));
    const session = startSession({ signal: controller.signal }, { context: { freshKeys: true, apiKey } });
    controller.abort();
    answer("too late");
    await settled();
    expect(session.platform.sockets).toHaveLength(0);
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("a provider that fails is asked again with backoff", async () => {
    const session = startSession(
      {},
      { context: { apiKey: () => Promise.reject(new InvalidAPIKeyError("no", { retryable: true })) } },
    );
    await session.platform.clock.advance(60_000);
    expect(session.transports).toHaveLength(5);
    expect(session.outcome.error).toMatchObject({ code: "INVALID_API_KEY" });
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("a close by policy is permanent", async () => {
    const session = startSession();
    session.socket.drop(1008);
    await settled();
    expect(session.outcome.error).toMatchObject({ code: "WEB_RTC_ERROR", reason: "WEBRTC_SERVER_ERROR" });
    expect(session.platform.sockets).toHaveLength(1);
  });

  test("a refused initial state rejects with the service's words", async () => {
    const session = startSession({ initialState: { prompt: { text: "forbidden" } } });
    session.socket.open();
    acknowledge(session.socket, false, "That is against our policy.");
    await settled();
    expect(session.outcome.error).toMatchObject({
      code: "MODERATION_REJECTED",
      message: "That is against our policy.",
    });
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("a silent service: WEBRTC_TIMEOUT_ERROR after connectTimeoutMs, and not before", async () => {
    const session = startSession({ connectTimeoutMs: 5000 });
    session.socket.open();
    await session.platform.clock.advance(4999);
    expect(session.outcome).toEqual({});
    await session.platform.clock.advance(1);
    expect(session.outcome.error).toMatchObject({ code: "WEB_RTC_ERROR", reason: "WEBRTC_TIMEOUT_ERROR" });
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("a place in the queue costs no time", async () => {
    const session = startSession({ connectTimeoutMs: 5000 });
    session.socket.open();
    await session.platform.clock.advance(1000);
    for (let position = 60; position > 0; position -= 1) {
      session.socket.say({ type: "queue_position", position, queue_size: 60 });
      await session.platform.clock.advance(1000);
    }
    session.socket.say(SESSION_ID);
    await session.platform.clock.advance(3999);
    expect(session.outcome).toEqual({});
    await session.platform.clock.advance(1);
    expect(session.outcome.error).toMatchObject({ reason: "WEBRTC_TIMEOUT_ERROR" });
  });

  test("a queue that ends with its socket doesn't stop the clock for good", async () => {
    const session = startSession({ connectTimeoutMs: 5000 });
    session.socket.open();
    session.socket.say({ type: "queue_position", position: 1, queue_size: 1 });
    await session.platform.clock.advance(60_000);
    session.socket.drop();
    await session.platform.clock.advance(5000);
    expect(session.outcome.error).toMatchObject({ reason: "WEBRTC_TIMEOUT_ERROR" });
  });

  test("a lost socket is tried again with backoff, five times in all", async () => {
    const session = startSession();
    const delays: number[] = [];
    for (let attempt = 1; attempt < 5; attempt += 1) {
      session.socket.drop();
      const since = session.platform.clock.now();
      while (session.platform.sockets.length === attempt) await session.platform.clock.advance(50);
      delays.push(session.platform.clock.now() - since);
    }
    // Half of the doubled step: the fake platform's random is 0.
    expect(delays).toEqual([500, 1000, 2000, 4000]);
    session.socket.drop();
    await settled();
    expect(session.outcome.error).toMatchObject({ code: "WEB_RTC_ERROR", reason: "WEBRTC_WEBSOCKET_ERROR" });
    expect(session.states).toEqual(["connecting", "disconnected"]);
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("a failed transport is tried again, and the next attempt connects", async () => {
    const session = startSession();
    session.socket.open();
    session.transport.fail(ICE_FAILED);
    await session.platform.clock.advance(1000);
    await session.goLive();
    expect(session.states).toEqual(["connecting", "connected"]);
    expect(session.transports.map(({ closed }) => closed)).toEqual([true, false]);
  });

  test("`reconnect: false` leaves the attempts of the first connect as they are", async () => {
    const session = startSession({ reconnect: false });
    session.socket.drop();
    await session.platform.clock.advance(1000);
    await session.goLive();
    expect(session.client.isConnected()).toBe(true);
  });

  test("the service's end during the connect is final", async () => {
    const session = startSession();
    session.socket.open();
    session.socket.say({ type: "generation_ended", seconds: 0, reason: "insufficient_credits" });
    await session.platform.clock.advance(60_000);
    expect(session.outcome.error).toMatchObject({ code: "WEB_RTC_ERROR", data: { reason: "insufficient_credits" } });
    expect(session.platform.sockets).toHaveLength(1);
  });
});
