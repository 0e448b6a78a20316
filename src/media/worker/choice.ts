/** The two ways to mirror a frame. */
export type Way = "rows" | "canvas";

/** Decides between them by what they cost, in milliseconds a frame. */
export interface Choice {
  next(): Way;
  took(way: Way, ms: number): void;
}

/** How many frames are measured of each; the first ones warm up, and the middle one counts. */
const SAMPLES = 7;
/** Rows that cost no more than this are left alone: a canvas needn't be tried. */
const CHEAP_MS = 4;

/**
 * Rows go first. They are slow where pixels have to be fetched from a graphics card, which a canvas doesn't need: then
 * both are measured on real frames, and the cheaper one stays.
 */
export function createChoice(): Choice {
  const times = { rows: [] as number[], canvas: [] as number[] };
  const enough = (way: Way) => times[way].length >= SAMPLES;
  const middle = (way: Way) => [...times[way]].sort((a, b) => a - b)[SAMPLES >> 1] as number;
  return {
    next() {
      if (!enough("rows") || middle("rows") <= CHEAP_MS) return "rows";
      if (!enough("canvas")) return "canvas";
      return middle("canvas") < middle("rows") ? "canvas" : "rows";
    },
    took(way, ms) {
      if (!enough(way)) times[way].push(ms);
    },
  };
}
