import { createDecartClient, type DiagnosticEvent, type RealTimeClient } from "@decartai/sdk";
import { readMark } from "@decartai/sdk/emulator/look";
import { flipped } from "./flipped";
import { drawn, play, shownBy } from "./halves";
import { type ConnectInput, nextFrame, pixels, reconnected } from "./session";

interface MirrorInput extends ConnectInput {
  /** The camera's film; a canvas of the page; or the camera, mirrored on a canvas of the page, as others do it. */
  source?: "camera" | "canvas" | "flipped" | "screen";
  /** The camera says that it faces the user. */
  selfie?: boolean;
}

interface Running {
  client: RealTimeClient;
  track: MediaStreamTrack;
  video: HTMLVideoElement;
  told: DiagnosticEvent[];
  resize?: (width: number, height: number) => void;
}

let running: Running | undefined;

function current(): Running {
  if (!running) throw new Error("no session");
  return running;
}

export async function openTrack(input: Partial<MirrorInput>) {
  const { width = 640, height = 360, fps = 20, source = "camera" } = input;
  if (source === "canvas") return drawn(width, height, fps);
  if (source === "screen") {
    const shared = await navigator.mediaDevices.getDisplayMedia({ video: true });
    return { track: shared.getVideoTracks()[0] as MediaStreamTrack };
  }
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate: fps } });
  const track = stream.getVideoTracks()[0] as MediaStreamTrack;
  // No fake camera says so.
  if (input.selfie) track.getSettings = () => ({ width, height, facingMode: "user" });
  return { track: source === "flipped" ? flipped(track, width, height) : track };
}

/** Connects a source of two halves, and shows what comes back. */
export async function connect(input: MirrorInput) {
  const { track, ...more } = await openTrack(input);
  const client = createDecartClient({
    apiKey: input.apiKey,
    realtimeBaseUrl: input.url,
    baseUrl: input.httpUrl,
    telemetry: false,
  });
  let video: HTMLVideoElement | undefined;
  const session = await client.realtime.connect(track, {
    model: "lucy-2.1",
    ...input.options,
    async getInputTrack(kind) {
      asked += 1;
      return kind === "video" && given ? (await openTrack(given)).track : null;
    },
    onRemoteStream(stream) {
      video = play(stream.getVideoTracks()[0] as MediaStreamTrack);
      video.srcObject = stream;
    },
  });
  const told: DiagnosticEvent[] = [];
  session.on("diagnostic", (event) => told.push(event));
  // What was kept for the first listener is of no interest later.
  session.on("connectionChange", () => {});
  if (!video) throw new Error("no stream");
  running = { client: session, track, video, told, ...more };
  return { sessionId: session.sessionId };
}

/**
 * What comes back in the shape of a size, once that can be read: an encoder that is short of time makes the picture
 * smaller, and the first frames of a size may be coarse.
 */
export async function lookAt(width: number, height: number, limit = 100) {
  const { video } = current();
  const fits = () => Math.abs(video.videoWidth / video.videoHeight - width / height) <= 0.01;
  while (!fits()) await nextFrame(video);
  let seen: { halves: string; mark: string | null } = { halves: "mixed", mark: null };
  for (let frames = 0; frames < limit && (seen.halves === "mixed" || !seen.mark); frames += 1) {
    await nextFrame(video);
    seen = { halves: shownBy(video), mark: readMark(pixels(video)) };
  }
  return seen;
}

/** Waits until what comes back shows the halves so, at whatever size; fails after `limit` frames. */
export async function until(halves: string, limit = 100) {
  const { video } = current();
  for (let frames = 0; frames < limit; frames += 1) {
    await nextFrame(video);
    if (shownBy(video) === halves) return { halves, mark: readMark(pixels(video)) };
  }
  throw new Error(`not ${halves} in ${limit} frames, but ${shownBy(video)}`);
}

/** Changes the size of what is sent. */
export async function resize(width: number, height: number) {
  const { track, resize: own } = current();
  if (own) own(width, height);
  else await track.applyConstraints({ width, height });
}

/** What the session has told about mirroring and input. */
export const told = () =>
  current()
    .told.filter(({ name }) => name === "mirror" || name === "inputTrack")
    .map(({ data }) => data);

/** The last of it. */
export const toldLast = () => told().at(-1);

/** Sends another source; what is the session's id then? */
export async function replace(input: Partial<MirrorInput>) {
  const { client, track } = current();
  const { track: next, ...more } = await openTrack(input);
  await client.replaceVideoTrack(next);
  const before = track.readyState;
  Object.assign(current(), { track: next, ...more });
  return { sessionId: client.sessionId, before };
}

/** What the app gives when it is asked for another track, and how often it was asked. */
let given: Partial<MirrorInput> | undefined;
let asked = 0;

/** From now on the app has another track to give. */
export function offerTrack(input: Partial<MirrorInput>) {
  given = input;
}

export const timesAsked = () => asked;

/** The device is lost, as far as a page can play that. */
export function lose() {
  const { track } = current();
  track.stop();
  track.dispatchEvent(new Event("ended"));
}

/** Sends a tone, or nothing, in place of the microphone. */
export async function replaceAudio(tone: boolean) {
  if (!tone) return current().client.replaceAudioTrack(null);
  const context = new AudioContext();
  const oscillator = context.createOscillator();
  const out = context.createMediaStreamDestination();
  oscillator.connect(out);
  oscillator.start();
  await current().client.replaceAudioTrack(out.stream.getAudioTracks()[0] as MediaStreamTrack);
}

/** Waits until what comes back is loud, or silent. */
export async function untilLoud(loud: boolean) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(current().client.remoteStream as MediaStream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const isLoud = () => {
    analyser.getFloatTimeDomainData(samples);
    return samples.some((sample) => Math.abs(sample) > 0.05);
  };
  while (isLoud() !== loud) await new Promise((resolve) => requestAnimationFrame(resolve));
  await context.close();
  return loud;
}

/** Builds a new connection, and waits until it is there. */
export async function reconnect() {
  const { client } = current();
  await reconnected(client);
  return client.sessionId;
}

/** Blocks the page's thread. */
export function block(ms: number) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** Whether the page is hidden; waits until it is as asked. */
export async function whenHidden(hidden: boolean) {
  const is = () => document.visibilityState === (hidden ? "hidden" : "visible");
  while (!is()) await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
}

/** Ends the session; the caller's track must go on. */
export function disconnect() {
  const { client, track, video } = current();
  client.disconnect();
  const alive = track.readyState === "live";
  track.stop();
  video.remove();
  running = undefined;
  return alive;
}
