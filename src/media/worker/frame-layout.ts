/** One plane of a frame's pixels, tightly packed but for its start. */
export interface Plane {
  offset: number;
  /** Bytes from one row to the next. */
  stride: number;
  rows: number;
  /** Bytes that belong together: two for a pair of chroma samples, four for a pixel. */
  unit: 1 | 2 | 4;
}

/** Where the pixels of a frame go in a buffer of our own. */
export interface FrameLayout {
  planes: Plane[];
  size: number;
}

/** Of each plane: by how much it is smaller than the picture, across and down, and its unit. */
type Shape = readonly (readonly [across: number, down: number, unit: 1 | 2 | 4])[];

const FULL = [1, 1, 1] as const;
const QUARTER = [2, 2, 1] as const;
const HALF = [2, 1, 1] as const;
const PIXELS: Shape = [[1, 1, 4]];

const SHAPES: Readonly<Record<string, Shape>> = {
  I420: [FULL, QUARTER, QUARTER],
  I420A: [FULL, QUARTER, QUARTER, FULL],
  I422: [FULL, HALF, HALF],
  I444: [FULL, FULL, FULL],
  NV12: [FULL, [2, 2, 2]],
  RGBA: PIXELS,
  RGBX: PIXELS,
  BGRA: PIXELS,
  BGRX: PIXELS,
};

/** Planes start where every unit may start. */
const ALIGNMENT = 8;

/**
 * The layout for frames of a format and size. Undefined for what isn't rows of bytes: a texture, or samples of more
 * than eight bits.
 */
export function layoutOf(format: string | null, width: number, height: number): FrameLayout | undefined {
  const shape = SHAPES[format ?? ""];
  if (!shape) return undefined;
  let size = 0;
  const planes = shape.map(([across, down, unit]) => {
    // Odd sizes: half a chroma sample is a whole one.
    const stride = Math.ceil(width / across) * unit;
    const rows = Math.ceil(height / down);
    const offset = size;
    size = Math.ceil((offset + stride * rows) / ALIGNMENT) * ALIGNMENT;
    return { offset, stride, rows, unit };
  });
  return { planes, size };
}

const VIEWS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const;

/** Views of all rows, in units: reversing each mirrors the picture. */
export function rowsOf({ planes }: FrameLayout, buffer: ArrayBuffer): { reverse(): unknown }[] {
  return planes.flatMap(({ offset, stride, rows, unit }) => {
    const View = VIEWS[unit];
    return Array.from({ length: rows }, (_, row) => new View(buffer, offset + row * stride, stride / unit));
  });
}
