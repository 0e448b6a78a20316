import { describe, expect, test } from "vitest";
import type { DiagnosticEvent } from "../../src/core/diagnostics";
import type { DecartSDKError } from "../../src/errors";
import { subscribe } from "../../src/realtime/subscribe";
import { settled } from "../support/fake-clock";
import { createFakePlatform } from "../support/fake-platform";
import { live, NOTHING_LEFT, startSession, startViewer, TOKEN } from "./harness";

const tokenOf = (session: unknown) => btoa(JSON.stringify(session));

async function watching(options: Parameters<typeof startViewer>[0] = {}) {
  const viewer = startViewer(options);
  await viewer.goLive();
  const errors: DecartSDKError[] = [];
  viewer.client.on("error", (error) => errors.push(error));
  return Object.assign(viewer, { errors });
}

describe("a viewer connects", () => {
  test("with what the token says, receives both kinds, and sends no state", async () => {
    const viewer = startViewer();
    expect(viewer.socket.url.href).toBe(
      "wss://service.test/subscribe/s1?IP=10.0.0.1&port=9000&api_key=key&user_agent=decart-js-sdk%2Ftest%20lang%2Fjs%20runtime%2Ftest",
    );
    expect(viewer.transport.options).toMatchObject({
      tracks: [],
      directions: { audio: "recvonly", video: "recvonly" },
      preferredVideoCodec: "vp8",
    });
    await viewer.goLive();
    expect(viewer.states).toEqual(["connecting", "connected"]);
    expect(viewer.socket.sent.map(({ type }) => type)).toEqual(["offer", "ice-candidate"]);
    expect(viewer.client.isConnected()).toBe(true);
    expect(viewer.client.getConnectionState()).toBe("connected");
    expect(viewer.streams).toEqual([viewer.client.remoteStream]);
    viewer.client.disconnect();
    viewer.client.disconnect();
    expect(viewer.client.getConnectionState()).toBe("disconnected");
    expect(viewer.leftovers).toEqual(NOTHING_LEFT);
  });

  test("with the token that a producer has", async () => {
    const producer = await live();
    expect(producer.client.subscribeToken).toBe(TOKEN);
  });

  test("without waiting for an id, a state or a tick", async () => {
    const viewer = startViewer();
    viewer.socket.open();
    viewer.transport.offer();
    viewer.transport.connect();
    await settled();
    expect(viewer.client.isConnected()).toBe(true);
  });

  test("with a key that is asked for anew for each attempt", async () => {
    let asked = 0;
    const context = { freshKeys: true, apiKey: () => Promise.resolve(`key${++asked}`) };
    const viewer = startViewer({}, { context });
    await settled();
    await viewer.goLive();
    viewer.socket.drop();
    await settled();
    expect(viewer.platform.sockets.map(({ url }) => url.searchParams.get("api_key"))).toEqual(["key1", "key2"]);
  });

  test("every part of the URL is encoded: nothing leaves its place", async () => {
    const token = tokenOf({ sid: "../v1/stream?a=b#c/é%2e", ip: "1&api_key=x #\r\n", port: 1 });
    const { url } = startViewer({ token }).socket;
    expect(url.pathname).toBe("/subscribe/..%2Fv1%2Fstream%3Fa%3Db%23c%2F%C3%A9%252e");
    expect(url.hash).toBe("");
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ IP: "1&api_key=x #\r\n", port: "1", api_key: "key" });
    expect(url.searchParams.getAll("api_key")).toEqual(["key"]);
  });
});

describe("INVALID_INPUT, and nothing is sent", () => {
  const good = { sid: "SECRET", ip: "10.0.0.1", port: 9000 };
  test.each([
    ["not base64", "SECRET!"],
    ["not JSON", btoa("SECRET")],
    ["empty", ""],
    ["null", tokenOf(null)],
    ["of the newer generation", tokenOf({ room_name: "SECRET" })],
    ["a part missing", tokenOf({ ...good, ip: undefined })],
    ["no id", tokenOf({ ...good, sid: "" })],
    ["dots", tokenOf({ ...good, sid: ".." })],
    ["half a character", tokenOf({ ...good, sid: "\ud800" })],
    ["a port that is none", tokenOf({ ...good, port: 1e9 })],
    ["a port in words", tokenOf({ ...good, port: "9000" })],
  ])("a token that is %s", async (_, token) => {
    const viewer = startViewer({ token });
    await settled();
    expect(viewer.outcome.error).toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining("`token`") });
    expect(String((viewer.outcome.error as Error).stack)).not.toContain("SECRET");
    expect(viewer.platform.sockets).toHaveLength(0);
    expect(viewer.leftovers).toEqual(NOTHING_LEFT);
  });

  test.each([
    ["token", { token: undefined as never }],
    ["onRemoteStream", { onRemoteStream: undefined as never }],
    ["signal", { signal: 7 as never }],
    ["iceTransportPolicy", { iceTransportPolicy: "relay" as const }],
  ])("`%s`", async (name, options) => {
    const viewer = startViewer(options);
    await settled();
    expect(viewer.outcome.error).toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringMatching(new RegExp(`^subscribe\\(\\): \`${name}`)),
    });
    expect(viewer.platform.sockets).toHaveLength(0);
  });

  test.each([[undefined], [null], ["token"]])("%j in place of the options", async (options) => {
    const { context } = startViewer();
    await expect(subscribe(context, options as never)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: "subscribe(): the options must be an object.",
    });
  });

  test("where there is no WebRTC it says so first", async () => {
    const viewer = startViewer(
      { token: "" },
      { context: { platform: createFakePlatform({ createPeerConnection: undefined }) } },
    );
    await settled();
    expect(viewer.outcome.error).toMatchObject({ code: "UNSUPPORTED_PLATFORM" });
  });
});

describe("a dead token is SUBSCRIBE_TOKEN_INVALID, and no retry", () => {
  const DEAD = { code: "SUBSCRIBE_TOKEN_INVALID", retryable: false };

  test.each(["a message", "a close"])("at the connect: %s", async (how) => {
    const viewer = startViewer();
    viewer.socket.open();
    if (how === "a message") viewer.socket.say({ type: "error", error: "Invalid session: s1" });
    else viewer.socket.drop(1008, "invalid session");
    await settled();
    expect(viewer.outcome.error).toMatchObject(DEAD);
    expect(viewer.platform.sockets).toHaveLength(1);
    expect(viewer.leftovers).toEqual(NOTHING_LEFT);
  });

  test("when the session has ended meanwhile: the picture goes on until the service has said so", async () => {
    const viewer = await watching();
    const first = viewer.transport;
    viewer.socket.drop(1000);
    await settled();
    expect(viewer.states.at(-1)).toBe("reconnecting");
    expect(first.closed).toBe(false);
    viewer.socket.open();
    viewer.socket.say({ type: "error", error: "Invalid session: s1" });
    await settled();
    expect(viewer.errors).toMatchObject([DEAD]);
    expect(viewer.states).toEqual(["connecting", "connected", "reconnecting", "disconnected"]);
    expect(viewer.leftovers).toEqual(NOTHING_LEFT);
  });

  test("a bad key isn't a dead token, nor is a busy service; a producer has no token", async () => {
    const viewer = startViewer();
    viewer.socket.open();
    viewer.socket.say({ type: "error", error: "Invalid API key" });
    await settled();
    expect(viewer.outcome.error).toMatchObject({ code: "INVALID_API_KEY" });

    const other = startViewer();
    other.socket.open();
    other.socket.say({ type: "error", error: "At capacity" });
    await other.platform.clock.advance(1000);
    expect(other.platform.sockets).toHaveLength(2);

    const producer = startSession();
    producer.socket.open();
    producer.socket.say({ type: "error", error: "invalid session" });
    await settled();
    expect(producer.outcome.error).toMatchObject({ code: "WEB_RTC_ERROR", reason: "WEBRTC_SERVER_ERROR" });
  });
});

describe("a viewer survives", () => {
  async function flowing() {
    const viewer = await watching();
    const names: string[] = [];
    viewer.client.on("diagnostic", ({ name }: DiagnosticEvent) => names.push(name));
    await viewer.platform.clock.advance(12_000);
    names.length = 0;
    return Object.assign(viewer, { doubts: () => names.filter((name) => /suspect|restart|reconnect/i.test(name)) });
  }

  test("a lost socket, as producers do: the same stream, new tracks with their first frame", async () => {
    const viewer = await flowing();
    const before = viewer.streams[0]?.getTracks() ?? [];
    viewer.socket.drop();
    await settled();
    await viewer.goLive();
    expect(viewer.states).toEqual(["connecting", "connected", "reconnecting", "connected"]);
    expect(viewer.streams).toHaveLength(1);
    const after = viewer.streams[0]?.getTracks() ?? [];
    expect(after.map(({ kind }) => kind).sort()).toEqual(["audio", "video"]);
    expect(after.some((track) => before.includes(track))).toBe(false);
    expect(viewer.errors).toEqual([]);
  });

  test("a producer who pauses: no frames for an hour are no loss, and no doubt", async () => {
    const viewer = await flowing();
    viewer.transport.flow = "no-video";
    await viewer.platform.clock.advance(3_600_000);
    expect(viewer.doubts()).toEqual([]);
    expect(viewer.states).toEqual(["connecting", "connected"]);
  });

  test("silence, without ticks to tell: a doubt, an ICE restart, a new connection", async () => {
    const viewer = await flowing();
    viewer.transport.flow = "nothing";
    await viewer.platform.clock.advance(8000);
    expect(viewer.doubts()).toEqual(["connectionSuspect", "iceRestart"]);
    expect(viewer.transports).toHaveLength(2);
    expect(viewer.states.at(-1)).toBe("reconnecting");
    await viewer.goLive();
    expect(viewer.states.at(-1)).toBe("connected");
  });

  test("a page that is put away and comes back, and a network that is gone for an hour", async () => {
    const viewer = await watching();
    viewer.platform.happen("away");
    expect(viewer.leftovers).toMatchObject({ sockets: 0, transports: 0 });
    viewer.platform.happen("back");
    await viewer.goLive();
    viewer.platform.happen("offline");
    viewer.socket.drop();
    await viewer.platform.clock.advance(3_600_000);
    expect(viewer.states.at(-1)).toBe("reconnecting");
    viewer.platform.happen("online");
    await settled();
    await viewer.goLive();
    expect(viewer.states).toEqual([
      "connecting",
      "connected",
      "reconnecting",
      "connected",
      "reconnecting",
      "connected",
    ]);
    expect(viewer.errors).toEqual([]);
  });

  test("not with `reconnect: false`: then a loss is the end", async () => {
    const viewer = await watching({ reconnect: false });
    viewer.socket.drop();
    await settled();
    expect(viewer.errors).toMatchObject([{ code: "WEB_RTC_ERROR", reason: "WEBRTC_WEBSOCKET_ERROR" }]);
    expect(viewer.leftovers).toEqual(NOTHING_LEFT);
  });
});

describe("an abort", () => {
  const reason = new Error("enough");
  test.each<[string, (viewer: ReturnType<typeof startViewer>) => void | Promise<void>]>([
    ["while the socket opens", () => {}],
    ["while the media connects", (viewer) => viewer.socket.open()],
    ["between two attempts", (viewer) => viewer.socket.drop()],
  ])("%s rejects with its reason and leaves nothing", async (_, reach) => {
    const controller = new AbortController();
    const viewer = startViewer({ signal: controller.signal });
    await reach(viewer);
    controller.abort(reason);
    expect(viewer.leftovers).toEqual(NOTHING_LEFT);
    await settled();
    expect(viewer.outcome.error).toBe(reason);
  });

  test("before: nothing is opened", async () => {
    const viewer = startViewer({ signal: AbortSignal.abort(reason) });
    await settled();
    expect(viewer.outcome.error).toBe(reason);
    expect(viewer.platform.sockets).toHaveLength(0);
  });
});
