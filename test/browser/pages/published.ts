import { readLook } from "@decartai/sdk/emulator/look";
import { createDecartClient, models } from "@decartai/sdk-published";
import type { Service } from "./session";

declare global {
  /** Stands in the published bundle where its one hard-wired host was. */
  var realtimeBaseUrl: string;
}

/** Connects the published SDK and waits until its video shows a look. */
export async function connectPublished({ url, httpUrl, apiKey }: Service, prompt: string, code: number) {
  globalThis.realtimeBaseUrl = url;
  const model = models.realtime("lucy_2_rt");
  const camera = await navigator.mediaDevices.getUserMedia({
    video: { width: 640, height: 360, frameRate: model.fps },
  });
  const video = document.body.appendChild(document.createElement("video"));
  video.muted = true;
  video.autoplay = true;
  const client = createDecartClient({ apiKey, baseUrl: httpUrl });
  const session = await client.realtime.connect(camera, {
    model,
    onRemoteStream: (stream: MediaStream) => {
      video.srcObject = stream;
    },
    initialState: { prompt: { text: prompt, enhance: true } },
  });
  let frames = 0;
  let seen: number | null = null;
  while (seen !== code && frames < 200) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    frames += 1;
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height);
    if (data) seen = readLook(data).code;
  }
  const connected = session.isConnected();
  session.disconnect();
  for (const track of camera.getTracks()) track.stop();
  return { frames, seen, connected };
}
