import { describe, expect, test } from "vitest";
import { createConsoleLogger, type Logger } from "../../src/logger";
import { models } from "../../src/models";
import { createFakeStream, createFakeTrack } from "../support/fake-platform";
import { NOTHING_LEFT, startSession } from "./harness";

const AVATARS = [models.realtime("live_avatar"), "live-avatar"] as const;

/** A logger that keeps its warnings. */
function keeper() {
  const warnings: string[] = [];
  const logger: Logger = { ...createConsoleLogger("error"), warn: (message) => void warnings.push(message) };
  return { warnings, logger };
}

// What the sound does is proved in Chromium; here is no Web Audio, and that is a case of its own.
describe("a live avatar", () => {
  test.each(AVATARS)("%o: video comes and doesn't go, sound goes both ways", (model) => {
    const { transport } = startSession({ model }, { input: null });
    expect(transport.options).toMatchObject({ directions: { audio: "sendrecv", video: "recvonly" }, tracks: [] });
  });

  test("of a stream of the caller's own, the sound is sent and nothing is stopped", async () => {
    const [sound, picture] = [createFakeTrack("audio"), createFakeTrack("video")];
    const session = startSession({ model: "live-avatar" }, { input: createFakeStream(picture, sound) });
    expect(session.transport.options.tracks).toEqual([sound]);
    await session.goLive();
    expect(session.client.isPlayAudioAvailable()).toBe(false);
    expect("playAudio" in session.client).toBe(false);
    session.client.disconnect();
    expect([sound.stops, picture.stops]).toEqual([0, 0]);
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("a track alone: sound is sent, a picture isn't", () => {
    for (const kind of ["audio", "video"] as const) {
      const track = createFakeTrack(kind);
      const { transport } = startSession({ model: "live-avatar" }, { input: track });
      expect(transport.options.tracks).toEqual(kind === "audio" ? [track] : []);
    }
  });

  test("where there is no Web Audio it connects without sound, and the log says so", async () => {
    const { warnings, logger } = keeper();
    const session = startSession({ model: "live-avatar" }, { input: null, context: { logger } });
    await session.goLive();
    expect(session.client.isConnected()).toBe(true);
    expect(session.client.isPlayAudioAvailable()).toBe(false);
    expect("playAudio" in session.client).toBe(false);
    expect(warnings.filter((warning) => /Web Audio/.test(warning))).toHaveLength(1);
    session.client.disconnect();
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("every attempt has the same directions and tracks", async () => {
    const sound = createFakeTrack("audio");
    const session = startSession({ model: "live-avatar" }, { input: sound });
    await session.goLive();
    session.socket.drop();
    expect(session.transports).toHaveLength(2);
    expect(session.transport.options).toMatchObject({
      directions: { audio: "sendrecv", video: "recvonly" },
      tracks: [sound],
    });
  });
});

test("other models send what they are given both ways, have no playAudio, and warn of nothing", async () => {
  const { warnings, logger } = keeper();
  for (const input of [undefined, null]) {
    const session = startSession({}, { ...(input === null && { input }), context: { logger } });
    expect(session.transport.options.directions).toEqual({ audio: "sendrecv", video: "sendrecv" });
    await session.goLive();
    expect(session.client.isPlayAudioAvailable()).toBe(false);
    expect("playAudio" in session.client).toBe(false);
  }
  expect(warnings).toEqual([]);
});
