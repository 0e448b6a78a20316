import { describe, expect, test } from "vitest";
import { settled } from "../support/fake-clock";
import { acknowledge, SESSION_ID, startSession } from "./harness";

describe("the order of a connect", () => {
  test("socket, transport and offer start in the tick of the call", () => {
    const { platform, transports } = startSession();
    expect(platform.sockets).toHaveLength(1);
    expect(transports[0]?.started).toBe(true);
  });

  test("pipelined: the offer leaves right behind the state, before its acknowledgement", async () => {
    const session = startSession({ initialState: { prompt: { text: "Anime" } } });
    session.transport.offer();
    expect(session.socket.sent).toEqual([]);
    session.socket.open();
    expect(session.socket.sent).toEqual([
      { type: "prompt", prompt: "Anime", enhance_prompt: true },
      { type: "offer", sdp: "v=0" },
      { type: "ice-candidate", candidate: { candidate: "candidate:1" } },
    ]);
  });

  test("sequential: the offer waits for the acknowledgement", async () => {
    const session = startSession({ handshake: "sequential", initialState: { prompt: { text: "Anime" } } });
    session.transport.offer();
    session.socket.open();
    expect(session.socket.sent.map(({ type }) => type)).toEqual(["prompt"]);
    acknowledge(session.socket);
    expect(session.socket.sent.map(({ type }) => type)).toEqual(["prompt", "offer", "ice-candidate"]);
  });

  test("an offer that is made late leaves at once", async () => {
    const session = startSession();
    session.socket.open();
    session.transport.offer();
    expect(session.socket.sent.map(({ type }) => type)).toEqual(["set_image", "offer", "ice-candidate"]);
  });

  test("answer and candidates reach the transport, early ones too", async () => {
    const session = startSession();
    session.socket.open();
    session.socket.say({ type: "ice-candidate", candidate: { candidate: "candidate:2" } });
    session.socket.say({ type: "answer", sdp: "v=0" });
    session.socket.say({ type: "ice-candidate", candidate: null });
    expect(session.transport.remote.map(({ type }) => type)).toEqual(["ice-candidate", "answer", "ice-candidate"]);
  });

  test.each([
    ["neither", undefined, { type: "set_image", image_data: null, prompt: null }],
    ["a prompt", { prompt: { text: "A", enhance: false } }, { type: "prompt", prompt: "A", enhance_prompt: false }],
    ["an image", { image: "iVBORw0KGgo=" }, { type: "set_image", image_data: "iVBORw0KGgo=", prompt: null }],
    [
      "both",
      { prompt: { text: "A" }, image: "iVBORw0KGgo=" },
      { type: "set_image", image_data: "iVBORw0KGgo=", prompt: "A", enhance_prompt: true },
    ],
  ])("initial state: %s", async (_, initialState, message) => {
    const session = startSession({ initialState });
    session.socket.open();
    await settled();
    expect(session.socket.sent[0]).toEqual(message);
  });

  test("resolves when the connection stands, the state is acknowledged and the session has its id", async () => {
    const steps = {
      id: (session: ReturnType<typeof startSession>) => session.socket.say(SESSION_ID),
      ack: (session: ReturnType<typeof startSession>) => acknowledge(session.socket),
      media: (session: ReturnType<typeof startSession>) => session.transport.connect(),
    };
    for (const missing of ["id", "ack", "media"] as const) {
      const session = startSession();
      session.socket.open();
      session.transport.offer();
      for (const [name, step] of Object.entries(steps)) if (name !== missing) step(session);
      await settled();
      expect(session.outcome, `without ${missing}`).toEqual({});
      steps[missing](session);
      await settled();
      expect(session.client.getConnectionState()).toBe("connected");
      expect(session.client.sessionId).toBe("s1");
      expect(JSON.parse(atob(session.client.subscribeToken ?? ""))).toEqual({ sid: "s1", ip: "10.0.0.1", port: 9000 });
    }
  });

  test("the URL carries key, model, user agent and what was asked for, percent-encoded", () => {
    const session = startSession({ resolution: "720p", queryParams: { "a b": "c&d", api_key: "not this one" } });
    expect(session.socket.url.href).toBe(
      "wss://service.test/v1/stream?a%20b=c%26d&api_key=key&model=lucy-2.1&resolution=720p&user_agent=decart-js-sdk%2Ftest%20lang%2Fjs%20runtime%2Ftest",
    );
  });

  test("tells the states in order, and gives the stream once", async () => {
    const session = startSession();
    await session.goLive();
    session.socket.say({ type: "generation_started" });
    session.socket.say({ type: "generation_tick", seconds: 1 });
    expect(session.states).toEqual(["connecting", "connected", "generating"]);
    expect(session.streams).toHaveLength(1);
    expect(session.streams[0]?.getTracks().map(({ kind }) => kind)).toEqual(["video", "audio"]);
    expect(session.client.remoteStream).toBe(session.streams[0]);
  });

  test("generation that starts before the connect is done is told after `connected`", async () => {
    const session = startSession();
    session.socket.open();
    session.socket.say({ type: "generation_started" });
    await session.goLive();
    expect(session.states).toEqual(["connecting", "connected", "generating"]);
  });
});

describe("a service that insists on its order", () => {
  test("gets one attempt in sequence at once, and its order from then on", async () => {
    const session = startSession({ initialState: { prompt: { text: "Anime" } } });
    session.socket.open();
    session.transport.offer();
    session.socket.say({ type: "error", error: "Send the prompt first" });
    expect(session.platform.sockets).toHaveLength(2);
    session.socket.open();
    session.transport.offer();
    expect(session.socket.sent.map(({ type }) => type)).toEqual(["prompt"]);
    await session.goLive();
    expect(session.client.isConnected()).toBe(true);
    expect(session.context.insistsOnOrder).toBe(true);

    session.start();
    session.socket.open();
    session.transport.offer();
    expect(session.socket.sent.map(({ type }) => type)).toEqual(["prompt"]);
  });

  test("an objection to the sequence itself counts as any failure", async () => {
    const session = startSession({ handshake: "sequential" });
    session.socket.open();
    session.socket.say({ type: "error", error: "At capacity" });
    expect(session.platform.sockets).toHaveLength(1);
    await session.platform.clock.advance(1000);
    expect(session.platform.sockets).toHaveLength(2);
  });

  test("after the answer an error is an event, and the session goes on", async () => {
    const session = startSession();
    await session.goLive();
    const errors: unknown[] = [];
    session.client.on("error", (error) => errors.push(error));
    session.socket.say({ type: "error", error: "A frame was lost" });
    expect(errors).toMatchObject([{ code: "WEB_RTC_ERROR", message: "A frame was lost" }]);
    expect(session.client.isConnected()).toBe(true);
  });
});
