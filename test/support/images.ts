const text = (value: string) => Array.from(value, (character) => character.charCodeAt(0));

/** The first bytes of every kind of image that is known, by name. */
export const IMAGE_HEADS: Record<string, readonly number[]> = {
  JPEG: [0xff, 0xd8, 0xff, 0xe0, 0, 16, ...text("JFIF\0")],
  PNG: [0x89, ...text("PNG\r\n\x1a\n")],
  GIF87: text("GIF87a"),
  GIF89: text("GIF89a"),
  WebP: [...text("RIFF"), 0xff, 0x0a, 0, 0, ...text("WEBPVP8 ")],
  BMP: [...text("BM"), 0x36, 0, 0, 0, 0, 0, 0, 0],
  TIFF: text("II*\0"),
  "TIFF, big-endian": text("MM\0*"),
  AVIF: [0, 0, 0, 32, ...text("ftypavif")],
  HEIC: [0, 0, 0, 24, ...text("ftypheic")],
  "HEIC, general brand": [0, 0, 0, 24, ...text("ftypmif1")],
};

/** Bytes that are a PNG by their head, and every byte value in turn after it. */
export function imageOf(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) bytes[index] = index;
  bytes.set((IMAGE_HEADS.PNG ?? []).slice(0, length));
  return bytes;
}

/** The smallest text that is a PNG as far as the SDK looks: its eight first bytes. */
export const TINY_PNG = "iVBORw0KGgo=";
