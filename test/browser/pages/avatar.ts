import { createDecartClient, type DiagnosticEvent, type RealTimeClient } from "@decartai/sdk";
import { readLook, readLoudness, readMark } from "@decartai/sdk/emulator/look";
import { createBrowserPlatform } from "../../../src/platform/browser";
import type { Service } from "./session";

/** An avatar's connect, as JSON can carry it. */
export interface AvatarInput extends Service {
  /** @default "live-avatar" */
  model?: string;
  image?: number[];
  /** A stream of the page's own, in place of none. */
  own?: MediaStreamConstraints;
  connectTimeoutMs?: number;
}

interface Clip {
  outcome: string;
  done: Promise<void>;
  ms: number;
}

let client: RealTimeClient | undefined;
let own: MediaStream | undefined;
let abort: AbortController | undefined;
const video = document.body.appendChild(document.createElement("video"));
const canvas = new OffscreenCanvas(1280, 720);
const peers: RTCPeerConnection[] = [];
const diagnostics: DiagnosticEvent[] = [];
const states: string[] = [];
const clips: Clip[] = [];
const tracks: MediaStreamTrack[] = [];

function current(): RealTimeClient {
  if (!client) throw new Error("no session");
  return client;
}

const codeOf = (error: unknown) => String((error as { code?: unknown }).code ?? error);

/** The platform of the browser; it only remembers which peer connections were made. */
function watchedPlatform() {
  const platform = createBrowserPlatform();
  return {
    ...platform,
    createPeerConnection(configuration: RTCConfiguration) {
      const peer = new RTCPeerConnection(configuration);
      peers.push(peer);
      return peer;
    },
  };
}

/** Connects an avatar, and shows it. */
export async function connect(input: AvatarInput) {
  video.muted = true;
  video.autoplay = true;
  own = input.own && (await navigator.mediaDevices.getUserMedia(input.own));
  abort = new AbortController();
  const { realtime } = createDecartClient({
    apiKey: input.apiKey,
    realtimeBaseUrl: input.url,
    telemetry: false,
    platform: watchedPlatform(),
  });
  try {
    client = await realtime.connect(own ?? null, {
      model: input.model ?? "live-avatar",
      signal: abort.signal,
      connectTimeoutMs: input.connectTimeoutMs,
      onConnectionChange: (state) => states.push(state),
      onRemoteStream(stream) {
        video.srcObject = stream;
      },
      ...(input.image && { initialState: { image: new Uint8Array(input.image) } }),
    });
    client.on("diagnostic", (event) => diagnostics.push(event));
    for (const { sender } of transceivers()) if (sender.track) tracks.push(sender.track);
    return {
      playAudio: typeof client.playAudio,
      has: "playAudio" in client,
      available: client.isPlayAudioAvailable(),
      sent: transceivers().map(({ sender, direction }) => `${sender.track?.kind ?? "nothing"} ${direction}`),
      sentOwn: transceivers().every(({ sender }) => !sender.track || own?.getTracks().includes(sender.track)),
    };
  } catch (error) {
    return { error: codeOf(error), aborted: error === abort.signal.reason };
  }
}

const transceivers = () => peers.at(-1)?.getTransceivers() ?? [];

/** Ends a connect that is under way. */
export const abortConnect = () => abort?.abort(new Error("enough"));

/** A WAV file with a tone in it: one channel, 16 bits, 48 kHz. */
function tone(seconds: number, amplitude: number): ArrayBuffer {
  const count = Math.round(seconds * 48_000);
  const view = new DataView(new ArrayBuffer(44 + 2 * count));
  const text = (at: number, value: string) => {
    for (const [i, character] of [...value].entries()) view.setUint8(at + i, character.charCodeAt(0));
  };
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * count, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 48_000, true);
  view.setUint32(28, 96_000, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * count, true);
  for (let i = 0; i < count; i += 1) {
    view.setInt16(44 + 2 * i, 32_767 * amplitude * Math.sin((2 * Math.PI * 220 * i) / 48_000), true);
  }
  return view.buffer;
}

function clipOf(seconds: number, amplitude: number, form: string): unknown {
  const wav = tone(seconds, amplitude);
  if (form === "Blob") return new Blob([wav]);
  if (form === "File") return new File([wav], "clip.wav", { type: "audio/wav" });
  return wav;
}

function follow(played: Promise<void> | undefined): number {
  if (!played) throw new Error("no playAudio");
  const started = performance.now();
  const clip: Clip = { outcome: "playing", ms: 0, done: Promise.resolve() };
  const settle = (outcome: string) => {
    clip.outcome = outcome;
    clip.ms = performance.now() - started;
  };
  clip.done = played.then(
    () => settle("resolved"),
    (error) => settle(codeOf(error)),
  );
  return clips.push(clip) - 1;
}

/** Starts a clip, and gives its number. */
export const play = (seconds: number, amplitude: number, form = "ArrayBuffer") =>
  follow(current().playAudio?.(clipOf(seconds, amplitude, form) as ArrayBuffer));

/** Starts a clip that isn't one. */
export const playBytes = (bytes: number[]) => follow(current().playAudio?.(new Uint8Array(bytes).buffer));

/** Starts clips in one tick, and nobody looks at what becomes of the first one. */
export function playTogether(...clips: [seconds: number, amplitude: number][]) {
  return clips.map(([seconds, amplitude]) => follow(current().playAudio?.(tone(seconds, amplitude))));
}

/** Waits for the end of a clip. */
export async function settled(clip: number) {
  await clips[clip]?.done;
  return { outcome: clips[clip]?.outcome, ms: clips[clip]?.ms };
}

/** What has become of the clips by now. */
export const outcomes = () => clips.map(({ outcome }) => outcome);

/** Plays clips one after the other, each to its end. */
export async function playMany(count: number, seconds: number) {
  for (let i = 0; i < count; i += 1) await current().playAudio?.(tone(seconds, 0.5));
}

/** Whether a buffer is still whole after it was played. */
export async function playKeeping(seconds: number) {
  const wav = tone(seconds, 0.5);
  const { byteLength } = wav;
  const played = current().playAudio?.(wav);
  const during = wav.byteLength;
  await played;
  return { byteLength, during, after: wav.byteLength };
}

function read() {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0) return { loudness: null, look: null, mark: null, width, height };
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(video, 0, 0);
  const data = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
  const pixels = { width, height, data };
  return { loudness: readLoudness(pixels), look: readLook(pixels).code, mark: readMark(pixels), width, height };
}

/** Waits for a frame whose loudness lies in a range; fails after so many frames. */
export async function frameWith(min: number, max: number, limit = 150) {
  const seen: (number | null)[] = [];
  for (let frames = 1; frames <= limit; frames += 1) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    const reading = read();
    seen.push(reading.loudness);
    if (reading.loudness !== null && reading.loudness >= min && reading.loudness <= max) return { frames, ...reading };
  }
  throw new Error(`no loudness from ${min} to ${max} in ${limit} frames, but ${seen.slice(-30).join(" ")}`);
}

/** The loudness of each of some frames. */
export async function loudnesses(count: number) {
  const seen: (number | null)[] = [];
  while (seen.length < count) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    seen.push(read().loudness);
  }
  return seen;
}

/** RTP packets of sound that have been sent so far, by the newest peer connection. */
export async function packetsSent() {
  let packets = 0;
  for (const report of (await peers.at(-1)?.getStats())?.values() ?? []) {
    if (report.type === "outbound-rtp" && report.kind === "audio") packets += report.packetsSent;
  }
  return packets;
}

/** The audio diagnostics so far, once there are as many. */
export async function blockedEvents(count: number) {
  const seen = () => diagnostics.flatMap(({ name, data }) => (name === "audioBlocked" ? [data.blocked] : []));
  while (seen().length < count) await new Promise((resolve) => current().once("diagnostic", resolve));
  return seen();
}

export const isHidden = () => document.hidden;

/** Waits until the session was lost and is there again. */
export async function reconnected() {
  const back = () =>
    states.includes("reconnecting") && states.lastIndexOf("connected") > states.indexOf("reconnecting");
  while (!back()) await new Promise((resolve) => current().once("connectionChange", resolve));
}

/** Ends the session, and tells what has become of the tracks. */
export function disconnect() {
  current().disconnect();
  const states = { sent: tracks.map(({ readyState }) => readyState), own: own?.getTracks().map((t) => t.readyState) };
  for (const track of own?.getTracks() ?? []) track.stop();
  return states;
}
