import {
  type ConnectOptions,
  createDecartClient,
  type DecartClientOptions,
  type DiagnosticEvent,
  type RealTimeClient,
  type RealTimeEvents,
} from "@decartai/sdk";
import { type Pixels, readLook, readMark } from "@decartai/sdk/emulator/look";

/** Where the service is, as the emulator says it. */
export interface Service {
  url: string;
  httpUrl: string;
  apiKey: string;
}

/** A connect, as JSON can carry it. */
export interface ConnectInput extends Service {
  width?: number;
  height?: number;
  fps?: number;
  audio?: boolean;
  /** Pass the track alone in place of the stream. */
  singleTrack?: boolean;
  /** Prepare the connect first. */
  prewarmed?: boolean;
  /** @default false */
  telemetry?: DecartClientOptions["telemetry"];
  /** Send a reference image of these bytes. */
  image?: number[];
  options?: Partial<Omit<ConnectOptions, "onRemoteStream" | "signal">>;
}

interface Running {
  client: RealTimeClient;
  camera: MediaStream;
  video: HTMLVideoElement;
}

let running: Running | undefined;
let abort: AbortController | undefined;

function current(): Running {
  if (!running) throw new Error("no session");
  return running;
}

/** What an error tells, as JSON can carry it. */
export function plain(error: unknown) {
  const { name, message, code, reason, retryable } = error as Record<string, unknown>;
  return { name, message, code, reason, retryable, isError: error instanceof Error };
}

export async function camera({ width = 640, height = 360, fps = 20, audio = false }: ConnectInput) {
  return navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate: fps }, audio });
}

/** Connects the camera, shows what comes back, and tells when what was there and how large it was. */
export async function connect(input: ConnectInput) {
  const stream = await camera(input);
  const video = document.body.appendChild(document.createElement("video"));
  video.muted = true;
  video.autoplay = true;
  const { apiKey, url, httpUrl, telemetry = false } = input;
  const client = createDecartClient({ apiKey, realtimeBaseUrl: url, baseUrl: httpUrl, telemetry });
  if (input.prewarmed) await client.realtime.prewarm({ model: "lucy-2.1", ...input.options });
  abort = new AbortController();
  const states: string[] = [];
  let streams = 0;
  const started = performance.now();
  const since = () => Math.round(performance.now() - started);
  const firstFrame = new Promise<{ ms: number; width: number; height: number }>((resolve) => {
    video.requestVideoFrameCallback((_, { width, height }) => resolve({ ms: since(), width, height }));
  });
  const track = stream.getVideoTracks()[0];
  try {
    const session = await client.realtime.connect(input.singleTrack && track ? track : stream, {
      model: "lucy-2.1",
      ...input.options,
      ...(input.image && { initialState: { ...input.options?.initialState, image: new Uint8Array(input.image) } }),
      signal: abort.signal,
      onConnectionChange: (state) => states.push(state),
      onRemoteStream(remote) {
        streams += 1;
        video.srcObject = remote;
      },
    });
    const connectMs = since();
    const statesSoFar = [...states];
    running = { client: session, camera: stream, video };
    return {
      ok: true as const,
      connectMs,
      states: statesSoFar,
      sessionId: session.sessionId,
      first: await firstFrame,
      streams,
    };
  } catch (error) {
    const failedMs = since();
    const alive = stream.getTracks().every(({ readyState }) => readyState === "live");
    for (const other of stream.getTracks()) other.stop();
    video.remove();
    return {
      ok: false as const,
      error: plain(error),
      ms: failedMs,
      states,
      alive,
      aborted: error === abort.signal.reason,
    };
  }
}

/** Aborts the connect that is under way; resolves with the moment, to be compared with the rejection's. */
export function abortConnect() {
  abort?.abort(new Error("enough"));
  return performance.now();
}

/** The pixels that the output shows now. */
export function pixels(video: HTMLVideoElement): Pixels {
  const { videoWidth: width, videoHeight: height } = video;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  context.drawImage(video, 0, 0);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

export function nextFrame(video: HTMLVideoElement): Promise<VideoFrameCallbackMetadata> {
  return new Promise((resolve) => video.requestVideoFrameCallback((_, metadata) => resolve(metadata)));
}

/** Asks for a new connection; resolves when it is there. */
export async function reconnected(client: RealTimeClient): Promise<void> {
  const live = new Promise<void>((resolve) => {
    const off = client.on("connectionChange", (state) => {
      if (state !== "connected") return;
      off();
      resolve();
    });
  });
  client.reconnectNow();
  await live;
}

/** Waits until the output shows a state; resolves with the frames that went by. Fails after `limit` frames. */
export async function framesUntilLook(code: number, limit = 100) {
  const { video } = current();
  const seen = new Set<number | null>();
  for (let frames = 1; frames <= limit; frames += 1) {
    await nextFrame(video);
    const reading = readLook(pixels(video)).code;
    if (reading === code) return frames;
    seen.add(reading);
  }
  throw new Error(`look ${code} not seen in ${limit} frames, but ${[...seen].join(", ")}`);
}

/** Decoded frames of the output over some time, and what they look like. */
export async function measure(ms: number) {
  const { video } = current();
  // Of `getVideoPlaybackQuality()` Firefox counts no frames of a stream.
  const { presentedFrames: before } = await nextFrame(video);
  const started = performance.now();
  let metadata = await nextFrame(video);
  while (performance.now() - started < ms) metadata = await nextFrame(video);
  const seconds = (performance.now() - started) / 1000;
  const frames = metadata.presentedFrames - before;
  const shown = pixels(video);
  return {
    fps: frames / seconds,
    frames,
    width: metadata.width,
    height: metadata.height,
    look: readLook(shown).code,
    mark: readMark(shown),
  };
}

/** Calls a method of the session; an error comes back as data. */
export async function call(method: "setPrompt" | "set" | "setImage", ...args: unknown[]) {
  const started = performance.now();
  try {
    await (current().client[method] as (...args: unknown[]) => Promise<void>)(...args);
    return { ms: performance.now() - started };
  } catch (error) {
    return { ms: performance.now() - started, error: plain(error) };
  }
}

/** Makes all these calls in one go; resolves with what each came to. */
export function burst(calls: unknown[][]) {
  const { client } = current();
  const methods = client as unknown as Record<string, (...args: unknown[]) => Promise<void>>;
  const promises = calls.map(([method, ...args]) => methods[method as string]?.(...args));
  return Promise.all(
    promises.map((promise) =>
      promise?.then(
        () => "accepted",
        (error) => error.code as string,
      ),
    ),
  );
}

/** Changes the image to these bytes. */
export const setImage = (bytes: number[] | null) => call("setImage", bytes && new Uint8Array(bytes));

/** Loudness of what comes back, as the root mean square of the samples: the largest of some time, or until it is enough. */
export async function loudness(ms: number, enough = Number.POSITIVE_INFINITY) {
  const remote = current().client.remoteStream;
  const context = new AudioContext();
  if (!remote) throw new Error("no stream");
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(remote).connect(analyser);
  await context.resume();
  const samples = new Float32Array(analyser.fftSize);
  let loudest = 0;
  const started = performance.now();
  while (performance.now() - started < ms && loudest <= enough) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    analyser.getFloatTimeDomainData(samples);
    loudest = Math.max(loudest, Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length));
  }
  await context.close();
  return loudest;
}

/** All events of a name so far, those from before the listener included, once `count` of them are there. */
export function events(name: keyof RealTimeEvents, count: number) {
  const { client } = current();
  return new Promise<unknown[]>((resolve) => {
    const seen: unknown[] = [];
    const off = client.on(name, (data) => {
      seen.push(data instanceof Error ? plain(data) : data);
      if (seen.length < count) return;
      off();
      resolve(seen);
    });
  });
}

/** All diagnostics from now on (and those that were kept), until `count` of a name are among them. */
export function diagnosticsUntil(name: DiagnosticEvent["name"], count: number) {
  const { client } = current();
  return new Promise<DiagnosticEvent[]>((resolve) => {
    const seen: DiagnosticEvent[] = [];
    const off = client.on("diagnostic", (event) => {
      seen.push(event);
      if (seen.filter((other) => other.name === name).length < count) return;
      off();
      resolve(seen);
    });
  });
}

/** Waits for so many more samples: those that were kept for the first listener are none of them. */
export async function stats(count: number) {
  const off = current().client.on("stats", () => {});
  await Promise.resolve();
  off();
  await events("stats", count);
}

/** The session itself, for another page module. */
export const currentClient = () => current().client;

/** The session's own report. */
export const report = () => current().client.report();

/** The diagnostics so far. */
export async function keptDiagnostics(): Promise<DiagnosticEvent[]> {
  const seen: DiagnosticEvent[] = [];
  const off = current().client.on("diagnostic", (event) => seen.push(event));
  // What was kept comes in a microtask.
  await Promise.resolve();
  off();
  return seen;
}

/** What the session says of itself. */
export function snapshot() {
  const { remoteStream, error, ...rest } = current().client.getSnapshot();
  return { ...rest, error: error && plain(error), tracks: remoteStream?.getTracks().map(({ kind }) => kind) };
}

/** Ends the session; the camera must not have been stopped by it. */
export function disconnect() {
  const { client, camera: stream, video } = current();
  client.disconnect();
  const alive = stream.getTracks().every(({ readyState }) => readyState === "live");
  for (const track of stream.getTracks()) track.stop();
  video.remove();
  running = undefined;
  return { alive, state: client.getConnectionState() };
}
