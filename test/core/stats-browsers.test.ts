import { describe, expect, test } from "vitest";
import type { WebRTCStats } from "../../src/core/stats";
import { fixture, readAll } from "./stats-fixtures";

/** The last of a fixture's readings. */
function last(name: string): WebRTCStats {
  const reading = readAll(fixture(name).reports).at(-1);
  if (!reading) throw new Error("an empty fixture");
  return reading.stats;
}

/** The fields of a section that are null. */
const nulls = (section: object | null) =>
  Object.entries(section ?? {})
    .filter(([, value]) => value === null)
    .map(([name]) => name);

test.each(["chromium-session", "chromium-simulcast", "firefox-session", "firefox-simulcast", "safari-by-hand"])(
  "%s names its origin, and nothing in it is NaN, negative or beyond all measure",
  (name) => {
    expect(fixture(name).origin).toMatch(/getStats\(\) in |Written by hand/);
    for (const { stats } of readAll(fixture(name).reports)) {
      const text = JSON.stringify(stats, (_, value) => (typeof value === "number" && !(value >= 0) ? "BAD" : value));
      expect(text).not.toContain("BAD");
      expect(new Date(stats.timestamp).getFullYear()).toBeGreaterThan(2020);
    }
  },
);

describe("Chromium", () => {
  test("fills every field of a session with camera and microphone", () => {
    const stats = last("chromium-session");
    for (const section of [stats.video, stats.audio, stats.outboundVideo, stats.remoteInbound, stats.connection]) {
      expect(section).not.toBeNull();
      expect(nulls(section)).toEqual([]);
    }
    // 98 − 78 frames and 155 170 − 128 010 bytes in 1000.287 ms.
    expect(stats.video).toMatchObject({ framesPerSecond: 20, frameWidth: 640, frameHeight: 360, framesDecoded: 98 });
    expect(stats.video?.bitrate).toBeGreaterThan(150_000);
    expect(stats.video?.avgInterFrameDelayMs).toBeCloseTo(50, 1);
    expect(stats.outboundVideo).toMatchObject({ qualityLimitationReason: "none", targetBitrateKbps: 1700 });
    expect(stats.connection?.selectedCandidatePairs).toEqual([
      {
        local: { candidateType: "host", address: "fd00::2", port: 50087, protocol: "udp" },
        remote: { candidateType: "host", address: "fd00::2", port: 59888, protocol: "udp" },
      },
    ]);
  });

  test("the layers of a simulcast are added up; size and rate are the largest layer's", () => {
    const { reports } = fixture("chromium-simulcast");
    const layers = reports.at(-1)?.filter(({ type }) => type === "outbound-rtp") ?? [];
    expect(layers).toHaveLength(3);
    const sum = (field: string) => layers.reduce((total, layer) => total + Number(layer[field]), 0);
    expect(last("chromium-simulcast").outboundVideo).toMatchObject({
      bytesSent: sum("bytesSent"),
      packetsSent: sum("packetsSent"),
      pliCount: sum("pliCount"),
      targetBitrateKbps: sum("targetBitrate") / 1000,
      frameWidth: 1280,
      frameHeight: 720,
      framesPerSecond: 21,
    });
  });
});

describe("Firefox", () => {
  test("has no limitation, target, send delay and implementation; the rest is there", () => {
    const stats = last("firefox-session");
    expect(nulls(stats.video)).toEqual(["decoderImplementation"]);
    expect(nulls(stats.audio)).toEqual([]);
    expect(nulls(stats.outboundVideo)).toEqual([
      "qualityLimitationReason",
      "qualityLimitationDurations",
      "targetBitrateKbps",
      "avgPacketSendDelayMs",
      "encoderImplementation",
    ]);
    expect(nulls(stats.connection)).toEqual(["availableOutgoingBitrate"]);
    expect(stats.connection?.selectedCandidatePairs[0]?.remote).toMatchObject({ candidateType: "prflx", port: 45916 });
    expect(stats.remoteInbound?.roundTripTime).toBe(0.001);
  });

  test("an older one has no `transport`: the pair says itself that it is selected", () => {
    const reports = fixture("firefox-session").reports.map((report) =>
      report.filter(({ type }) => type !== "transport"),
    );
    expect(readAll(reports).at(-1)?.stats.connection?.selectedCandidatePairs[0]?.local.port).toBe(55872);
  });
});

test("Safari: the pair of the `transport` and not the first that has succeeded; hidden addresses are null", () => {
  const stats = last("safari-by-hand");
  expect(stats.connection).toEqual({
    currentRoundTripTime: 0.052,
    availableOutgoingBitrate: 1_200_000,
    selectedCandidatePairs: [
      {
        local: { candidateType: "srflx", address: null, port: 50002, protocol: "udp" },
        remote: { candidateType: "host", address: "203.0.113.9", port: 9000, protocol: "udp" },
      },
    ],
  });
  expect(stats.video).toMatchObject({
    bitrate: 1_000_000,
    framesPerSecond: 25,
    avgDecodeTimeMs: expect.closeTo(4),
    avgProcessingDelayMs: 30,
    avgInterFrameDelayMs: 40,
    avgJitterBufferMs: 20,
    jitterBufferTargetDelayMs: expect.closeTo(24),
    freezeCount: 2,
    freezeCountDelta: 1,
    freezeDurationDelta: 0.25,
    framesDroppedDelta: 1,
    nackCountDelta: 2,
    decoderImplementation: null,
  });
  // √(0.041/25 − 0.04²)
  expect(stats.video?.interFrameDelayStdDevMs).toBeCloseTo(6.32, 2);
  expect(stats.outboundVideo).toMatchObject({
    bitrate: 800_000,
    avgEncodeTimeMs: expect.closeTo(8),
    avgPacketSendDelayMs: 5,
    avgQp: 20,
  });
  expect(stats.remoteInbound).toEqual({ fractionLost: 0.03, jitter: 0.006, roundTripTime: 0.055 });
});
