// What becomes of the samples. Pure.

/** The middle of some numbers, or the mean of the two in the middle; null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((one, other) => one - other);
  const half = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]];
  return ((low ?? 0) + (high ?? 0)) / 2;
}

/** What is left of the samples of one kind. */
export interface Summary {
  median: number;
  min: number;
  max: number;
  count: number;
}

/** The middle and the ends; null of nothing, which is what a row shows whose runs have all failed. */
export function summarize(values: readonly number[]): Summary | null {
  const middle = median(values);
  if (middle === null) return null;
  return { median: middle, min: Math.min(...values), max: Math.max(...values), count: values.length };
}

/**
 * How many times the link was crossed, there and back. What the client needs without a distance (`ownMs`, its median
 * at a round trip of nothing) isn't the link's. Null where there is no distance.
 */
export function roundTrips(ms: number, ownMs: number, rttMs: number): number | null {
  return rttMs > 0 ? (ms - ownMs) / rttMs : null;
}

/** `118 (96–140)`: median, minimum and maximum. */
export function spread(values: readonly number[], digits = 0): string {
  const summary = summarize(values);
  if (!summary) return "–";
  const [middle, min, max] = [summary.median, summary.min, summary.max].map((value) => value.toFixed(digits));
  return summary.count === 1 ? `${middle}` : `${middle} (${min}–${max})`;
}

/** The number that a cell begins with, such as the median of a {@link spread}; null of one that has none. */
export function leading(cell: string): number | null {
  const number = Number.parseFloat(cell);
  return Number.isNaN(number) ? null : number;
}

/** `0/10`: the runs that failed, of all. */
export const share = (failed: number, all: number): string => `${failed}/${all}`;

/** Bytes as kB of 1000, with one digit. */
export const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);

/** Ticks from 0 to at least `max`, at most six, in steps that people count in. */
export function ticks(max: number): number[] {
  const rough = Math.max(max, 1e-9) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const count = Math.ceil(max / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}
