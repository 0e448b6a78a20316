import { applyLook, type I420Frame, type Look } from "./look";
import { yuvOf } from "./look/colour";
import { planesOf } from "./look/planes";
import { decodePng, encodePng, type Picture } from "./png";

/** What a job has made. */
export interface Result {
  bytes: Uint8Array<ArrayBuffer>;
  type: string;
  /** `painted`: the pixels show the look. `unchanged`: the input came in a format that isn't decoded, and goes back as it was. */
  pixels: "painted" | "unchanged";
}

function toI420({ width, height, rgba }: Picture): I420Frame {
  const chroma = ((width + 1) >> 1) * ((height + 1) >> 1);
  const frame = { width, height, data: new Uint8Array(width * height + 2 * chroma) };
  const { luma, u, v, chromaWidth } = planesOf(frame);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      const [a, b, c] = yuvOf([rgba[at] as number, rgba[at + 1] as number, rgba[at + 2] as number]);
      luma[y * width + x] = a;
      if (y % 2 || x % 2) continue;
      u[(y >> 1) * chromaWidth + (x >> 1)] = b;
      v[(y >> 1) * chromaWidth + (x >> 1)] = c;
    }
  }
  return frame;
}

function fromI420(frame: I420Frame): Picture {
  const { luma, u, v, width, height, chromaWidth } = planesOf(frame);
  const rgba = new Uint8Array(width * height * 4);
  const clamp = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const c = 1.164 * ((luma[y * width + x] as number) - 16);
      const d = (u[(y >> 1) * chromaWidth + (x >> 1)] as number) - 128;
      const e = (v[(y >> 1) * chromaWidth + (x >> 1)] as number) - 128;
      rgba.set(
        [clamp(c + 1.596 * e), clamp(c - 0.392 * d - 0.813 * e), clamp(c + 2.017 * d), 255],
        (y * width + x) * 4,
      );
    }
  }
  return { width, height, rgba };
}

/** A grey picture, for a model that makes one of nothing but a prompt. */
const blank = (width: number, height: number): Picture => ({
  width,
  height,
  rgba: new Uint8Array(width * height * 4).map((_, i) => (i % 4 === 3 ? 255 : 64 + ((i >> 2) % width) * (128 / width))),
});

/**
 * What becomes of an input: a PNG (8 bits a channel, not interlaced) is painted with the look, as frames of a session
 * are. Every other format is beyond what Node can decode by itself, and comes back byte by byte.
 */
export async function transform(input: Blob | null, look: Look): Promise<Result> {
  const bytes = new Uint8Array(await (input ?? new Blob()).arrayBuffer());
  const picture = input ? decodePng(bytes) : blank(1280, 704);
  if (!picture) return { bytes, type: input?.type || "application/octet-stream", pixels: "unchanged" };
  const frame = toI420(picture);
  applyLook(frame, look);
  return { bytes: encodePng(fromI420(frame)), type: "image/png", pixels: "painted" };
}
