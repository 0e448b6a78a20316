import { imageHash, lookOf, readLook } from "@decartai/sdk/emulator/look";

/** What the service is asked to make of the video. */
export interface Wish {
  prompt: string;
  enhance: boolean;
  image: File | null;
}

/** The 16 bits that the emulator burns into each frame it makes from this wish. */
export async function codeOf({ prompt, enhance, image }: Wish): Promise<number> {
  const hash = image && imageHash(new Uint8Array(await image.arrayBuffer()));
  return lookOf({ prompt, enhance, image: hash }).code;
}

// Small on purpose: the code is still readable, and reading it costs a fraction of the full picture.
const WIDTH = 480;
const canvas = document.createElement("canvas");
const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });

/** The code in the frame that a video shows now; null where there is none, as in the pictures of the real service. */
export function codeIn(video: HTMLVideoElement): number | null {
  if (!context || video.videoWidth === 0) return null;
  canvas.width = WIDTH;
  canvas.height = Math.round((WIDTH * video.videoHeight) / video.videoWidth);
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  return readLook(context.getImageData(0, 0, canvas.width, canvas.height)).code;
}
