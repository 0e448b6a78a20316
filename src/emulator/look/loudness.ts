import type { Planes } from "./planes";
import { brightnessOf, burnCell, type Pixels } from "./signs";

/*
 * The bar stands at the right: 18 cells of the height's 32nd part, the width's 24th part wide, its middle at half the
 * height. The lowest cell is always white and the highest always black, so a reader knows the two levels; of the 16 in
 * between, as many are white from below as the loudness says.
 */
const CELLS = 16;
const DECIBELS_PER_CELL = 3;
const ALL = CELLS + 2;

const cellOf = (width: number, height: number, index: number) => {
  const cell = height / 32;
  const bottom = height / 2 + (ALL / 2 - index) * cell;
  const right = (width * 61) / 64;
  return [right - width / 24, bottom - cell, right, bottom] as const;
};

/**
 * Loudness of sound, as portraits show it: 1 at full scale, 0 at 48 dB below it and under.
 *
 * @param rms - root mean square of samples between -1 and 1
 */
export function loudnessOf(rms: number): number {
  const decibels = 20 * Math.log10(rms);
  return Math.max(0, Math.min(1, 1 + decibels / (CELLS * DECIBELS_PER_CELL)));
}

/** Burns the bar into a frame. */
export function burnLoudness(planes: Planes, loudness: number): void {
  const lit = Math.round(loudness * CELLS);
  for (let index = 0; index < ALL; index++) {
    burnCell(planes, ...cellOf(planes.width, planes.height, index), index <= lit && index < ALL - 1);
  }
}

/**
 * Reads from the pixels of a live avatar how loud the sound is that its service hears: 0 for silence, 1 for full
 * scale, and a sixteenth less for every 3 decibels below that; null when there is no readable bar. Works at any scale
 * down to about 320 pixels of width.
 */
export function readLoudness(pixels: Pixels): number | null {
  const brightness = brightnessOf(pixels);
  const cells = Array.from({ length: ALL }, (_, index) => brightness(...cellOf(pixels.width, pixels.height, index)));
  const [white = 0, ...rest] = cells;
  const black = rest.pop() ?? 0;
  if (white - black < 60) return null;
  const levels = rest.map((value) => (value - black) / (white - black));
  const first = levels.findIndex((level) => level < 0.5);
  const lit = first < 0 ? CELLS : first;
  // White from below, black above: what isn't so is something else in the picture.
  const clear = levels.every((level, i) => Math.abs(level - (i < lit ? 1 : 0)) < 0.35);
  return clear ? lit / CELLS : null;
}
