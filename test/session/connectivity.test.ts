import { describe, expect, test } from "vitest";
import { noopLogger } from "../../src/logger";
import { checkConnectivity } from "../../src/realtime/connectivity";
import type { RealTimeContext } from "../../src/realtime/context";
import { settled } from "../support/fake-clock";
import { createFakePlatform } from "../support/fake-platform";
import { SESSION_ID } from "./harness";

const STUN = [{ urls: "stun:stun.test" }];
const TURN = [...STUN, { urls: "turn:turn.test?transport=tcp", username: "u", credential: "c" }];
const line = (type: string) => `candidate:1 1 udp 1 10.0.0.1 9 typ ${type}`;

/** A peer connection that gathers what the test says. */
function fakePeer() {
  const peer = {
    onicecandidate: null as ((event: { candidate: { candidate: string } | null }) => void) | null,
    onicecandidateerror: null as ((event: { errorCode: number; url: string }) => void) | null,
    closed: false,
    addTransceiver() {},
    createOffer: async () => ({ type: "offer", sdp: "" }),
    setLocalDescription: async () => {},
    close() {
      peer.closed = true;
    },
    find: (type: string) => peer.onicecandidate?.({ candidate: { candidate: line(type) } }),
    fails: (url: string) => peer.onicecandidateerror?.({ errorCode: 701, url }),
    ends: () => peer.onicecandidate?.({ candidate: null }),
  };
  return peer;
}

/** A check that has begun. */
async function begin(options: Parameters<typeof checkConnectivity>[1] = {}, more: Partial<RealTimeContext> = {}) {
  const peers: ReturnType<typeof fakePeer>[] = [];
  const platform = createFakePlatform({
    createPeerConnection: () => {
      const peer = fakePeer();
      peers.push(peer);
      return peer as unknown as RTCPeerConnection;
    },
    fetch: async (url) => {
      fetched.push(url);
      return new Response(null, { status: 404 });
    },
  });
  const fetched: string[] = [];
  const context = {
    platform,
    logger: noopLogger,
    realtimeBaseUrl: "wss://service.test",
    userAgent: "test",
    warned: new Set(),
    apiKey: () => "secret-key-of-the-account",
    ...more,
  } as unknown as RealTimeContext;
  const outcome: { result?: Awaited<ReturnType<typeof checkConnectivity>>; error?: unknown } = {};
  const done = checkConnectivity(context, { iceServers: STUN, ...options }).then(
    (result) => Object.assign(outcome, { result }),
    (error) => Object.assign(outcome, { error }),
  );
  await settled();
  const nothingIsLeft = () => {
    expect(peers.every(({ closed }) => closed)).toBe(true);
    expect(platform.sockets.every(({ closed }) => closed)).toBe(true);
    expect(platform.clock.pending).toBe(0);
  };
  return { platform, peers, peer: peers[0] as ReturnType<typeof fakePeer>, fetched, outcome, done, nothingIsLeft };
}

describe("a check of the connectivity", () => {
  test("of a good network: the socket opens, media goes over UDP", async () => {
    const check = await begin();
    const [socket] = check.platform.sockets;
    expect(socket?.url.pathname).toBe("/v1/stream");
    await check.platform.clock.advance(40);
    socket?.open();
    socket?.say(SESSION_ID);
    check.peer.find("host");
    check.peer.find("srflx");
    await check.done;
    expect(check.outcome.result).toEqual({
      ok: true,
      socket: { reachable: true, openMs: 40, error: null },
      candidates: { host: 1, srflx: 1, relay: 0 },
      media: "udp",
      rttMs: 0,
    });
    // Neither a state nor an offer: nothing is generated.
    expect(socket?.sent).toEqual([]);
    expect(check.fetched[0]).toBe("https://service.test");
    expect(check.fetched.join()).not.toContain("secret-key");
    check.nothingIsLeft();
  });

  test.each([
    ["over a relay only", TURN, ["host", "relay"], ["stun:stun.test"], "relay"],
    ["not at all", STUN, ["host"], ["stun:stun.test"], "none"],
    ["nobody was asked", [], ["host"], [], "unknown"],
    ["the address outside is the one inside", STUN, ["host"], [], "udp"],
  ] as const)("media goes %s", async (_, iceServers, found, failed, media) => {
    const check = await begin({ iceServers: [...iceServers] });
    check.platform.sockets[0]?.open();
    check.platform.sockets[0]?.say(SESSION_ID);
    for (const type of found) check.peer.find(type);
    for (const url of failed) check.peer.fails(url);
    check.peer.ends();
    await check.done;
    expect(check.outcome.result).toMatchObject({ media, ok: media !== "none", socket: { reachable: true } });
    check.nothingIsLeft();
  });

  test("servers that never answer cost no more than its time", async () => {
    const check = await begin({ timeoutMs: 3000 });
    check.peer.find("host");
    await check.platform.clock.advance(3000);
    await check.done;
    expect(check.outcome.result).toMatchObject({
      ok: false,
      media: "none",
      socket: { reachable: false, openMs: null, error: { reason: "WEBRTC_WEBSOCKET_ERROR" } },
    });
    check.nothingIsLeft();
  });

  test("a socket that is blocked, and a key that is refused, are told and never quoted", async () => {
    const blocked = await begin();
    blocked.platform.sockets[0]?.drop();
    blocked.peer.ends();
    await blocked.done;
    expect(blocked.outcome.result).toMatchObject({
      ok: false,
      socket: { reachable: false, error: { retryable: true } },
    });
    const refused = await begin();
    refused.platform.sockets[0]?.open();
    refused.platform.sockets[0]?.say({ type: "error", error: "Invalid API key secret-key-of-the-account" });
    refused.peer.ends();
    await refused.done;
    const { result } = refused.outcome;
    expect(result).toMatchObject({ ok: false, socket: { reachable: true, error: { code: "INVALID_API_KEY" } } });
    for (const text of [JSON.stringify(result), String(result?.socket.error)]) expect(text).not.toContain("secret-key");
    refused.nothingIsLeft();
  });

  test("a service that says nothing at first is reachable all the same", async () => {
    const check = await begin();
    check.platform.sockets[0]?.open();
    check.peer.ends();
    await check.platform.clock.advance(2000);
    await check.done;
    expect(check.outcome.result).toMatchObject({ ok: true, socket: { reachable: true, error: null } });
    check.nothingIsLeft();
  });

  test("a key function that fails is told as it is", async () => {
    const { InvalidAPIKeyError } = await import("../../src/errors");
    const failure = new InvalidAPIKeyError("no token");
    const check = await begin({}, { apiKey: () => Promise.reject(failure) });
    check.peer.ends();
    await check.done;
    expect(check.outcome.result?.socket).toEqual({ reachable: false, openMs: null, error: failure });
    check.nothingIsLeft();
  });

  test("an aborted one rejects with the reason, and leaves nothing", async () => {
    const abort = new AbortController();
    const check = await begin({ signal: abort.signal });
    abort.abort(new Error("enough"));
    await check.done;
    expect(check.outcome.error).toBe(abort.signal.reason);
    check.nothingIsLeft();
  });

  test.each([
    [{ timeoutMs: -1 }, "timeoutMs"],
    [{ model: 3 }, "model"],
    [{ iceServers: 3 }, "iceServers"],
  ])("bad options are refused: %j", async (options, named) => {
    const check = await begin(options as never);
    await check.done;
    expect(check.outcome.error).toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining(named) });
    expect(check.platform.sockets).toHaveLength(0);
  });
});
