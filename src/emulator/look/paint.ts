import { type Colour, rgbOf, yuvOf } from "./colour";
import { type I420Frame, type Planes, planesOf } from "./planes";
import type { Look, LookEffect } from "./scene-look";
import { burnSigns } from "./signs";

/** What a gradient map does to a luma value: the new luma, and the chroma that goes with it. */
interface Tables {
  y: Uint8Array;
  u: Uint8Array;
  v: Uint8Array;
}

const TONES: Record<LookEffect, (t: number) => number> = {
  posterize: (t) => Math.min(3, Math.floor(t * 4)) / 3,
  contrast: (t) => (t < 0.5 ? 4 * t ** 3 : 1 - 4 * (1 - t) ** 3),
  invert: (t) => 1 - t,
  solarize: (t) => (t < 0.5 ? 2 * t : 2 - 2 * t),
  pixelate: (t) => Math.floor(t * 7.99) / 7,
  sketch: (t) => t,
  scanlines: (t) => t ** 0.8,
};

function makeTables(look: Look): Tables {
  const tables = { y: new Uint8Array(256), u: new Uint8Array(256), v: new Uint8Array(256) };
  const hue = look.hue ?? 0;
  const saturation = look.vivid ? 0.95 : 0.5;
  const stops: Colour[] = [
    rgbOf(hue + 210, saturation, 0.12),
    rgbOf(hue, saturation, 0.5),
    rgbOf(hue + 40, saturation, 0.9),
  ];
  for (let i = 0; i < 256; i++) {
    const t = TONES[look.effect ?? "contrast"](Math.max(0, Math.min(1, (i - 16) / 219)));
    const [low, high] = t < 0.5 ? [stops[0], stops[1]] : [stops[1], stops[2]];
    const part = t < 0.5 ? t * 2 : t * 2 - 1;
    const mix = (channel: 0 | 1 | 2) => (low?.[channel] ?? 0) * (1 - part) + (high?.[channel] ?? 0) * part;
    [tables.y[i], tables.u[i], tables.v[i]] = yuvOf([mix(0), mix(1), mix(2)]);
  }
  return tables;
}

/** Each block becomes the colour of its middle: one row is computed, the others of the block are copies of it. */
function pixelate(luma: Uint8Array, width: number, height: number): void {
  const block = Math.max(4, Math.round(height / 80) * 2);
  for (let top = 0; top < height; top += block) {
    const middle = Math.min(height - 1, top + (block >> 1)) * width;
    const first = top * width;
    for (let left = 0; left < width; left += block) {
      const value = luma[middle + Math.min(width - 1, left + (block >> 1))] ?? 0;
      luma.fill(value, first + left, first + Math.min(width, left + block));
    }
    for (let row = top + 1; row < Math.min(height, top + block); row++)
      luma.copyWithin(row * width, first, first + width);
  }
}

/** Dark lines on paper where the brightness changes. Looks only ahead, so that it needs no second picture. */
function sketch(luma: Uint8Array, width: number, height: number): void {
  const reach = height > 400 ? 2 : 1;
  const end = luma.length - reach * width - reach;
  for (let i = 0; i < end; i++) {
    const here = luma[i] as number;
    const line = Math.abs(here - (luma[i + reach] as number)) + Math.abs(here - (luma[i + reach * width] as number));
    luma[i] = line > 53 ? 16 : 228 - line * 4;
  }
  luma.fill(228, Math.max(0, end));
}

function scanlines(luma: Uint8Array, width: number, height: number): void {
  const line = Math.max(1, Math.round(height / 240));
  for (let top = line; top < height; top += line * 2) {
    const end = Math.min(height, top + line) * width;
    for (let i = top * width; i < end; i++) luma[i] = 16 + (((luma[i] as number) - 16) >> 1);
  }
}

const SPATIAL: Partial<Record<LookEffect, (luma: Uint8Array, width: number, height: number) => void>> = {
  pixelate,
  sketch,
  scanlines,
};

function mapColours(planes: Planes, tables: Tables): void {
  const { luma, u, v, width, chromaWidth, chromaHeight } = planes;
  // The chroma first: it is made from the luma as it was.
  for (let row = 0, i = 0; row < chromaHeight; row++) {
    let from = row * 2 * width;
    for (let column = 0; column < chromaWidth; column++, i++, from += 2) {
      const value = luma[from] as number;
      u[i] = tables.u[value] as number;
      v[i] = tables.v[value] as number;
    }
  }
  const table = tables.y;
  for (let i = 0; i < luma.length; i++) luma[i] = table[luma[i] as number] as number;
}

function fillRectangle(planes: Planes, x0: number, y0: number, x1: number, y1: number, colour: Colour): void {
  for (let y = y0; y < y1; y++) planes.luma.fill(colour[0], y * planes.width + x0, y * planes.width + x1);
  for (let y = y0 >> 1; y < (y1 + 1) >> 1; y++) {
    const row = y * planes.chromaWidth;
    planes.u.fill(colour[1], row + (x0 >> 1), row + ((x1 + 1) >> 1));
    planes.v.fill(colour[2], row + (x0 >> 1), row + ((x1 + 1) >> 1));
  }
}

function drawFrame(planes: Planes, hue: number): void {
  const { width, height } = planes;
  const outer = yuvOf(rgbOf(hue, 0.85, 0.5));
  // Even, so that the chroma ends where the luma does.
  const edge = Math.max(2, Math.round(height / 50) * 2);
  if (edge * 2 >= Math.min(width, height)) return;
  fillRectangle(planes, 0, 0, width, edge, outer);
  fillRectangle(planes, 0, height - edge, width, height, outer);
  fillRectangle(planes, 0, edge, edge, height - edge, outer);
  fillRectangle(planes, width - edge, edge, width, height - edge, outer);
}

// Made once per look: a session paints thousands of frames with the same one.
const made = new WeakMap<Look, Tables>();

/**
 * Paints a frame in place: the prompt's gradient and effect, the image's frame, and, whatever the look, the strip
 * with the code along the bottom edge and the mark in the top left corner.
 */
export function applyLook(frame: I420Frame, look: Look): void {
  const planes = planesOf(frame);
  if (look.effect !== null) {
    let tables = made.get(look);
    if (!tables) {
      tables = makeTables(look);
      made.set(look, tables);
    }
    SPATIAL[look.effect]?.(planes.luma, planes.width, planes.height);
    mapColours(planes, tables);
  }
  if (look.frameHue !== null) drawFrame(planes, look.frameHue);
  burnSigns(planes, look.code);
}
