import type { DecodedFrame } from "./stack";

/** Copies a plane, turned clockwise by a quarter, a half or three quarters. */
function turnPlane(from: Uint8Array, to: Uint8Array, width: number, height: number, rotation: number): void {
  let i = 0;
  const turnedWidth = rotation === 180 ? width : height;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      let target = (height - 1 - y) * width + (width - 1 - x);
      if (rotation === 90) target = x * turnedWidth + (height - 1 - y);
      if (rotation === 270) target = (width - 1 - x) * turnedWidth + y;
      to[target] = from[i] as number;
    }
  }
}

/**
 * A phone held upright sends its sensor's landscape frames with a rotation. The look is burned into pixels, so these
 * have to be upright first. A frame without rotation is handed back as it is.
 */
export function upright(frame: DecodedFrame): DecodedFrame {
  const { width, height, data, rotation } = frame;
  if (!rotation) return frame;
  const chromaWidth = (width + 1) >> 1;
  const chromaHeight = (height + 1) >> 1;
  const luma = width * height;
  const chroma = chromaWidth * chromaHeight;
  const turned = new Uint8Array(luma + 2 * chroma);
  const plane = (bytes: Uint8Array | Uint8ClampedArray, start: number, length: number) =>
    new Uint8Array(bytes.buffer, bytes.byteOffset + start, length);
  turnPlane(plane(data, 0, luma), plane(turned, 0, luma), width, height, rotation);
  for (const start of [luma, luma + chroma]) {
    turnPlane(plane(data, start, chroma), plane(turned, start, chroma), chromaWidth, chromaHeight, rotation);
  }
  const [newWidth, newHeight] = rotation === 180 ? [width, height] : [height, width];
  return { width: newWidth, height: newHeight, rotation: 0, data: turned };
}
