import type { ImageInput } from "../connect-options";

/** The largest image in bytes, decoded. */
export const MAX_IMAGE_BYTES = 10 * 1024 * 1024;

/** An image as it was when it was passed. */
export type ImageSnapshot = string | Blob | Uint8Array;

/** Takes an image as it is now: the caller may go on with its buffer while what reads it is being loaded. */
export function snapshot(image: ImageInput): ImageSnapshot {
  if (image instanceof URL) return image.href;
  if (typeof image === "string" || image instanceof Blob) return image;
  const bytes = image instanceof ArrayBuffer ? new Uint8Array(image) : image;
  // One that is too large is refused, not copied.
  return bytes.byteLength > MAX_IMAGE_BYTES ? bytes : new Uint8Array(bytes);
}
