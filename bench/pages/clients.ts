// Both clients on one page, with one camera: what is measured of them is measured by the same lines.
import { createDecartClient, models } from "@decartai/sdk";
import * as published from "@decartai/sdk-published";
import type { Service } from "../../test/browser/pages/session";
import { type Shown, type Styled, watch } from "./watch";

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

/** What came of it. */
export interface Connected extends Styled {
  ok: true;
  /** When the promise resolved. */
  connectedMs: number;
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

/** Rejects then, and harms nobody who has stopped waiting. */
function patience(ms: number, what: string): Promise<never> {
  const late = wait(ms).then(() => {
    throw new Error(`${what} within ${ms / 1000} s`);
  });
  late.catch(() => {});
  return late;
}

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
  const watched = watch(video, input.code, began);
  const opened = start((stream) => {
    video.srcObject = stream;
  });
  const late = patience(LIMIT_MS, "not there");
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
  }
}

/**
 * Changes the prompt; resolves with the time from the call to the first frame with its look. Rejects where the call
 * does, and when there is none for {@link STEER_LIMIT_MS}.
 */
export async function steer(prompt: string, code: number): Promise<number> {
  const { session, video } = current();
  const began = performance.now();
  const accepted = Promise.resolve(session.setPrompt(prompt));
  const watched = watch(video, code, began);
  const late = patience(STEER_LIMIT_MS, "not accepted and shown");
  try {
    const [{ styledMs }] = await Promise.race([Promise.all([watched.styled, accepted]), late]);
    return styledMs;
  } finally {
    watched.stop();
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
