/**
 * A picture in planes: `width × height` bytes of luma, then two chroma planes of half the size (rounded up).
 * What `RTCVideoSink` of `@roamhq/wrtc` hands out.
 */
export interface I420Frame {
  /** Pixels; even. */
  width: number;
  /** Pixels; even. */
  height: number;
  /** The planes, one behind the other: brightness, then both colours at half the size. */
  data: Uint8Array | Uint8ClampedArray;
}

/** The planes of a frame, as views into its data. */
export interface Planes {
  luma: Uint8Array;
  u: Uint8Array;
  v: Uint8Array;
  width: number;
  height: number;
  chromaWidth: number;
  chromaHeight: number;
}

/** Splits a frame into its planes, without a copy. */
export function planesOf({ width, height, data }: I420Frame): Planes {
  const chromaWidth = (width + 1) >> 1;
  const chromaHeight = (height + 1) >> 1;
  const view = (offset: number, length: number) => new Uint8Array(data.buffer, data.byteOffset + offset, length);
  const size = chromaWidth * chromaHeight;
  return {
    luma: view(0, width * height),
    u: view(width * height, size),
    v: view(width * height + size, size),
    width,
    height,
    chromaWidth,
    chromaHeight,
  };
}
