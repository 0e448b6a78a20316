import { expect, test } from "vitest";
import { createVitalsReader, type StatsReport } from "../../src/core/vitals";

/** What a browser counts at a moment; what it leaves out is null. */
interface Counted {
  pairs: Record<string, number>;
  selected: string | null;
  frames: number | null;
  sent: number;
}

function readAll(counted: (Counted & { inFirefox?: boolean })[]) {
  const read = createVitalsReader();
  return counted.map(({ pairs, selected, frames, sent, inFirefox }) => {
    const entries = [
      ...(inFirefox || !selected ? [] : [{ type: "transport", id: "t", selectedCandidatePairId: selected }]),
      ...Object.entries(pairs).map(([id, bytesReceived]) => ({
        ...{ type: "candidate-pair", id, bytesReceived },
        ...(inFirefox && { selected: id === selected }),
      })),
      ...(frames === null ? [] : [{ type: "inbound-rtp", id: "i", kind: "video", framesDecoded: frames }]),
      { type: "outbound-rtp", id: "o", kind: "video", framesSent: sent },
    ];
    return Object.values(read(new Map(entries.map((entry) => [entry.id, entry])) as StatsReport));
  });
}

test("counters that grow are told as they are", () => {
  expect(
    readAll([
      { pairs: { a: 0 }, selected: "a", frames: null, sent: 0 },
      { pairs: { a: 700, b: 90 }, selected: "a", frames: 3, sent: 4 },
      { pairs: { a: 900, b: 95 }, selected: "a", frames: 9, sent: 12 },
    ]),
  ).toEqual([
    [0, 0, 0],
    [700, 3, 4],
    [900, 9, 12],
  ]);
});

test("an ICE restart in Firefox: another pair, and frames that are counted anew, go on from where they were", () => {
  expect(
    readAll([
      { pairs: { a: 9000 }, selected: "a", frames: 39, sent: 60, inFirefox: true },
      { pairs: {}, selected: null, frames: 39, sent: 65, inFirefox: true },
      { pairs: { c: 1 }, selected: "c", frames: null, sent: 70, inFirefox: true },
      { pairs: { c: 501 }, selected: "c", frames: 4, sent: 75, inFirefox: true },
    ]),
  ).toEqual([
    [9000, 39, 60],
    [9000, 39, 65],
    [9001, 39, 70],
    [9501, 43, 75],
  ]);
});

test("what a browser leaves out of one report, and gives again in the next, is no growth", () => {
  expect(
    readAll([
      { pairs: { a: 9000 }, selected: "a", frames: 39, sent: 60 },
      { pairs: {}, selected: null, frames: null, sent: 60 },
      { pairs: { a: 0 }, selected: "a", frames: 0, sent: 0 },
      { pairs: { a: 9000 }, selected: "a", frames: 39, sent: 60 },
      { pairs: { a: 9001 }, selected: "a", frames: 40, sent: 61 },
    ]),
  ).toEqual([
    [9000, 39, 60],
    [9000, 39, 60],
    [9000, 39, 60],
    [9000, 39, 60],
    [9001, 40, 61],
  ]);
});

test("a pair that was there before, and the one before it once more, are no growth: what they had counted is old", () => {
  expect(
    readAll([
      { pairs: { a: 9000, b: 8 }, selected: "a", frames: 39, sent: 60 },
      { pairs: { a: 9000, b: 8 }, selected: "b", frames: 39, sent: 60 },
      { pairs: { a: 9000, b: 8 }, selected: "a", frames: 39, sent: 60 },
      { pairs: { a: 9000, b: 20 }, selected: "b", frames: 39, sent: 60 },
    ]).map(([bytes]) => bytes),
  ).toEqual([9000, 9000, 9000, 9012]);
});
