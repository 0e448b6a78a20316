import { expect, test } from "vitest";
import { createVitalsReader, type StatsReport } from "../../src/core/vitals";

const reportOf = (bytes: number | null, framesDecoded: number | null, framesSent: number) =>
  new Map<string, Record<string, unknown>>([
    ["t", { type: "transport", selectedCandidatePairId: bytes === null ? undefined : "p" }],
    ["p", { type: "candidate-pair", id: "p", bytesReceived: bytes }],
    ...(framesDecoded === null ? [] : ([["i", { type: "inbound-rtp", kind: "video", framesDecoded }]] as const)),
    ["o", { type: "outbound-rtp", kind: "video", framesSent }],
  ]) as StatsReport;

function readAll(reports: StatsReport[]) {
  const read = createVitalsReader();
  return reports.map((report) => Object.values(read(report)));
}

test("counters that grow are told as they are", () => {
  const reports = [reportOf(0, null, 0), reportOf(700, 3, 4), reportOf(900, 9, 12)];
  expect(readAll(reports)).toEqual([
    [0, 0, 0],
    [700, 3, 4],
    [900, 9, 12],
  ]);
});

test("another pair, and frames that are counted anew, go on from where they were", () => {
  const reports = [reportOf(9000, 39, 60), reportOf(null, 39, 65), reportOf(1, null, 70), reportOf(501, 4, 75)];
  expect(readAll(reports)).toEqual([
    [9000, 39, 60],
    [9000, 39, 65],
    [9001, 39, 70],
    [9501, 43, 75],
  ]);
});

test("what a browser leaves out of one report, and gives again in the next, is no growth", () => {
  const reports = [reportOf(9000, 39, 60), reportOf(null, null, 60), reportOf(9000, 39, 60), reportOf(9001, 40, 61)];
  expect(readAll(reports)).toEqual([
    [9000, 39, 60],
    [9000, 39, 60],
    [9000, 39, 60],
    [9001, 40, 61],
  ]);
});
