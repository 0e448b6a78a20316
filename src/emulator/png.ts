import { deflateSync, inflateSync } from "node:zlib";

/** A picture: red, green, blue and alpha of each pixel. */
export interface Picture {
  width: number;
  height: number;
  rgba: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10];
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const MOST_PIXELS = 16_000_000;

function* chunksOf(png: Buffer): Generator<{ type: string; data: Buffer }> {
  for (let at = SIGNATURE.length; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at);
    yield { type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

const paeth = (a: number, b: number, c: number) => {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
};

/** Undoes the filters of the rows, in place; returns the bytes without the filters' own. */
function unfilter(raw: Buffer, stride: number, height: number, bytesPerPixel: number): Buffer {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= bytesPerPixel ? (out[at - bytesPerPixel] as number) : 0;
      const up = y > 0 ? (out[at - stride] as number) : 0;
      const corner = x >= bytesPerPixel && y > 0 ? (out[at - stride - bytesPerPixel] as number) : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0;
      out[at] = (raw[y * (stride + 1) + 1 + x] as number) + guess;
    }
  }
  return out;
}

/** Decodes a PNG of 8 bits a channel that isn't interlaced; null for everything else, broken ones included. */
export function decodePng(bytes: Uint8Array): Picture | null {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!SIGNATURE.every((byte, i) => png[i] === byte)) return null;
  try {
    const chunks = [...chunksOf(png)];
    const find = (type: string) => chunks.find((chunk) => chunk.type === type)?.data;
    const header = find("IHDR");
    if (header?.length !== 13) return null;
    const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
    const [depth = 0, kind = 0, , , interlaced] = header.subarray(8);
    const channels = CHANNELS[kind];
    if (depth !== 8 || !channels || interlaced || width * height > MOST_PIXELS) return null;
    const stride = width * channels;
    const data = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map((chunk) => chunk.data));
    const raw = inflateSync(data, { maxOutputLength: (stride + 1) * height });
    if (raw.length !== (stride + 1) * height || raw.length === 0) return null;
    const pixels = unfilter(raw, stride, height, channels);
    const palette = find("PLTE");
    const rgba = new Uint8Array(width * height * 4).fill(255);
    for (let i = 0; i < width * height; i++) {
      const at = i * channels;
      for (let c = 0; c < 3; c++) {
        const value = kind === 3 ? palette?.[(pixels[at] as number) * 3 + c] : pixels[channels < 3 ? at : at + c];
        rgba[i * 4 + c] = value ?? 0;
      }
      if (channels % 2 === 0) rgba[i * 4 + 3] = pixels[at + channels - 1] as number;
    }
    return { width, height, rgba };
  } catch {
    return null;
  }
}

const TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

// Node's own came with 20.15.
function crc(bytes: Uint8Array): number {
  let value = -1;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] as number) ^ (value >>> 8);
  return ~value >>> 0;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, "latin1");
  out.set(data, 8);
  out.writeUInt32BE(crc(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

/** Encodes a picture as a PNG with 8 bits a channel. */
export function encodePng({ width, height, rgba }: Picture): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.alloc((width * 4 + 1) * height);
  for (let y = 0; y < height; y++) rows.set(rgba.subarray(y * width * 4, (y + 1) * width * 4), y * (width * 4 + 1) + 1);
  const data = deflateSync(rows, { level: 3 });
  const parts = [Buffer.from(SIGNATURE), chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))];
  return new Uint8Array(Buffer.concat(parts));
}
