import type { Planes } from "./planes";

/*
 * Two signs are burned into every frame. All their sizes are parts of the picture's own, so that a reader needs to
 * know nothing but the pixels, at whatever scale they arrive.
 *
 * The strip: 32 blocks of equal width along the bottom edge, the height's 24th part high.
 *   4 guard blocks, 16 bits of code (highest first), 8 bits of checksum, 4 guard blocks.
 * The mark: an F in a dark box, 5 × 7 cells of the height's 64th part, one cell away from the corner.
 */
const STRIP_BLOCKS = 32;
const STRIP_PART = 24;
const GUARD_LEFT = [1, 1, 0, 1];
// Read from the other end it isn't the left one: so a mirrored strip is known as such.
const GUARD_RIGHT = [0, 0, 1, 0];
const MARK_PART = 64;
const MARK = [
  [0, 0, 0, 0, 0],
  [0, 1, 1, 1, 0],
  [0, 1, 0, 0, 0],
  [0, 1, 1, 0, 0],
  [0, 1, 0, 0, 0],
  [0, 1, 0, 0, 0],
  [0, 0, 0, 0, 0],
];
const BLACK = 16;
const WHITE = 235;
const GREY = 128;

/** CRC-8, so that what merely looks like a strip reads as nothing. */
function checksum(code: number): number {
  let crc = 0x5a;
  for (const byte of [code >> 8, code & 0xff]) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80 ? (crc << 1) ^ 0x07 : crc << 1) & 0xff;
  }
  return crc;
}

function bitsOf(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (value >> (count - 1 - i)) & 1);
}

const numberOf = (bits: number[]) => bits.reduce((value, bit) => value * 2 + bit, 0);

/** Fills a rectangle with black or white. */
export function burnCell(planes: Planes, x0: number, y0: number, x1: number, y1: number, white: boolean): void {
  const left = Math.max(0, Math.round(x0));
  const right = Math.min(planes.width, Math.round(x1));
  const top = Math.max(0, Math.round(y0));
  const bottom = Math.min(planes.height, Math.round(y1));
  if (right <= left) return;
  for (let y = top; y < bottom; y++) {
    planes.luma.fill(white ? WHITE : BLACK, y * planes.width + left, y * planes.width + right);
  }
  for (let y = top >> 1; y < (bottom + 1) >> 1; y++) {
    const row = y * planes.chromaWidth;
    planes.u.fill(GREY, row + (left >> 1), row + ((right + 1) >> 1));
    planes.v.fill(GREY, row + (left >> 1), row + ((right + 1) >> 1));
  }
}

/** Burns the strip with this code and the mark into a frame. */
export function burnSigns(planes: Planes, code: number): void {
  const { width, height } = planes;
  const bits = [...GUARD_LEFT, ...bitsOf(code, 16), ...bitsOf(checksum(code), 8), ...GUARD_RIGHT];
  const block = width / STRIP_BLOCKS;
  const top = height - Math.max(height / STRIP_PART, Math.min(height, 8));
  for (const [i, bit] of bits.entries()) burnCell(planes, i * block, top, (i + 1) * block, height, bit === 1);
  const cell = height / MARK_PART;
  for (const [row, cells] of MARK.entries()) {
    for (const [column, bit] of cells.entries()) {
      burnCell(planes, (column + 1) * cell, (row + 1) * cell, (column + 2) * cell, (row + 2) * cell, bit === 1);
    }
  }
}

/** Pixels to read from: RGBA (an `ImageData` fits), or I420, told apart by the length of `data`. */
export interface Pixels {
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
  /** RGBA, four bytes a pixel, as `getImageData` gives it; or the brightness alone, one byte a pixel. */
  data: Uint8Array | Uint8ClampedArray;
}

type Brightness = (x0: number, y0: number, x1: number, y1: number) => number;

/** The mean brightness of a rectangle's inner half: its edges carry the neighbours' colours after compression. */
export function brightnessOf({ width, height, data }: Pixels): Brightness {
  const rgba = data.length >= width * height * 4;
  const at = (x: number, y: number) => {
    const i = y * width + x;
    if (!rgba) return data[i] ?? 0;
    return 0.299 * (data[i * 4] ?? 0) + 0.587 * (data[i * 4 + 1] ?? 0) + 0.114 * (data[i * 4 + 2] ?? 0);
  };
  return (x0, y0, x1, y1) => {
    const left = Math.max(0, Math.min(width - 1, Math.round(x0 + (x1 - x0) / 4)));
    const right = Math.min(width, Math.max(left + 1, Math.round(x1 - (x1 - x0) / 4)));
    const top = Math.max(0, Math.min(height - 1, Math.round(y0 + (y1 - y0) / 4)));
    const bottom = Math.min(height, Math.max(top + 1, Math.round(y1 - (y1 - y0) / 4)));
    let sum = 0;
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += at(x, y);
    return sum / ((right - left) * (bottom - top));
  };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Turns brightnesses into bits by two known levels; null where one is neither clearly dark nor clearly bright. */
function slice(values: number[], known: number[]): number[] | null {
  const guards = [...values.slice(0, 4), ...values.slice(-4)];
  const white = mean(guards.filter((_, i) => known[i] === 1));
  const black = mean(guards.filter((_, i) => known[i] === 0));
  const contrast = white - black;
  if (contrast < 60) return null;
  const bits: number[] = [];
  for (const value of values) {
    const level = (value - black) / contrast;
    if (Math.abs(level - 0.5) < 0.15) return null;
    bits.push(level > 0.5 ? 1 : 0);
  }
  const ends = [...bits.slice(0, 4), ...bits.slice(-4)];
  return ends.every((bit, i) => bit === known[i]) ? bits : null;
}

/** What {@link readLook} found in a picture. */
export interface LookReading {
  /** The code of the look in force, as `lookOf(state).code` gives it; null when there is no readable strip. */
  code: number | null;
  /** Whether the picture is mirrored, as its strip says; null when there is none. */
  mirrored: boolean | null;
}

/**
 * Reads which state is in force from the pixels of a decoded frame, at any scale down to about 200 pixels of width.
 * A mirrored picture is read all the same; what is unclear reads as null, never as another code.
 */
export function readLook(pixels: Pixels): LookReading {
  const brightness = brightnessOf(pixels);
  const block = pixels.width / STRIP_BLOCKS;
  const top = pixels.height - pixels.height / STRIP_PART;
  const seen = Array.from({ length: STRIP_BLOCKS }, (_, i) =>
    brightness(i * block, top, (i + 1) * block, pixels.height),
  );
  for (const mirrored of [false, true]) {
    const bits = slice(mirrored ? [...seen].reverse() : seen, [...GUARD_LEFT, ...GUARD_RIGHT]);
    if (!bits) continue;
    const code = numberOf(bits.slice(4, 20));
    if (checksum(code) === numberOf(bits.slice(20, 28))) return { code, mirrored };
  }
  return { code: null, mirrored: null };
}

/** Reads from the mark whether a picture is the right way round; null when no mark can be seen. */
export function readMark(pixels: Pixels): "normal" | "mirrored" | null {
  const brightness = brightnessOf(pixels);
  const cell = pixels.height / MARK_PART;
  const shows = (mirrored: boolean) => {
    const white: number[] = [];
    const black: number[] = [];
    for (const [row, cells] of MARK.entries()) {
      for (const [column, bit] of cells.entries()) {
        const near = (column + 1) * cell;
        const left = mirrored ? pixels.width - near - cell : near;
        const value = brightness(left, (row + 1) * cell, left + cell, (row + 2) * cell);
        (bit === 1 ? white : black).push(value);
      }
    }
    const middle = (mean(white) + mean(black)) / 2;
    const wrong = white.filter((value) => value <= middle).length + black.filter((value) => value >= middle).length;
    return mean(white) - mean(black) >= 60 && wrong <= 1;
  };
  if (shows(false)) return "normal";
  return shows(true) ? "mirrored" : null;
}
