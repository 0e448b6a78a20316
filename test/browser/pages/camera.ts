import { type CameraChoice, type CameraOptions, type CameraVideoTrack, createDecartClient } from "@decartai/sdk";
import { play, shownBy } from "./halves";
import { type ConnectInput, nextFrame, plain } from "./session";

const client = createDecartClient({ apiKey: "none", telemetry: false });
let camera: CameraVideoTrack | undefined;
let video: HTMLVideoElement | undefined;
/** Every track that the browser has given. */
const opened: MediaStreamTrack[] = [];

/** How many times the camera can't be started, as one that another program has: no fake camera of Chromium's plays that. */
let busy = 0;
export function occupy(times: number) {
  busy = times;
}

const { mediaDevices } = navigator;
const getUserMedia = mediaDevices?.getUserMedia.bind(mediaDevices);
if (mediaDevices) {
  mediaDevices.getUserMedia = async (constraints) => {
    busy -= 1;
    if (busy >= 0) throw new DOMException("Could not start video source", "NotReadableError");
    const stream = await getUserMedia(constraints);
    opened.push(...stream.getTracks());
    return stream;
  };
}

function current() {
  if (!camera || !video) throw new Error("no camera");
  return { camera, video };
}

/** Opens a camera; an error comes back as data. */
export async function open(options?: CameraOptions) {
  try {
    camera = await client.realtime.createCameraVideoTrack(options);
  } catch (error) {
    const { data } = error as { data?: unknown };
    return { ...plain(error), data, live: live() };
  }
  video = play(camera.track);
  video.srcObject = camera.stream;
  const { width, height, frameRate } = opened.at(-1)?.getSettings() ?? {};
  return { width, height, frameRate, mirrored: camera.mirrored, tracks: camera.stream.getTracks().length };
}

/** Camera tracks that are open. */
const live = () => opened.filter(({ readyState }) => readyState === "live").length;

/** What the preview shows. */
export async function look() {
  const { video } = current();
  for (let frame = 0; frame < 4; frame += 1) await nextFrame(video);
  return shownBy(video);
}

/** Changes to another camera. */
export async function switchCamera(choice: CameraChoice) {
  const { camera } = current();
  const before = camera.track;
  try {
    const track = await camera.switchCamera(choice);
    return {
      same: track === before,
      current: track === camera.track && camera.stream.getVideoTracks()[0] === track,
      mirrored: camera.mirrored,
      device: opened.at(-1)?.getSettings().deviceId,
      live: live(),
    };
  } catch (error) {
    return { ...plain(error), live: live() };
  }
}

/** Ids and labels as the browser gives them now. */
export async function devices() {
  const all = await mediaDevices.enumerateDevices();
  return all.filter(({ kind }) => kind === "videoinput").map(({ deviceId, label }) => ({ deviceId, label }));
}

/** Ends the camera; what is still open? */
export function stop() {
  const { camera } = current();
  camera.stop();
  camera.stop();
  return { track: camera.track.readyState, live: live() };
}

/** The device is lost, as far as a page can play that. */
export async function lose() {
  const { camera } = current();
  const ended = new Promise<string>((resolve) => camera.track.addEventListener("ended", () => resolve("ended")));
  opened.at(-1)?.stop();
  opened.at(-1)?.dispatchEvent(new Event("ended"));
  return { event: await ended, track: camera.track.readyState };
}

/** Sends the camera in a session, and changes it: what comes back, and in how many sessions? */
export async function inSession(service: ConnectInput, choice: CameraChoice) {
  const { camera } = current();
  const { apiKey, url, httpUrl } = service;
  const { realtime } = createDecartClient({ apiKey, realtimeBaseUrl: url, baseUrl: httpUrl, telemetry: false });
  let output: HTMLVideoElement | undefined;
  const session = await realtime.connect(camera.track, {
    model: "lucy-2.1",
    mirror: true,
    onRemoteStream(stream) {
      output = play(stream.getVideoTracks()[0] as MediaStreamTrack);
    },
  });
  if (!output) throw new Error("no output");
  const until = async (halves: string) => {
    for (let frame = 0; frame < 100; frame += 1) {
      await nextFrame(output as HTMLVideoElement);
      if (shownBy(output as HTMLVideoElement) === halves) return halves;
    }
    return shownBy(output as HTMLVideoElement);
  };
  const { sessionId } = session;
  const seen = [await until("blue-red")];
  await camera.switchCamera(choice);
  seen.push(await until(choice.mirror === false ? "red-blue" : "blue-red"));
  const result = { seen, same: session.sessionId === sessionId };
  session.disconnect();
  return { ...result, camera: camera.track.readyState };
}
