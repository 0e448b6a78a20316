// Both clients on one page, with one camera: what is measured of them is measured by the same lines.
import { createDecartClient, models } from "@decartai/sdk";
import { readLook } from "@decartai/sdk/emulator/look";
import * as published from "@decartai/sdk-published";
import { pixels, type Service } from "../../test/browser/pages/session";

/** A client in one of the ways in which it can connect. `slowed` is ours, 200 ms late: see {@link SLOWED_MS}. */
export type Way = "pipelined" | "sequential" | "prewarmed" | "prewarmed with socket" | "published" | "slowed";

/** How much later the slowed client opens its socket. Whoever measures must see it. */
export const SLOWED_MS = 200;
const LIMIT_MS = 25_000;
const STEER_LIMIT_MS = 10_000;
/** A model that both know, by the same path. */
const MODEL = "lucy_2_rt";

/** What a connect is told. */
export interface ConnectInput {
  service: Service;
  way: Way;
  prompt: string;
  /** The code of the prompt's look. */
  code: number;
  /** Goes on watching for so long after the call. @default until the first frame with the look */
  watchMs?: number;
  /** Ours: statistics and telemetry, at their defaults. @default neither */
  observed?: boolean;
}

/** A frame that was shown, in milliseconds after the call of `connect`. */
export interface Shown {
  ms: number;
  width: number;
}

/** What came of it. */
export interface Connected {
  ok: true;
  /** When the promise resolved. */
  connectedMs: number;
  /** The first frame at all, and the first with the prompt's look. */
  firstMs: number;
  styledMs: number;
  styled: { width: number; height: number };
  frames: Shown[];
}

/** Of either client, what is used of it here. */
interface Session {
  setPrompt(text: string): unknown;
  isConnected(): boolean;
  on(event: "connectionChange", listener: (state: string) => void): unknown;
  disconnect(): void;
}

type Start = (onRemoteStream: (stream: MediaStream) => void) => Promise<Session>;

let camera: MediaStream | undefined;
let running: { session: Session; video: HTMLVideoElement } | undefined;
/** The session, and where it is shown. */
export function current() {
  if (!running) throw new Error("no session");
  return running;
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Opens the camera for all that follows. */
export async function openCamera(width: number, height: number, frameRate: number) {
  camera = await navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate } });
  return camera.getVideoTracks()[0]?.getSettings();
}

/** Whether this build of ours can prepare a connect. */
export const canPrewarm = () => typeof prewarmOf(createDecartClient({ apiKey: "any" })) === "function";

function prewarmOf(client: object) {
  const { realtime } = client as { realtime: { prewarm?: (options: object) => Promise<void> } };
  return realtime.prewarm?.bind(realtime);
}

/** Everything that an app does before it calls `connect`, which isn't measured. */
async function prepare({ service, way, prompt, observed }: ConnectInput): Promise<Start> {
  const { apiKey, url, httpUrl } = service;
  const stream = camera;
  if (!stream) throw new Error("the camera isn't open");
  const initialState = { prompt: { text: prompt, enhance: true } };
  if (way === "published") {
    globalThis.realtimeBaseUrl = url;
    const client = published.createDecartClient({ apiKey, baseUrl: httpUrl });
    const model = published.models.realtime(MODEL);
    return (onRemoteStream) => client.realtime.connect(stream, { model, onRemoteStream, initialState });
  }
  const client = createDecartClient({
    // A key that is late holds up the socket and nothing else: as if the network were slower, once.
    apiKey: way === "slowed" ? () => wait(SLOWED_MS).then(() => apiKey) : apiKey,
    realtimeBaseUrl: url,
    baseUrl: httpUrl,
    telemetry: observed ? { url: `${httpUrl}/api/v1/telemetry` } : false,
  });
  const options = {
    model: models.realtime(MODEL),
    ...(way === "sequential" && { handshake: "sequential" as const }),
  };
  if (way.startsWith("prewarmed")) await prewarmOf(client)?.({ ...options, socket: way.endsWith("socket") });
  return async (onRemoteStream) => {
    const session = await client.realtime.connect(stream, { ...options, onRemoteStream, initialState });
    if (observed) session.on("stats", () => {});
    return session;
  };
}

/** Connects and watches. The session stays open, unless it failed, until {@link disconnect}. */
export async function connect(input: ConnectInput): Promise<Connected | { ok: false; why: string }> {
  const start = await prepare(input);
  const video = document.body.appendChild(document.createElement("video"));
  video.muted = true;
  video.autoplay = true;
  const began = performance.now();
  const watched = watch(video, input, began);
  const opened = start((stream) => {
    video.srcObject = stream;
  });
  const late = wait(LIMIT_MS).then(() => {
    throw new Error(`not there within ${LIMIT_MS / 1000} s`);
  });
  try {
    const session = await Promise.race([opened, late]);
    const connectedMs = performance.now() - began;
    running = { session, video };
    const seen = await Promise.race([watched.styled, late]);
    if (input.watchMs) await wait(input.watchMs - (performance.now() - began));
    return { ok: true, connectedMs, ...seen, frames: watched.frames };
  } catch (error) {
    opened.then((session) => session.disconnect()).catch(() => {});
    video.remove();
    running = undefined;
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  } finally {
    watched.stop();
    late.catch(() => {});
  }
}

/** Notes each frame that is shown; reads the pixels only until they have the look. */
function watch(video: HTMLVideoElement, { code }: ConnectInput, began: number) {
  const frames: Shown[] = [];
  let stopped = false;
  const styled = new Promise<Pick<Connected, "firstMs" | "styledMs" | "styled">>((resolve) => {
    let there = false;
    function onFrame(_: number, { width, height }: VideoFrameCallbackMetadata) {
      // Before the pixels are read: that takes time of its own.
      const ms = performance.now() - began;
      if (stopped) return;
      video.requestVideoFrameCallback(onFrame);
      frames.push({ ms, width });
      if (there || readLook(pixels(video)).code !== code) return;
      there = true;
      resolve({ firstMs: frames[0]?.ms ?? ms, styledMs: ms, styled: { width, height } });
    }
    video.requestVideoFrameCallback(onFrame);
  });
  const stop = () => {
    stopped = true;
  };
  return { frames, styled, stop };
}

/**
 * Changes the prompt; resolves with the time from the call to the first frame with its look. Rejects where the call
 * does, and when there is none for {@link STEER_LIMIT_MS}.
 */
export async function steer(prompt: string, code: number): Promise<number> {
  const { session, video } = current();
  const began = performance.now();
  const accepted = Promise.resolve(session.setPrompt(prompt));
  let stopped = false;
  const shown = new Promise<number>((resolve) => {
    function onFrame() {
      const ms = performance.now() - began;
      if (stopped) return;
      if (readLook(pixels(video)).code === code) resolve(ms);
      else video.requestVideoFrameCallback(onFrame);
    }
    video.requestVideoFrameCallback(onFrame);
  });
  const late = wait(STEER_LIMIT_MS).then(() => {
    throw new Error(`not accepted and shown within ${STEER_LIMIT_MS / 1000} s`);
  });
  try {
    const [ms] = await Promise.race([Promise.all([shown, accepted]), late]);
    return ms;
  } finally {
    stopped = true;
    late.catch(() => {});
  }
}

/** Lets the session run on. */
export const idle = (ms: number) => wait(ms);

/** Frames of the output so far. */
export const framesShown = () => running?.video.getVideoPlaybackQuality().totalVideoFrames ?? 0;

/** Ends the session. */
export function disconnect() {
  running?.session.disconnect();
  running?.video.remove();
  running = undefined;
}
