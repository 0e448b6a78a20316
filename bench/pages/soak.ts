// One long session, as an app has it: camera, statistics, telemetry, a prompt every two seconds.
import { createDecartClient, type RealTimeClient } from "@decartai/sdk";
import { readLook } from "@decartai/sdk/emulator/look";
import { camera, pixels, type Service } from "../../test/browser/pages/session";

/** What a prompt has come to: all that were set are in exactly one of the last four. */
export interface Prompts {
  set: number;
  acknowledged: number;
  shown: number;
  /** A later one was set, and shown, before it could be. */
  overtaken: number;
  /** By code of the error. */
  failed: Record<string, number>;
  pending: number;
}

/** A prompt that hasn't been seen yet. */
interface Awaited {
  code: number;
  at: number;
}

/** For what a fault should lead to. */
const PATIENCE_MS = 30_000;

let session: RealTimeClient | undefined;
let video: HTMLVideoElement | undefined;
let awaited: Awaited[] = [];
let lastFrameAt = 0;
let stillMs = 0;
const counts = { set: 0, acknowledged: 0, shown: 0, overtaken: 0 };
const failed: Record<string, number> = {};
const shownMs: number[] = [];
const states: string[] = [];
const errors: string[] = [];
const rejections: string[] = [];
const events: string[] = [];
const seen = new EventTarget();
let streams = 0;

addEventListener("unhandledrejection", ({ reason }) => rejections.push(String(reason)));

function onFrame(now: number) {
  if (!video) return;
  video.requestVideoFrameCallback(onFrame);
  stillMs = Math.max(stillMs, now - lastFrameAt);
  lastFrameAt = now;
  // Reading pixels is work of the harness: only when there is something to be seen.
  if (awaited.length === 0 || !session?.isConnected()) return;
  const { code } = readLook(pixels(video));
  const index = awaited.findIndex((prompt) => prompt.code === code);
  const prompt = awaited[index];
  if (!prompt) return;
  counts.shown += 1;
  counts.overtaken += index;
  awaited = awaited.slice(index + 1);
  shownMs.push(performance.now() - prompt.at);
  seen.dispatchEvent(new CustomEvent("shown", { detail: prompt.at }));
}

/** Connects; resolves with the session's id. */
export async function start(service: Service) {
  const { url, httpUrl, apiKey } = service;
  const stream = await camera(service);
  video = document.body.appendChild(document.createElement("video"));
  video.muted = true;
  video.autoplay = true;
  for (const name of ["emptied", "pause", "ended", "error", "abort"])
    video.addEventListener(name, () => events.push(name));
  const telemetry = { url: `${httpUrl}/api/v1/telemetry` };
  const client = createDecartClient({ apiKey, realtimeBaseUrl: url, baseUrl: httpUrl, telemetry });
  session = await client.realtime.connect(stream, {
    model: "lucy-2.1",
    initialState: { prompt: { text: "the first of many" } },
    onConnectionChange: (state) => states.push(state),
    onRemoteStream(remote) {
      streams += 1;
      if (video) video.srcObject = remote;
    },
  });
  session.on("stats", () => {});
  session.on("error", ({ code, reason }) => errors.push(reason ?? code));
  await new Promise((resolve) => video?.requestVideoFrameCallback(resolve));
  events.length = 0;
  still();
  video.requestVideoFrameCallback(onFrame);
  return session.sessionId;
}

/** Sets a prompt, and doesn't wait for it. */
export function prompt(text: string, code: number) {
  if (!session) throw new Error("no session");
  counts.set += 1;
  const mine = { code, at: performance.now() };
  awaited.push(mine);
  session.setPrompt(text).then(
    () => {
      counts.acknowledged += 1;
    },
    (error: { code?: string }) => {
      const name = error.code ?? String(error);
      failed[name] = (failed[name] ?? 0) + 1;
      awaited = awaited.filter((other) => other !== mine);
    },
  );
}

/** Waits until a state of the session has been told, but not for ever; `from` is how many states were told before. */
export async function until(state: string, from: number) {
  const started = performance.now();
  while (!states.slice(from).includes(state)) {
    if (performance.now() - started > PATIENCE_MS) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

/** How many states have been told. */
export const statesSoFar = () => states.length;

/** Sets a prompt now; resolves with the time until it, or a later one, is seen. */
export function promptShown(text: string, code: number) {
  const at = performance.now();
  return new Promise<number>((resolve) => {
    function onShown(event: Event) {
      if ((event as CustomEvent<number>).detail < at) return;
      seen.removeEventListener("shown", onShown);
      resolve(performance.now() - at);
    }
    seen.addEventListener("shown", onShown);
    prompt(text, code);
  });
}

/** The longest time without a new frame since this was asked last. */
export function still() {
  const longest = Math.max(stillMs, performance.now() - lastFrameAt);
  stillMs = 0;
  lastFrameAt = performance.now();
  return longest;
}

/** What has come of the session so far. */
export type Report = ReturnType<typeof report>;

/** Tells it. */
export function report() {
  const prompts: Prompts = { ...counts, failed: { ...failed }, pending: awaited.length };
  return {
    prompts,
    shownMs: [...shownMs],
    state: session?.getConnectionState(),
    seconds: session?.getSnapshot().generationSeconds ?? null,
    reconnects: states.filter((state) => state === "reconnecting").length,
    streams,
    sameStream: video?.srcObject === session?.remoteStream,
    errors: [...errors],
    rejections: [...rejections],
    events: [...events],
  };
}

/** Ends it. */
export function stop() {
  session?.disconnect();
  return states.at(-1);
}
