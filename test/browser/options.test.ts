import { describe, expect, test } from "vitest";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/options");

const shared = useBrowser();

describe("customizeOffer", () => {
  test.each(["sync", "async"] as const)("%s: the changed offer is applied, sent, and what comes of it flows", (how) =>
    withSession<Page>(shared, "options", async ({ service, emulator, run }) => {
      expect(await run.connect({ ...service, customizeOffer: how })).toEqual({ ok: true });
      const offer = emulator.sessions[0]?.received.map(({ message }) => message).find(({ type }) => type === "offer");
      const sdp = offer?.type === "offer" ? offer.sdp : "";
      const first = /^m=video \S+ \S+ (\d+)/m.exec(sdp)?.[1];
      expect(sdp).toContain(`a=rtpmap:${first} VP9/90000`);
      expect(await run.codecs()).toEqual({ sent: "video/VP9", received: "video/VP9" });
      await run.disconnect();
    }),
  );

  test.each(["throws", "rejects", "spoils"] as const)("%s: an error with its cause, once, and nothing stays", (how) =>
    withSession<Page>(shared, "options", async ({ service, emulator, run }) => {
      const result = await run.connect({ ...service, customizeOffer: how });
      expect(result).toMatchObject({
        code: "WEB_RTC_ERROR",
        reason: "WEBRTC_SIGNALING_ERROR",
        retryable: false,
        message: expect.stringContaining("`customizeOffer`"),
        cause: expect.stringMatching(how === "spoils" ? /SessionDescription|SDP/ : /the app's own mistake/),
        peers: 1,
      });
      await run.disconnect();
      await emulator.waitForIdle();
      expect((await emulator.counters()).upgrades).toBeLessThanOrEqual(1);
    }),
  );
});

describe("customizeOffer at a reconnect", () => {
  test("is called again; an error of its ends the session without a retry", () =>
    withSession<Page>(shared, "options", async ({ service, emulator, run }) => {
      expect(await run.connect({ ...service, customizeOffer: "fails2nd" })).toEqual({ ok: true });
      await emulator.sessions[0]?.terminate();
      await expect.poll(run.snapshot, { timeout: 10_000 }).toMatchObject({ state: "disconnected" });
      expect(await run.snapshot()).toMatchObject({
        code: "WEB_RTC_ERROR",
        cause: "Error: the app's own mistake",
        peers: 2,
      });
      await run.disconnect();
      await emulator.waitForIdle();
    }));
});

describe("on the socket's URL", () => {
  test("resolution and queryParams arrive as they were given; the SDK's own parameters can't be replaced", () =>
    withSession<Page>(shared, "options", async ({ service, emulator, run }) => {
      const queryParams = { "a b": "c&d=é?/#+%", empty: "", model: "another", api_key: "another", resolution: "4k" };
      expect(await run.connect({ ...service, options: { resolution: "1080p", queryParams } })).toEqual({ ok: true });
      const record = await emulator.sessions[0]?.record();
      expect(record?.query).toEqual({
        "a b": "c&d=é?/#+%",
        empty: "",
        model: "lucy-2.1",
        resolution: "1080p",
        user_agent: expect.stringMatching(/^decart-js-sdk\/\S+ lang\/js runtime\/browser$/),
      });
      await run.disconnect();
    }));

  test("without them there is neither", () =>
    withSession<Page>(shared, "options", async ({ service, emulator, run }) => {
      await run.connect(service);
      const record = await emulator.sessions[0]?.record();
      expect(Object.keys(record?.query ?? {})).toEqual(["model", "user_agent"]);
      await run.disconnect();
    }));
});

describe("preferredVideoCodec", () => {
  test.each([
    ["vp8", "video/VP8"],
    ["vp9", "video/VP9"],
    ["av1", "video/AV1"],
    [undefined, "video/VP8"],
  ] as const)("%s goes both ways", (preferredVideoCodec, codec) =>
    withSession<Page>(shared, "options", async ({ service, run }) => {
      expect(await run.connect({ ...service, options: { preferredVideoCodec } })).toEqual({ ok: true });
      expect(await run.codecs()).toEqual({ sent: codec, received: codec });
      await run.disconnect();
    }),
  );

  // The emulator's stack has no H264; nor have all builds of Chromium.
  test("h264 goes both ways between two peers of a page", ({ skip }) =>
    withSession<Page>(shared, "options", async ({ run }) => {
      if (!(await run.has("h264"))) skip("this browser has no H264");
      const h264 = { sent: "video/H264", received: "video/H264" };
      expect(await run.loopback("h264")).toEqual([h264, h264]);
      const vp8 = { sent: "video/VP8", received: "video/VP8" };
      expect(await run.loopback("vp8")).toEqual([vp8, vp8]);
    }));

  test("one that the browser lacks is refused with what it has, before anything opens", () =>
    withSession<Page>(shared, "options", async ({ service, emulator, run }) => {
      const result = await run.connect({ ...service, options: { preferredVideoCodec: "av1" }, without: ["av1"] });
      const list = (await run.has("h264")) ? "vp8, h264, vp9" : "vp8, vp9";
      expect(result).toMatchObject({
        code: "INVALID_INPUT",
        message: `connect(): \`preferredVideoCodec\` must be one that this browser has: ${list}.`,
        peers: 0,
      });
      expect(await emulator.counters()).toMatchObject({ upgrades: 0 });
      await run.disconnect();
    }));
});

test("onRemoteVideoTrack and onRemoteAudioTrack get each track, those of a reconnect too", () =>
  withSession<Page>(shared, "options", async ({ service, emulator, run }) => {
    await run.connect(service);
    const perConnection = ["audio live", "video live"];
    await expect.poll(run.remoteTracks, { timeout: 10_000 }).toHaveLength(3);
    expect((await run.remoteTracks()).filter((entry) => !entry.startsWith("stream")).sort()).toEqual(perConnection);
    await emulator.sessions[0]?.terminate();
    await emulator.waitForSession({ index: 1 });
    await expect.poll(run.remoteTracks, { timeout: 10_000 }).toHaveLength(5);
    expect((await run.remoteTracks()).filter((entry) => entry.startsWith("stream"))).toHaveLength(1);
    expect((await run.remoteTracks()).slice(3).sort()).toEqual(perConnection);
    await run.disconnect();
  }));

test("iceServers that no browser takes fail once, and say where to look", () =>
  withSession<Page>(shared, "options", async ({ service, run }) => {
    const result = await run.connect({ ...service, options: { iceServers: [{ urls: "nonsense" }] } });
    expect(result).toMatchObject({
      code: "WEB_RTC_ERROR",
      reason: "WEBRTC_SIGNALING_ERROR",
      retryable: false,
      message: expect.stringContaining("`iceServers`"),
      peers: 0,
    });
    await run.disconnect();
  }));
