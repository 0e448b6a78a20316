import { InvalidInputError } from "../../errors";
import type { ImageInput } from "../connect-options";

/** The largest image in bytes, decoded. */
export const MAX_IMAGE_BYTES = 10 * 1024 * 1024;

/** An image as it was when it was passed. */
export type ImageSnapshot = string | Blob | Uint8Array;

/**
 * Takes an image as it is now: the caller may go on with its buffer while what reads it is being loaded.
 *
 * @throws `INVALID_INPUT` for memory that belongs to a worker by now.
 */
export function snapshot(image: ImageInput): ImageSnapshot {
  if (image instanceof URL) return image.href;
  if (typeof image === "string" || image instanceof Blob) return image;
  try {
    const bytes = image instanceof ArrayBuffer ? new Uint8Array(image) : image;
    // One that is too large is refused, not copied.
    return bytes.byteLength > MAX_IMAGE_BYTES ? bytes : new Uint8Array(bytes);
  } catch (cause) {
    throw new InvalidInputError("The image can't be read: its buffer was transferred. Pass it before, or a copy.", {
      cause,
    });
  }
}
