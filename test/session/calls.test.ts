import { describe, expect, test } from "vitest";
import { settled } from "../support/fake-clock";
import { createFakeTrack } from "../support/fake-platform";
import { acknowledge, NOTHING_LEFT, startSession } from "./harness";

async function live(options: Parameters<typeof startSession>[0] = {}) {
  const session = startSession(options);
  await session.goLive();
  session.socket.sent.length = 0;
  return session;
}

/** What a promise has come to by now. */
function watch(promise: Promise<void>) {
  const outcome: { done: boolean; error?: unknown } = { done: false };
  promise.then(
    () => Object.assign(outcome, { done: true }),
    (error) => Object.assign(outcome, { done: true, error }),
  );
  return outcome;
}

describe("state changes on the wire", () => {
  test("setPrompt", async () => {
    const session = await live();
    const call = watch(session.client.setPrompt("Anime"));
    expect(session.socket.sent).toEqual([{ type: "prompt", prompt: "Anime", enhance_prompt: true }]);
    await settled();
    expect(call.done).toBe(false);
    acknowledge(session.socket);
    await settled();
    expect(call).toEqual({ done: true });
  });

  test.each([
    [{ prompt: "A" }, { image_data: null, prompt: "A", enhance_prompt: true }],
    [
      { prompt: "A", enhance: false, image: null },
      { image_data: null, prompt: "A", enhance_prompt: false },
    ],
    [{ image: null }, { image_data: null, prompt: null }],
    [{ image: "iVBORw0K" }, { image_data: "iVBORw0K", prompt: null }],
    [
      { prompt: "A", image: new Uint8Array([1, 2, 3]) },
      { image_data: "AQID", prompt: "A", enhance_prompt: true },
    ],
  ])("set(%o)", async (input, message) => {
    const session = await live();
    session.client.set(input);
    await settled();
    expect(session.socket.sent).toEqual([{ type: "set_image", ...message }]);
  });

  test.each([
    [null, undefined, { image_data: null }],
    ["iVBORw0K", undefined, { image_data: "iVBORw0K" }],
    ["iVBORw0K", { prompt: "A", enhance: false }, { image_data: "iVBORw0K", prompt: "A", enhance_prompt: false }],
  ])("setImage(%s, %o)", async (image, options, message) => {
    const session = await live();
    session.client.setImage(image, options);
    await settled();
    expect(session.socket.sent).toEqual([{ type: "set_image", ...message }]);
  });
});

describe("a call that fails", () => {
  test.each([
    ["set({})", (client: Client) => client.set({})],
    ["an empty prompt", (client: Client) => client.setPrompt("  ")],
    ["a prompt that is no text", (client: Client) => client.setPrompt(7 as never)],
    ["an image that is none", (client: Client) => client.setImage({} as never)],
    ["set(null)", (client: Client) => client.set(null as never)],
  ])("%s: INVALID_INPUT, and nothing is sent", async (_, call) => {
    const session = await live();
    await expect(call(session.client)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(session.socket.sent).toEqual([]);
  });

  test("moderation: the service's text as the message", async () => {
    const session = await live();
    const call = watch(session.client.setPrompt("forbidden"));
    acknowledge(session.socket, false, "Against our policy.");
    await settled();
    expect(call.error).toMatchObject({ code: "MODERATION_REJECTED", message: "Against our policy." });
  });

  test.each([
    ["setPrompt", 15_000, (client: Client) => client.setPrompt("A")],
    ["set", 30_000, (client: Client) => client.set({ prompt: "A" })],
    ["setImage", 15_000, (client: Client) => client.setImage(null)],
    ["setImage with a timeout", 700, (client: Client) => client.setImage(null, { timeout: 700 })],
  ])("%s times out after %d ms", async (_, ms, start) => {
    const session = await live();
    const call = watch(start(session.client));
    await session.platform.clock.advance(ms - 1);
    expect(call.done).toBe(false);
    await session.platform.clock.advance(1);
    expect(call.error).toMatchObject({ code: "TIMEOUT" });
  });

  test("a session that ends takes its calls along", async () => {
    const session = await live();
    const calls = [session.client.setPrompt("A"), session.client.setImage(null)].map(watch);
    session.client.disconnect();
    calls.push(watch(session.client.setPrompt("B")));
    await settled();
    for (const call of calls) expect(call.error).toMatchObject({ code: "DISCONNECTED" });
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("nobody has to look: an ignored failure is no unhandled rejection", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    const session = await live();
    session.client.setPrompt("forbidden");
    acknowledge(session.socket, false, "no");
    session.client.set({});
    session.client.setImage("not base64!");
    session.client.disconnect();
    session.client.setPrompt("too late");
    await settled();
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });
});

type Client = Awaited<ReturnType<typeof live>>["client"];

describe("one in flight", () => {
  test("a call waits for the one before it; a later one of its kind overtakes it", async () => {
    const session = await live();
    const calls = ["A", "B", "C"].map((prompt) => watch(session.client.setPrompt(prompt)));
    expect(session.socket.sent).toMatchObject([{ prompt: "A" }]);
    acknowledge(session.socket);
    await settled();
    expect(calls.map(({ done }) => done)).toEqual([true, false, false]);
    expect(session.socket.sent).toMatchObject([{ prompt: "A" }, { prompt: "C" }]);
    acknowledge(session.socket, false, "no");
    await settled();
    expect(calls[1]?.error).toMatchObject({ message: "no" });
    expect(calls[2]?.error).toBe(calls[1]?.error);
  });

  test("an image that is being fetched holds up no prompt", async () => {
    let answer: (response: Response) => void = () => {};
    const session = startSession();
    session.platform.fetch = () => new Promise((resolve) => (answer = resolve));
    await session.goLive();
    session.socket.sent.length = 0;
    const image = watch(session.client.setImage("https://example.com/a.png"));
    const prompt = watch(session.client.setPrompt("A"));
    expect(session.socket.sent).toMatchObject([{ type: "prompt" }]);
    acknowledge(session.socket);
    answer(new Response(new Uint8Array([1, 2, 3])));
    await settled();
    expect(prompt).toEqual({ done: true });
    expect(session.socket.sent).toMatchObject([{ type: "prompt" }, { type: "set_image", image_data: "AQID" }]);
    acknowledge(session.socket);
    await settled();
    expect(image).toEqual({ done: true });
  });
});

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
