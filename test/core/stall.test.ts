import { expect, test } from "vitest";
import { NO_VIDEO, type Progress, readProgress, type StallChange, watchStall } from "../../src/core/stall";
import { fixture } from "./stats-fixtures";

const PACE_MS = 50;

/** What the browser has counted at a moment, of a connection whose first frame was at 0 and whose video stood still. */
function browser(gaps: [from: number, to: number][], { sentFps = 20, spans = true, startMs = 0 } = {}) {
  return (at: number): Progress => {
    const frames: number[] = [];
    for (let time = startMs; time <= at; time += PACE_MS) {
      const gap = gaps.find(([from, to]) => time > from && time < to);
      if (!gap) frames.push(time);
      else time = gap[1] - PACE_MS;
    }
    const last = frames.at(-1);
    return {
      decoded: frames.length,
      span: spans && last !== undefined ? (last - startMs) / 1000 : null,
      sent: Math.floor((at * sentFps) / 1000),
    };
  };
}

/** Looks at it once a second, from a moment on. */
function look(counts: (at: number) => Progress | null, until: number, offset = 0, every = 1000) {
  const told: (StallChange & { at: number })[] = [];
  let stall = NO_VIDEO;
  for (let at = offset; at <= until; at += every) {
    const [next, change] = watchStall(stall, "connection", counts(at), at);
    stall = next;
    if (change) told.push({ ...change, at });
  }
  return told;
}

test("video that flows is no stall, however the looks fall", () => {
  for (let offset = 0; offset < 1000; offset += 70) expect(look(browser([]), 20_000, offset)).toEqual([]);
});

test("a stall is found within 2 s, and its length at the end is the true one, however the looks fall", () => {
  for (let offset = 0; offset < 1000; offset += 30) {
    const [found, ended, ...more] = look(browser([[4000, 9360]]), 20_000, offset);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ stalled: true });
    expect((found?.at ?? Infinity) - 4000).toBeLessThan(2000);
    expect(found?.durationMs).toBeGreaterThan(600);
    expect(ended?.stalled).toBe(false);
    expect(Math.abs((ended?.durationMs ?? 0) - 5360)).toBeLessThan(2 * PACE_MS);
  }
});

test("frames that a browser counts anew end a stall at the first look", () => {
  const [before, after] = [browser([[4000, 20_000]]), browser([], { startMs: 9360 })];
  for (let offset = 0; offset < 1000; offset += 30) {
    const [, ended, ...more] = look((at) => (at < 9360 ? before : after)(at), 20_000, offset);
    expect(more).toEqual([]);
    expect((ended?.at ?? Infinity) - 9360).toBeLessThan(1000);
    expect(Math.abs((ended?.durationMs ?? 0) - 5360)).toBeLessThan(2 * PACE_MS);
  }
});

test("a browser that doesn't add up the times between frames gives the length to a second", () => {
  const [found, ended] = look(browser([[4000, 9360]], { spans: false }), 20_000, 300);
  expect(found?.at).toBeLessThan(6000);
  expect(Math.abs((ended?.durationMs ?? 0) - 5360)).toBeLessThan(1100);
});

test("the sum of the times may lack the stall itself: the end is told all the same, and no stall without an end", () => {
  const counts = browser([[4000, 9360]]);
  const lacking = (at: number) => {
    const { span, ...rest } = counts(at);
    return { ...rest, span: at > 9360 ? (span ?? 0) - 5.36 : span };
  };
  const told = look(lacking, 20_000, 100);
  expect(told.map(({ stalled }) => stalled)).toEqual([true, false]);
});

test("a gap of half a second is none, nor is slow video", () => {
  expect(look(browser([[4000, 4500]]), 20_000)).toEqual([]);
  const slow = (at: number): Progress => {
    const decoded = Math.floor(at / 900) + 1;
    return { decoded, span: ((decoded - 1) * 900) / 1000, sent: at };
  };
  expect(look(slow, 20_000)).toEqual([]);
});

test("nothing is expected before the first frame, nor while nothing goes out", () => {
  expect(look(() => ({ decoded: 0, span: 0, sent: 100 }), 10_000)).toEqual([]);
  expect(look(() => ({ decoded: null, span: null, sent: null }), 10_000)).toEqual([]);
  const off = browser([[4000, 9000]], { sentFps: 0 });
  expect(look(off, 12_000)).toEqual([]);
});

test("where no video goes out at all (an avatar, a viewer) a stall is one", () => {
  const counts = browser([[4000, 9000]]);
  const viewer = (at: number) => ({ ...counts(at), sent: null });
  expect(look(viewer, 12_000).map(({ stalled }) => stalled)).toEqual([true, false]);
});

test("a stall ends with the first frame of another connection", () => {
  const [first, second] = [browser([[4000, 90_000]]), browser([], { startMs: 7000 })];
  let stall = NO_VIDEO;
  const told: StallChange[] = [];
  for (let at = 0; at <= 10_000; at += 1000) {
    const isNew = at >= 8000;
    // The first is closed while the second is built: no report.
    const progress = isNew ? second(at) : at > 6000 ? null : first(at);
    const [next, change] = watchStall(stall, isNew ? "second" : "first", progress, at);
    stall = next;
    if (change) told.push(change);
  }
  expect(told.map(({ stalled }) => stalled)).toEqual([true, false]);
  expect(Math.abs((told[1]?.durationMs ?? 0) - 3000)).toBeLessThan(2 * PACE_MS);
});

test("a new connection without a stall tells nothing", () => {
  let stall = NO_VIDEO;
  for (let at = 0; at <= 10_000; at += 1000) {
    const [next, change] = watchStall(stall, at < 5000 ? "a" : "b", browser([])(at < 5000 ? at : at - 4000), at);
    expect(change).toBeNull();
    stall = next;
  }
});

test("Chromium and Firefox tell all of it", () => {
  for (const name of ["chromium-session", "firefox-session"]) {
    const { decoded, span, sent } = readProgress(fixture(name).reports[2] ?? []);
    expect(decoded).toBeGreaterThan(70);
    expect(span).toBeCloseTo((decoded ?? 0) / 20, 0);
    expect(sent).toBe(99);
  }
});

test("a report that leaves the stream out, as Firefox's do now and then, is no stall, and hides none", () => {
  const without = (counts: (at: number) => Progress, from: number, to: number) => (at: number) =>
    at > from && at < to ? { ...counts(at), decoded: null, span: null } : counts(at);
  expect(look(without(browser([]), 900, 1100), 10_000)).toEqual([]);
  const [found, ended, ...more] = look(without(browser([[4000, 9360]]), 5900, 6100), 20_000);
  expect(more).toEqual([]);
  expect(found).toMatchObject({ stalled: true });
  expect(Math.abs((ended?.durationMs ?? 0) - 5360)).toBeLessThan(2 * PACE_MS);
});
