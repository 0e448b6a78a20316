import { describe, expect, test } from "vitest";
import type { DiagnosticEvent } from "../../src/core/diagnostics";
import { connect } from "../../src/realtime/connect";
import { type PrewarmOptions, prewarm } from "../../src/realtime/prewarm";
import { settled } from "../support/fake-clock";
import { createFakePlatform, createFakeTrack, type FakeSocket } from "../support/fake-platform";
import { createFakeTransports } from "../support/fake-transport";
import { acknowledge, createContext, SESSION_ID } from "./harness";

const model = "lucy-2.1";

/** A client that prepares a connection; the test is the network and the service. */
function warmed(options: Partial<PrewarmOptions> = {}) {
  const platform = createFakePlatform();
  const { create, transports } = createFakeTransports();
  const context = createContext(platform, create);
  const camera = createFakeTrack("video");
  const ready = prewarm(context, { model, ...options });
  const parts = { platform, transports, context, camera, ready, resolved: false };
  void ready.then(() => {
    parts.resolved = true;
  });
  return parts;
}

/** Connects, and plays the service up to a live session. */
async function connected({ context, camera, platform, transports }: ReturnType<typeof warmed>, options = {}) {
  const connecting = connect(context, camera, { model, onRemoteStream() {}, ...options });
  await settled();
  const socket = platform.sockets.at(-1) as FakeSocket;
  const transport = transports.at(-1);
  socket.open();
  transport?.offer();
  await settled();
  socket.say(SESSION_ID);
  acknowledge(socket);
  socket.say({ type: "answer", sdp: "v=0" });
  transport?.connect();
  const client = await connecting;
  const told: unknown[] = [];
  client.on("diagnostic", ({ name, data }: DiagnosticEvent) => name === "prewarm" && told.push(data));
  await settled();
  return { told, socket, client };
}

describe("prewarm", () => {
  test("is ready with the offer; the connect takes the transport over, and gives it the camera", async () => {
    const parts = warmed();
    await settled();
    expect(parts.resolved).toBe(false);
    parts.transports[0]?.offer();
    await parts.ready;
    expect(parts.platform.sockets).toHaveLength(0);
    const { told, socket, client } = await connected(parts);
    expect(parts.transports).toHaveLength(1);
    expect(parts.transports[0]?.replaced).toEqual([{ kind: "video", track: parts.camera }]);
    expect(told).toEqual([{ used: true }]);
    // The offer that was made before.
    expect(socket.sent.some(({ type }) => type === "offer")).toBe(true);
    client.disconnect();
    expect(parts.transports[0]?.closed).toBe(true);
    expect(parts.platform.clock.pending).toBe(0);
  });

  test("with the socket: what the service has said by then reaches the session", async () => {
    const parts = warmed({ socket: true });
    parts.transports[0]?.offer();
    await settled();
    expect(parts.resolved).toBe(false);
    await settled();
    parts.platform.sockets[0]?.open();
    parts.platform.sockets[0]?.say(SESSION_ID);
    await parts.ready;
    const { told, client } = await connected(parts);
    expect(parts.platform.sockets).toHaveLength(1);
    expect(client.sessionId).toBe("s1");
    expect(told).toEqual([{ used: true }]);
    client.disconnect();
    expect(parts.platform.sockets[0]?.closed).toBe(true);
  });

  test("a reconnect makes its own", async () => {
    const parts = warmed({ socket: true });
    parts.transports[0]?.offer();
    await settled();
    parts.platform.sockets[0]?.open();
    await parts.ready;
    await connected(parts);
    parts.platform.sockets[0]?.drop();
    expect(parts.transports).toHaveLength(2);
    expect(parts.platform.sockets).toHaveLength(2);
  });

  test.each([
    ["another model", { model: "lucy-2" }],
    ["other parameters", { queryParams: { a: "b" } }],
    ["other servers", { iceServers: [] }],
    ["another codec", { preferredVideoCodec: "vp9" }],
    ["a function for the offer", { customizeOffer: () => {} }],
  ])("a connect with %s doesn't use it, and drops it", async (_, options) => {
    const parts = warmed({ socket: true });
    parts.transports[0]?.offer();
    await settled();
    parts.platform.sockets[0]?.open();
    await parts.ready;
    const { told } = await connected(parts, options);
    expect(parts.transports.map(({ closed }) => closed)).toEqual([true, false]);
    expect(parts.platform.sockets.map(({ closed }) => closed)).toEqual([true, false]);
    expect(told).toEqual([{ used: false, problem: "it was prepared with other options" }]);
  });

  test("options that are equal by value fit", async () => {
    const options = () => ({ queryParams: { a: "b" }, iceServers: [{ urls: "stun:stun.test" }] });
    const parts = warmed(options());
    parts.transports[0]?.offer();
    await parts.ready;
    expect((await connected(parts, options())).told).toEqual([{ used: true }]);
  });

  test("after 30 s it is dropped, and nothing is left", async () => {
    const parts = warmed({ socket: true });
    parts.transports[0]?.offer();
    await settled();
    parts.platform.sockets[0]?.open();
    await parts.ready;
    await parts.platform.clock.advance(29_999);
    expect(parts.transports[0]?.closed).toBe(false);
    await parts.platform.clock.advance(1);
    expect(parts.transports[0]?.closed).toBe(true);
    expect(parts.platform.sockets[0]?.closed).toBe(true);
    expect(parts.platform.clock.pending).toBe(0);
    expect((await connected(parts)).told).toEqual([{ used: false, problem: "no connect came within 30 s" }]);
  });

  test("a second one takes the place of the first", async () => {
    const parts = warmed();
    const second = prewarm(parts.context, { model });
    expect(parts.transports.map(({ closed }) => closed)).toEqual([true, false]);
    parts.transports[1]?.offer();
    await second;
    await parts.ready;
  });

  test.each([
    ["bad options", { preferredVideoCodec: "theora" }, () => {}, /preferredVideoCodec/],
    ["an unknown model", { model: "no-such-model" }, () => {}, /no-such-model/],
    [
      "a transport that fails",
      {},
      ({ transports }: ReturnType<typeof warmed>) => transports[0]?.fail(new Error("no peers")),
      /no peers/,
    ],
    [
      "a socket that is closed",
      { socket: true },
      ({ platform }: ReturnType<typeof warmed>) => platform.sockets[0]?.drop(),
      /socket was closed/,
    ],
  ])("%s: it resolves, and the session that comes tells", async (_, options, act, problem) => {
    const parts = warmed(options as never);
    await settled();
    act(parts);
    await parts.ready;
    expect((await connected(parts)).told).toEqual([{ used: false, problem: expect.stringMatching(problem) }]);
  });
});
