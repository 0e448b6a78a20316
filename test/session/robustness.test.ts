import { describe, expect, test } from "vitest";
import { addCall, failCall, NO_REQUESTS, nextCall } from "../../src/core/requests";
import { InvalidInputError } from "../../src/errors";
import { settled } from "../support/fake-clock";
import { createFakePlatform } from "../support/fake-platform";
import { live, NOTHING_LEFT, SESSION_ID, startSession } from "./harness";

const KEY = "ek_0123456789abcdef";

describe("nothing leaks", () => {
  test("a key that the service quotes, in a message or a close reason", async () => {
    for (const say of [
      (session: ReturnType<typeof startSession>) =>
        session.socket.say({ type: "error", error: `Invalid API key: ${KEY}` }),
      (session: ReturnType<typeof startSession>) => session.socket.drop(1008, `401 ${KEY}`),
    ]) {
      const session = startSession({}, { context: { apiKey: () => KEY } });
      session.socket.open();
      say(session);
      await settled();
      expect(session.outcome.error).toMatchObject({ code: "INVALID_API_KEY" });
      expect(String(session.outcome.error)).not.toContain(KEY);
    }
  });

  test("the URL that a runtime quotes when it can't open it; and no retry makes it better", async () => {
    const openSocket = (url: string) => {
      throw new SyntaxError(`The URL '${url}' is invalid.`);
    };
    const session = startSession({}, { context: { platform: createFakePlatform({ openSocket }) } });
    await settled();
    const { message, cause } = session.outcome.error as Error;
    expect(`${message} ${cause}`).not.toContain("api_key");
    expect(session.transports).toHaveLength(1);
  });

  test("a prompt that the service quotes stays out of the logger", async () => {
    const lines: string[] = [];
    const put = (...line: unknown[]) => void lines.push(JSON.stringify(line));
    const session = startSession({}, { context: { logger: { debug: put, info: put, warn: put, error: put } } });
    await session.goLive();
    session.socket.say({ type: "error", error: 'prompt "my secret wish" could not be enhanced' });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join()).not.toContain("secret wish");
  });
});

describe("what others do wrong harms no session", () => {
  test("a session id of any characters", async () => {
    const session = startSession();
    await session.goLive({ ...SESSION_ID, session_id: "séssion-日本" });
    const token = JSON.parse(atob(session.client.subscribeToken ?? ""));
    expect(token).toMatchObject({ sid: "séssion-日本" });
  });

  test("a logger that throws", async () => {
    const bad = () => {
      throw new Error("logger");
    };
    const logger = { debug: bad, info: bad, warn: bad, error: bad };
    const session = startSession({ connectTimeoutMs: 1000 }, { context: { logger } });
    await session.platform.clock.advance(1000);
    expect(session.outcome.error).toMatchObject({ reason: "WEBRTC_TIMEOUT_ERROR" });
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("a service that never acknowledges: its images are not hoarded", () => {
    let requests = NO_REQUESTS;
    for (let id = 1; id <= 100; id += 1) {
      const message = { type: "set_image", image_data: "AAAA" } as const;
      requests = nextCall(addCall(requests, { id, kind: "image", message, timeoutMs: 1 }))[0];
      requests = failCall(requests, id, new InvalidInputError("late"))[0];
    }
    expect(requests.late.length).toBeLessThan(10);
  });

  test("options of null", async () => {
    const session = await live();
    for (const call of [session.client.setPrompt("x", null as never), session.client.setImage(null, null as never)]) {
      let failure: unknown;
      call.catch((error) => {
        failure = error;
      });
      await settled();
      expect(failure).toBeUndefined();
    }
    expect(session.socket.sent).toHaveLength(1);
  });
});

describe("the connect", () => {
  test("aborted by a listener in its last moment rejects", async () => {
    const controller = new AbortController();
    const reason = new Error("gone");
    const onConnectionChange = (state: string) => state === "connected" && controller.abort(reason);
    const session = startSession({ signal: controller.signal, onConnectionChange });
    await session.goLive();
    expect(session.outcome).toEqual({ error: reason });
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("doesn't try a refused key again that a provider gives a second time", async () => {
    const session = startSession({}, { context: { freshKeys: true, apiKey: async () => "same" } });
    await settled();
    session.socket.drop(1008, "401");
    await settled();
    expect(session.platform.sockets).toHaveLength(1);
    expect(session.outcome.error).toMatchObject({ code: "INVALID_API_KEY" });
  });

  test("keeps a query parameter whose option isn't set", () => {
    const session = startSession({ queryParams: { resolution: "1080p" } });
    expect(session.socket.url.searchParams.get("resolution")).toBe("1080p");
  });

  test("refuses a model whose path would become part of the host", async () => {
    const model = { name: "own", urlPath: "v1/stream", fps: 20, width: 640, height: 360 };
    const session = startSession({ model });
    await settled();
    expect(session.outcome.error).toMatchObject({ code: "INVALID_INPUT" });
    expect(session.transports).toHaveLength(0);
  });

  test("a place in the queue of a reconnect costs no attempt", async () => {
    const session = await live();
    await session.platform.clock.advance(12_000);
    session.socket.drop();
    session.socket.open();
    for (let position = 30; position > 0; position -= 1) {
      session.socket.say({ type: "queue_position", position, queue_size: 30 });
      await session.platform.clock.advance(1000);
    }
    expect(session.platform.sockets).toHaveLength(2);
  });
});
