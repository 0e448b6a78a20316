import { createMirroredTrack } from "@decartai/sdk";

let camera: MediaStreamTrack | undefined;
let reader: ReadableStreamDefaultReader<VideoFrame> | undefined;
let frames = 0;

/** Mirrors the camera at a model's size, in a worker that counts its open frames. */
export async function start(workerUrl: string) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 704, frameRate: 20 } });
  camera = stream.getVideoTracks()[0] as MediaStreamTrack;
  const mirrored = await createMirroredTrack(camera, { workerUrl });
  reader = new MediaStreamTrackProcessor({ track: mirrored as MediaStreamVideoTrack }).readable.getReader();
}

/** Reads so many frames more; how many were there in all, and how many does the worker hold? */
export async function watch(count: number) {
  for (let seen = 0; seen < count; seen += 1) {
    (await reader?.read())?.value?.close();
    frames += 1;
  }
  const channel = new BroadcastChannel("open-frames");
  const open = await new Promise<number>((resolve) => {
    channel.onmessage = ({ data }) => resolve(data);
    channel.postMessage("?");
  });
  channel.close();
  return { frames, open };
}

/** Ends it. */
export async function stop() {
  await reader?.cancel();
  camera?.stop();
}
