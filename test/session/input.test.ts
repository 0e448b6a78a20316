import { beforeAll, describe, expect, test } from "vitest";
import type { DiagnosticEvent } from "../../src/core/diagnostics";
import { noopLogger } from "../../src/logger";
import type { ConnectOptions } from "../../src/realtime/connect-options";
import { settled } from "../support/fake-clock";
import { createFakeStream, createFakeTrack, type FakeTrack } from "../support/fake-platform";
import { NOTHING_LEFT, startSession } from "./harness";

// Loaded apart by the session: once it has been, it comes at once.
beforeAll(() => import("../../src/media/media"));

/** Lets the code that is loaded apart come. */
const loaded = () => new Promise((resolve) => setTimeout(resolve));

interface More {
  options?: Partial<ConnectOptions>;
  tracks?: FakeTrack[];
}

/** A live session of these tracks, with what it tells of them. */
async function live({ options = {}, tracks = [createFakeTrack("video"), createFakeTrack("audio")] }: More = {}) {
  const warnings: string[] = [];
  const logger = { ...noopLogger, warn: (message: string) => warnings.push(message) };
  const session = startSession(options, { input: createFakeStream(...tracks), context: { logger } });
  await session.goLive();
  await loaded();
  const told: unknown[] = [];
  session.client.on("diagnostic", ({ name, data }: DiagnosticEvent) => {
    if (name === "mirror" || name === "inputTrack") told.push(data);
  });
  await settled();
  const [video, audio] = tracks as [FakeTrack, FakeTrack];
  return Object.assign(session, { warnings, told, video, audio });
}

describe("mirror", () => {
  test.each([
    [true, undefined, true],
    [true, "environment", true],
    ["auto", "user", true],
    ["auto", "environment", false],
    ["auto", undefined, false],
    [false, "user", false],
    [undefined, "user", false],
  ] as const)("%s with a camera that faces %s: is it held back until it is mirrored? %s", (mirror, facing, held) => {
    const track = createFakeTrack("video", facing ? { facingMode: facing } : {});
    const session = startSession({ mirror }, { input: createFakeStream(track, createFakeTrack("audio")) });
    const kinds = session.transport.options.tracks.map(({ kind }) => kind);
    expect(kinds).toEqual(held ? ["audio"] : ["video", "audio"]);
  });

  test("anything else is refused", async () => {
    const session = startSession({ mirror: "always" as never });
    await settled();
    expect(session.outcome.error).toMatchObject({
      code: "INVALID_INPUT",
      message: 'connect(): `mirror` must be one of false, "auto", true.',
    });
  });

  test("where nothing can mirror, as here, the session lives and sends the track as it is, a new connection too", async () => {
    const session = await live({ options: { mirror: true } });
    expect(session.states.at(-1)).toBe("connected");
    expect(session.transport.replaced).toEqual([{ kind: "video", track: session.video }]);
    expect(session.told).toEqual([{ way: "none", problem: expect.stringMatching(/^worker: .+; canvas: /) }]);
    expect(session.warnings).toEqual([expect.stringContaining("The video is not mirrored: worker: ")]);
    session.client.reconnectNow();
    expect(new Set(session.transport.options.tracks)).toEqual(new Set([session.video, session.audio]));
    session.client.disconnect();
    expect(session.video.stops).toBe(0);
  });
});

describe("replaceVideoTrack and replaceAudioTrack", () => {
  test("send another track on the connection that is there, and on those to come", async () => {
    const session = await live();
    const [camera, microphone] = [createFakeTrack("video"), createFakeTrack("audio")];
    await session.client.replaceVideoTrack(camera);
    await session.client.replaceAudioTrack(microphone);
    expect(session.transports).toHaveLength(1);
    expect(session.transport.replaced).toEqual([
      { kind: "video", track: camera },
      { kind: "audio", track: microphone },
    ]);
    expect(session.told).toEqual([
      { kind: "video", state: "replaced" },
      { kind: "audio", state: "replaced" },
    ]);
    session.client.reconnectNow();
    expect(new Set(session.transport.options.tracks)).toEqual(new Set([camera, microphone]));
    session.client.disconnect();
    expect([session.video, session.audio, camera, microphone].map(({ stops }) => stops)).toEqual([0, 0, 0, 0]);
  });

  test("no microphone any more", async () => {
    const session = await live();
    await session.client.replaceAudioTrack(null);
    expect(session.transport.replaced).toEqual([{ kind: "audio", track: null }]);
    session.client.reconnectNow();
    expect(session.transport.options.tracks).toEqual([session.video]);
  });

  test("while the session reconnects: the new connection sends it", async () => {
    const session = await live();
    session.socket.drop();
    const camera = createFakeTrack("video");
    await session.client.replaceVideoTrack(camera);
    expect(session.transports).toHaveLength(2);
    expect(session.transport.replaced).toEqual([{ kind: "video", track: camera }]);
  });

  test.each([
    ["an audio track", () => createFakeTrack("audio")],
    ["an ended track", () => Object.assign(createFakeTrack("video"), { readyState: "ended" })],
    ["null", () => null as never],
    ["nothing", () => undefined as never],
  ])("%s is no video: INVALID_INPUT, and an ignored failure stays ignored", async (_, make) => {
    const session = await live();
    session.client.replaceVideoTrack(make());
    await expect(session.client.replaceVideoTrack(make())).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(session.transport.replaced).toEqual([]);
  });

  test("a live avatar takes no video; after the end nothing is taken", async () => {
    const avatar = await live({ options: { model: "live-avatar" }, tracks: [createFakeTrack("audio")] });
    await expect(avatar.client.replaceVideoTrack(createFakeTrack("video"))).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await avatar.client.replaceAudioTrack(createFakeTrack("audio"));
    avatar.client.disconnect();
    await expect(avatar.client.replaceAudioTrack(null)).rejects.toMatchObject({ code: "DISCONNECTED" });
    expect(avatar.leftovers).toEqual(NOTHING_LEFT);
  });
});

describe("input that changes by itself", () => {
  test("a mute is told when it lasts, and so is its end; a short one isn't", async () => {
    const session = await live();
    session.video.happen("mute");
    await session.platform.clock.advance(1999);
    session.video.happen("unmute");
    session.video.happen("mute");
    await session.platform.clock.advance(1999);
    expect(session.told).toEqual([]);
    await session.platform.clock.advance(1);
    expect(session.told).toEqual([{ kind: "video", state: "muted" }]);
    session.video.happen("unmute");
    expect(session.told.at(-1)).toEqual({ kind: "video", state: "live" });
    session.video.happen("mute");
    session.client.disconnect();
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("an ended track is told; the app is asked for another, which is sent and never stopped", async () => {
    const asked: string[] = [];
    const next = createFakeTrack("video");
    const getInputTrack = async (kind: string) => {
      asked.push(kind);
      return next;
    };
    const session = await live({ options: { getInputTrack } });
    session.video.happen("ended");
    await loaded();
    expect(asked).toEqual(["video"]);
    expect(session.transport.replaced).toEqual([{ kind: "video", track: next }]);
    expect(session.told).toEqual([
      { kind: "video", state: "ended" },
      { kind: "video", state: "replaced" },
    ]);
    session.client.disconnect();
    expect(next.stops).toBe(0);
  });

  test("an app that has no track to give is asked again when the page is shown", async () => {
    const given: (FakeTrack | null)[] = [null, createFakeTrack("video")];
    const session = await live({ options: { getInputTrack: () => given.shift() } });
    session.video.happen("ended");
    await loaded();
    expect(session.transport.replaced).toEqual([]);
    session.platform.happen("visible");
    await loaded();
    expect(session.transport.replaced).toHaveLength(1);
    session.platform.happen("visible");
    await loaded();
    expect(given).toEqual([]);
    expect(session.transport.replaced).toHaveLength(1);
  });

  test("an app that has replaced the track itself meanwhile is taken at its word", async () => {
    const own = createFakeTrack("video");
    let give = (_: FakeTrack) => {};
    const getInputTrack = () =>
      new Promise<FakeTrack>((resolve) => {
        give = resolve;
      });
    const session = await live({ options: { getInputTrack } });
    session.video.happen("ended");
    await session.client.replaceVideoTrack(own);
    give(createFakeTrack("video"));
    await loaded();
    expect(session.transport.replaced).toEqual([{ kind: "video", track: own }]);
  });

  test.each([
    ["throws", () => Promise.reject(new Error("no camera"))],
    ["gives the wrong kind", () => createFakeTrack("audio")],
    ["gives a dead track", () => Object.assign(createFakeTrack("video"), { readyState: "ended" })],
  ])("an app's function that %s is reported, and harms no session", async (_, getInputTrack) => {
    const session = await live({ options: { getInputTrack } });
    session.video.happen("ended");
    await loaded();
    expect(session.listenerErrors).toHaveLength(1);
    expect(session.transport.replaced).toEqual([]);
    expect(session.client.isConnected()).toBe(true);
  });

  test("a track that was dead before the session: asked for at once", async () => {
    const video = Object.assign(createFakeTrack("video"), { readyState: "ended" }) as FakeTrack;
    const next = createFakeTrack("video");
    const session = await live({ options: { getInputTrack: () => next }, tracks: [video] });
    expect(session.transport.replaced).toEqual([{ kind: "video", track: next }]);
  });

  test("after the end nothing is asked or watched", async () => {
    const asked: string[] = [];
    const session = await live({ options: { getInputTrack: (kind) => void asked.push(kind) } });
    session.client.disconnect();
    session.video.happen("ended");
    await loaded();
    expect(asked).toEqual([]);
    expect(session.platform.watchers).toBe(0);
  });
});
