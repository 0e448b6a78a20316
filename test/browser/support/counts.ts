import { expect } from "vitest";
import type { MediaCounts } from "../../../src/emulator/index";
import type { WebRTCStats } from "../../../src/index";

/** Samples of the SDK, and what the service's side has counted in the same seconds. */
export interface Window {
  samples: WebRTCStats[];
  /** How much a count has grown a second, from the first sample to the last. */
  rate(name: keyof MediaCounts): number;
  /** The counts at the first sample and at the last one. */
  ends: [MediaCounts, MediaCounts];
}

/** Counts between two of which a moment lies, as if they had been taken then. */
function at(counts: MediaCounts[], moment: number): MediaCounts {
  const after = counts.findIndex((count) => count.at >= moment);
  const [one, other] = [counts[after - 1], counts[after]];
  if (!one || !other) throw new Error(`nothing was counted around ${moment}`);
  const part = (moment - one.at) / (other.at - one.at);
  const names = Object.keys(one) as (keyof MediaCounts)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + (other[name] - one[name]) * part])) as never;
}

/** Takes samples, and counts on the service's side all the while. */
export async function measure(
  count: () => Promise<MediaCounts>,
  sample: () => Promise<WebRTCStats[]>,
): Promise<Window> {
  const counts = [await count()];
  const sampling = sample();
  let done = false;
  sampling.finally(() => {
    done = true;
  });
  while (!done) {
    counts.push(await count());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  // The first may be older than the first count.
  const samples = (await sampling).slice(1);
  counts.push(await count());
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) throw new Error("no samples");
  const ends: Window["ends"] = [at(counts, first.timestamp), at(counts, last.timestamp)];
  const seconds = (last.timestamp - first.timestamp) / 1000;
  return { samples, ends, rate: (name) => (ends[1][name] - ends[0][name]) / seconds };
}

/** The mean of a figure over all samples but the first, which is of the time before. */
export function mean({ samples }: Window, figure: (sample: WebRTCStats) => number | null | undefined): number {
  const values = samples.slice(1).map((sample) => figure(sample) ?? Number.NaN);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A value is within 10 % of another one, or further away where the browser is known to count something else. */
export function expectNear(what: string, value: number, counted: number, tolerance = 0.1): void {
  console.log(`${what}: ${value.toFixed(3)} here, ${counted.toFixed(3)} on the service's side`);
  expect(Math.abs(value - counted), what).toBeLessThanOrEqual(Math.abs(counted) * tolerance);
}
