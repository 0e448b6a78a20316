import fc from "fast-check";
import { expect, test } from "vitest";
import { readStats } from "../../src/core/stats-reader";
import { fixture, readAll } from "./stats-fixtures";

type Report = Record<string, unknown>[];

const [FIRST = [], SECOND = [], THIRD = []] = fixture("safari-by-hand").reports;

/** A report with fields of the entries of a type changed. */
const changed = (report: Report, type: string, change: Record<string, unknown>): Report =>
  report.map((entry) => (entry.type === type ? { ...entry, ...change } : entry));

test("the first report of a connection has no bitrate and no delta: there is nothing to compare it with", () => {
  const { video, outboundVideo } = readStats(FIRST).stats;
  expect(video).toMatchObject({ bitrate: null, packetsLostDelta: null, freezeCountDelta: null, packetsLost: 4 });
  expect(outboundVideo).toMatchObject({ bitrate: null });
  // Averages are those of all the time so far.
  expect(video).toMatchObject({ avgDecodeTimeMs: 4 });
});

test("packets that come late make the loss go down: the delta is 0, never negative", () => {
  const [, second, third] = readAll([FIRST, SECOND, THIRD]);
  expect(second?.stats.video).toMatchObject({ packetsLost: 9, packetsLostDelta: 5 });
  expect(third?.stats.video).toMatchObject({ packetsLost: 7, packetsLostDelta: 0 });
});

test("rates are of the report's own time, however late the timer was", () => {
  const late = SECOND.map((entry) => ({ ...entry, timestamp: Number(entry.timestamp) + 1000 }));
  expect(readAll([FIRST, late]).at(-1)?.stats.video?.bitrate).toBe(500_000);
});

test("the same report twice gives no rate at all", () => {
  expect(readAll([FIRST, FIRST]).at(-1)?.stats.video).toMatchObject({ bitrate: null, packetsLostDelta: null });
});

test.each([
  ["counters that begin again", { bytesReceived: 1000, packetsLost: 0, framesDecoded: 1 }],
  ["another stream under the same id", { ssrc: 99, bytesReceived: 9_000_000 }],
])("%s are no spike", (_, change) => {
  const { video } = readAll([FIRST, changed(SECOND, "inbound-rtp", change)]).at(-1)?.stats ?? {};
  expect(video).toMatchObject({ bitrate: null, packetsLostDelta: null, bytesReceived: change.bytesReceived });
});

test("a layer that comes later counts from its second report on", () => {
  const layer = SECOND.find(({ type }) => type === "outbound-rtp");
  const more = (report: Report, bytesSent: number) => [
    ...report,
    { ...layer, id: "OT1V9", ssrc: 9, bytesSent, frameWidth: 1280, frameHeight: 704, timestamp: report[0]?.timestamp },
  ];
  const [, second, third] = readAll([FIRST, more(SECOND, 5_000_000), more(THIRD, 5_050_000)]);
  expect(second?.stats.outboundVideo).toMatchObject({ bitrate: 800_000, bytesSent: 5_200_000, frameWidth: 1280 });
  expect(third?.stats.outboundVideo).toMatchObject({ bitrate: 1_200_000, frameWidth: 1280 });
});

test("a layer that is switched off doesn't give the size any more", () => {
  const off = { id: "OT1V9", type: "outbound-rtp", kind: "video", active: false, frameWidth: 1280, frameHeight: 704 };
  expect(readStats([...FIRST, off]).stats.outboundVideo).toMatchObject({ frameWidth: 640, frameHeight: 352 });
});

test("Chromium leaves a frame rate of 0 out: it comes from the frames then", () => {
  const still = { framesPerSecond: undefined, framesDecoded: 25, bytesReceived: 125_001 };
  expect(readAll([FIRST, changed(SECOND, "inbound-rtp", still)]).at(-1)?.stats.video).toMatchObject({
    framesPerSecond: 0,
    avgDecodeTimeMs: null,
    avgInterFrameDelayMs: null,
  });
});

test("sections without data are null: nothing received, nothing sent, no path yet", () => {
  const nothing = {
    video: null,
    audio: null,
    outboundVideo: null,
    remoteInbound: null,
    connection: null,
  };
  expect(readStats([]).stats).toEqual({ timestamp: 0, ...nothing });
  const idle = [
    { id: "i", type: "inbound-rtp", kind: "video", timestamp: 1, packetsReceived: 0 },
    { id: "a", type: "inbound-rtp", kind: "audio", timestamp: 1, packetsReceived: 0 },
    { id: "o", type: "outbound-rtp", kind: "video", timestamp: 1, packetsSent: 0 },
    { id: "t", type: "transport", timestamp: 1 },
  ];
  expect(readStats(idle).stats).toEqual({ timestamp: 1, ...nothing });
});

test("whatever entries say, no number that comes out is negative, infinite or NaN", () => {
  const value = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constant(null), fc.constant(undefined));
  const names = Object.keys(Object.assign({}, ...FIRST)).filter((name) => name !== "id");
  const counters = new Set(["currentRoundTripTime", "availableOutgoingBitrate", "port"]);
  fc.assert(
    fc.property(
      fc.array(fc.record({ entry: fc.nat(20), name: fc.constantFrom(...names), value }), { maxLength: 30 }),
      (changes) => {
        const spoil = (report: Report) => {
          const copy = report.map((entry) => ({ ...entry }));
          for (const change of changes)
            Object.assign(copy[change.entry % copy.length] ?? {}, { [change.name]: change.value });
          return copy;
        };
        const readings = readAll([FIRST, spoil(SECOND), spoil(THIRD)]);
        for (const { stats } of readings) {
          JSON.stringify(stats, (name, field) => {
            if (typeof field === "number" && !Number.isFinite(field)) throw new Error(`${name} is ${field}`);
            if (/Delta$|^bitrate$/.test(name) && field < 0) throw new Error(`${name} is ${field}`);
            if (counters.has(name)) return undefined;
            return field;
          });
        }
      },
    ),
  );
});
