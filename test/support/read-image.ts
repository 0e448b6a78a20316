import type { ImageInput } from "../../src/realtime/connect-options";
import * as image from "../../src/realtime/image-input";
import { MAX_IMAGE_BYTES, snapshot } from "../../src/realtime/image-input/snapshot";

export { MAX_IMAGE_BYTES };

/** Reads an image as a session does that is given it. */
export const readImage = (
  platform: Parameters<typeof image.readImage>[0],
  input: ImageInput,
  signal?: AbortSignal,
): Promise<string> => image.readImage(platform, snapshot(input), signal);
