import { describe, expect, test } from "vitest";
import { type ConnectionQuality, judge, settle, UNKNOWN_QUALITY, UNSTEADY } from "../../src/core/quality";
import type { WebRTCStats } from "../../src/core/stats";
import { fixture, readAll } from "./stats-fixtures";

const NOTHING: WebRTCStats = {
  timestamp: 1,
  video: null,
  audio: null,
  outboundVideo: null,
  remoteInbound: null,
  connection: null,
};

const [, BEFORE, GOOD] = readAll(fixture("chromium-session").reports).map(({ stats }) => stats);
if (!BEFORE || !GOOD) throw new Error("a fixture is missing");

/** The report of a good connection with other values in it. */
const but = (change: { [K in keyof WebRTCStats]?: object }): WebRTCStats => {
  const sections = Object.entries(change).map(([name, values]) => [name, { ...GOOD[name as "video"], ...values }]);
  return { ...GOOD, ...Object.fromEntries(sections) };
};

const judged = (change: Parameters<typeof but>[0]) => judge(but(change), BEFORE, 20);

describe("a judgement", () => {
  test("of a session with nothing wrong is good, and names no reason", () => {
    expect(judge(GOOD, BEFORE, 20)).toEqual({ quality: "good", reasons: [] });
  });

  test("without any evidence is unknown", () => {
    expect(judge(NOTHING, null, 20)).toEqual(UNKNOWN_QUALITY);
  });

  test.each<[string, Parameters<typeof but>[0], ConnectionQuality]>([
    ["rtt", { connection: { currentRoundTripTime: 0.25 } }, { quality: "fair", reasons: ["rtt"] }],
    ["rtt", { connection: { currentRoundTripTime: 0.5 } }, { quality: "poor", reasons: ["rtt"] }],
    ["rtt", { connection: { currentRoundTripTime: 1 } }, { quality: "critical", reasons: ["rtt"] }],
    [
      "rtt where only the service's reports tell it",
      { connection: { currentRoundTripTime: null }, remoteInbound: { roundTripTime: 0.3 } },
      { quality: "fair", reasons: ["rtt"] },
    ],
    ["loss on the way there", { remoteInbound: { fractionLost: 0.06 } }, { quality: "poor", reasons: ["loss"] }],
    // 33 packets came since the report before.
    ["loss on the way back", { video: { packetsLostDelta: 1 } }, { quality: "fair", reasons: ["loss"] }],
    [
      "a network that takes too little",
      { outboundVideo: { qualityLimitationReason: "bandwidth" }, connection: { availableOutgoingBitrate: 400_000 } },
      { quality: "poor", reasons: ["upstream"] },
    ],
    [
      "a limit by bandwidth that still takes enough",
      { outboundVideo: { qualityLimitationReason: "bandwidth" }, connection: { availableOutgoingBitrate: 2_000_000 } },
      { quality: "good", reasons: [] },
    ],
    ["few frames", { video: { framesPerSecond: 9 } }, { quality: "poor", reasons: ["fps"] }],
    ["no frames", { video: { framesPerSecond: 0 } }, { quality: "critical", reasons: ["fps"] }],
    [
      "few frames, since few go out",
      { video: { framesPerSecond: 9 }, outboundVideo: { framesPerSecond: 9 } },
      { quality: "good", reasons: [] },
    ],
    [
      "a camera that is off",
      { video: { framesPerSecond: 0 }, outboundVideo: { framesPerSecond: 0 } },
      { quality: "good", reasons: [] },
    ],
    [
      "a device that is too slow",
      { outboundVideo: { qualityLimitationReason: "cpu" } },
      { quality: "fair", reasons: ["cpu"] },
    ],
    [
      "a device that is much too slow",
      { video: { framesPerSecond: 8 }, outboundVideo: { qualityLimitationReason: "cpu", framesPerSecond: 8 } },
      { quality: "poor", reasons: ["cpu"] },
    ],
  ])("%s", (_, change, expected) => {
    expect(judged(change)).toEqual(expected);
  });

  test("names the worst reason first", () => {
    const { quality, reasons } = judged({
      connection: { currentRoundTripTime: 0.25 },
      remoteInbound: { fractionLost: 0.2 },
    });
    expect([quality, ...reasons]).toEqual(["critical", "loss", "rtt"]);
  });

  test("a browser that tells of no limit is asked about none", () => {
    const limitless = { qualityLimitationReason: null, qualityLimitationDurations: null };
    expect(judged({ outboundVideo: limitless, connection: { availableOutgoingBitrate: null } })).toMatchObject({
      quality: "good",
    });
  });
});

test("a viewer, who sends nothing and knows no model, expects no rate of frames", () => {
  const viewer = { ...but({ video: { framesPerSecond: 1 } }), outboundVideo: null, remoteInbound: null };
  expect(judge(viewer, BEFORE, null)).toEqual({ quality: "good", reasons: [] });
});

describe("what is told", () => {
  const good: ConnectionQuality = { quality: "good", reasons: [] };
  const fair: ConnectionQuality = { quality: "fair", reasons: ["rtt"] };
  const poor: ConnectionQuality = { quality: "poor", reasons: ["loss"] };

  /** What is told after each judgement; one a second, from the second 1 on. */
  const told = (...judgements: ConnectionQuality[]) => {
    let state = UNSTEADY;
    return judgements.map((judgement, second) => {
      state = settle(state, judgement, (second + 1) * 1000);
      return state.told.quality;
    });
  };

  test("the first judgement counts at once", () => {
    expect(told(poor)).toEqual(["poor"]);
    expect(told(UNKNOWN_QUALITY, good)).toEqual(["unknown", "good"]);
  });

  test("something worse counts after 2 s, something better after 5 s", () => {
    expect(told(good, poor, poor, poor)).toEqual(["good", "good", "good", "poor"]);
    expect(told(poor, good, good, good, good, good, good)).toEqual([...Array(6).fill("poor"), "good"]);
  });

  test("a value that goes to and fro over its limit doesn't flicker", () => {
    expect(new Set(told(...Array.from({ length: 40 }, (_, second) => (second % 2 ? fair : good))))).toEqual(
      new Set(["good"]),
    );
    const mostlyPoor = Array.from({ length: 40 }, (_, second) => (second % 3 ? poor : fair));
    expect(new Set(told(...mostlyPoor)).size).toBe(1);
  });

  test("fair and poor by turns are worse than good all the same", () => {
    expect(told(good, fair, poor, fair)).toEqual(["good", "good", "good", "fair"]);
  });

  test("other reasons for the same quality are told at once; the same ones are the same object", () => {
    const first = settle(UNSTEADY, fair, 1000);
    const second = settle(first, { quality: "fair", reasons: ["rtt"] }, 2000);
    expect(second.told).toBe(first.told);
    expect(settle(second, { quality: "fair", reasons: ["cpu"] }, 3000).told.reasons).toEqual(["cpu"]);
  });
});
