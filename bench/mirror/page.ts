import { createMirroredTrack } from "@decartai/sdk";
import { flipped } from "../../test/browser/pages/flipped";

/** The ways to mirror that are compared; `none` is what the camera and the reader cost by themselves. */
export type Way = "none" | "sdk" | "canvas";

let reader: ReadableStreamDefaultReader<VideoFrame> | undefined;
let camera: MediaStreamTrack | undefined;

/** Opens the camera and mirrors it; resolves when frames come out. */
export async function start(way: Way, width: number, height: number): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate: 30 } });
  camera = stream.getVideoTracks()[0] as MediaStreamTrack;
  const track =
    way === "none" ? camera : way === "canvas" ? flipped(camera, width, height) : await createMirroredTrack(camera);
  reader = new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack }).readable.getReader();
  // The first ones decide how it is done, and warm up.
  await read(40);
}

/** Reads so many frames. */
export async function read(frames: number): Promise<void> {
  for (let frame = 0; frame < frames; frame += 1) (await reader?.read())?.value?.close();
}

/** Ends the camera. */
export async function stop(): Promise<void> {
  await reader?.cancel();
  camera?.stop();
}
