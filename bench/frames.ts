// What the frames of a run say. Pure.
import type { Shown } from "./pages/watch";

/**
 * The longest time without a new frame, from the first one to the end of the watch: a picture that has stopped for good
 * counts too, and one that has never come stood still all the time.
 */
export function longestPause(frames: readonly Pick<Shown, "ms">[], endMs: number): number {
  if (frames.length === 0) return endMs;
  const ends = [...frames.slice(1).map(({ ms }) => ms), Math.max(endMs, frames.at(-1)?.ms ?? 0)];
  return Math.max(...ends.map((end, index) => end - (frames[index]?.ms ?? end)));
}

/** The run in the middle by frames, the lower one of two; undefined of none. */
export function middleByFrames<T extends { frames: readonly unknown[] }>(runs: readonly T[]): T | undefined {
  const sorted = [...runs].sort((one, other) => one.frames.length - other.frames.length);
  return sorted[(sorted.length - 1) >> 1];
}
