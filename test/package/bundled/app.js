// A page that any bundler can bundle: mints a token (a part of the SDK that is loaded when it is used), connects with it,
// and waits until the picture says what it was told.
import { createDecartClient, models } from "@decartai/sdk";
import { readLook } from "@decartai/sdk/emulator/look";

/**
 * @param {{ url: string, httpUrl: string, apiKey: string }} service
 * @param {string} text
 * @param {number} code
 */
window.run = async ({ url, httpUrl, apiKey }, text, code) => {
  const { tokens } = createDecartClient({ apiKey, baseUrl: httpUrl, telemetry: false });
  const token = await tokens.create({ expiresIn: 60 });
  const client = createDecartClient({ apiKey: token.apiKey, baseUrl: httpUrl, realtimeBaseUrl: url, telemetry: false });
  const model = models.realtime("lucy-2.1");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 180, frameRate: 15 } });
  const video = document.body.appendChild(document.createElement("video"));
  video.muted = true;
  video.autoplay = true;
  const session = await client.realtime.connect(stream, {
    model,
    initialState: { prompt: { text } },
    onRemoteStream: (remote) => {
      video.srcObject = remote;
    },
  });
  const canvas = new OffscreenCanvas(320, 180).getContext("2d", { willReadFrequently: true });
  if (!canvas) throw new Error("no canvas");
  for (let frames = 1; frames <= 100; frames += 1) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    canvas.drawImage(video, 0, 0, 320, 180);
    if (readLook(canvas.getImageData(0, 0, 320, 180)).code !== code) continue;
    session.disconnect();
    for (const track of stream.getTracks()) track.stop();
    return { model: model.name, seen: true };
  }
  return { model: model.name, seen: false };
};
