import { readLook } from "@decartai/sdk/emulator/look";
import { batch, end, mint, picture, start, watch } from "../../documents/migration/app";
import { failures } from "../../documents/migration/failures";
import { nextFrame, pixels } from "./session";

let camera: MediaStream;
let session: Awaited<ReturnType<typeof start>>;
let output: HTMLVideoElement;

const openCamera = () => navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 360, frameRate: 25 } });

function newVideo(): HTMLVideoElement {
  const video = document.body.appendChild(document.createElement("video"));
  video.muted = true;
  video.autoplay = true;
  return video;
}

/** Resolves when the video shows a look. */
async function untilLook(video: HTMLVideoElement, code: number): Promise<true> {
  for (let frames = 1; frames <= 200; frames += 1) {
    await nextFrame(video);
    if (readLook(pixels(video)).code === code) return true;
  }
  throw new Error(`look ${code} not seen in 200 frames`);
}

async function portrait(): Promise<File> {
  const canvas = new OffscreenCanvas(64, 64);
  canvas.getContext("2d")?.fillRect(0, 0, 32, 64);
  return new File([await canvas.convertToBlob()], "portrait.png", { type: "image/png" });
}

/** The app's live session, with everything that it does to it. */
export async function begin(): Promise<void> {
  camera = await openCamera();
  output = newVideo();
  session = await start(camera, output, await portrait());
}

/** Waits until producer and viewer see a look. */
export async function watchBoth(code: number) {
  const shown = await untilLook(output, code);
  if (!session.subscribeToken) throw new Error("no token for viewers");
  const viewer = newVideo();
  const leave = await watch(session.subscribeToken, viewer);
  const watched = await untilLook(viewer, code);
  leave();
  return { shown, watched, state: session.getConnectionState() };
}

export function finish() {
  end(session);
  const alive = camera.getTracks().every(({ readyState }) => readyState === "live");
  for (const track of camera.getTracks()) track.stop();
  return { connected: session.isConnected(), state: session.getConnectionState(), alive };
}

/** What the app does without a live session: the key's beginning, and whether files come back. */
export async function jobs() {
  const key = await mint();
  const file = await portrait();
  const film = new File([await file.arrayBuffer()], "film.mp4", { type: "video/mp4" });
  return { key: key.slice(0, 3), picture: (await picture(file)).size > 0, film: (await batch(film)).size > 0 };
}

/** What the app is told when something goes wrong; see {@link wantsError}. */
export async function complain() {
  const input = await openCamera();
  const told = await failures(input, () => {
    document.title = "now";
  });
  for (const track of input.getTracks()) track.stop();
  return told;
}

/** Resolves when it is time for the service to send an error. */
export async function wantsError(): Promise<void> {
  while (document.title !== "now") await new Promise((resolve) => setTimeout(resolve, 20));
}
