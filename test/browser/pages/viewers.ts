// One producer and many viewers on one page.
import {
  createDecartClient,
  type DiagnosticEvent,
  type RealTimeClient,
  type RealTimeSubscribeClient,
  type WebRTCStats,
} from "@decartai/sdk";
import { readLook } from "@decartai/sdk/emulator/look";
import { nextFrame, pixels, plain, type Service } from "./session";

/** Small, so that many decoders fit on one machine; the emulator's strip can be read from about 200 pixels on. */
const TINY = { name: "tiny", urlPath: "/v1/stream", fps: 10, width: 256, height: 144 };

interface Viewer {
  client: RealTimeSubscribeClient;
  video: HTMLVideoElement;
  states: string[];
  streams: number;
  errors: ReturnType<typeof plain>[];
  diagnostics: DiagnosticEvent[];
}

let service: Service;
let producer: { client: RealTimeClient; camera: MediaStream; video: HTMLVideoElement };
const viewers = new Map<number, Viewer>();
let last = 0;

const clientOf = ({ apiKey, url, httpUrl }: Service) =>
  createDecartClient({ apiKey, realtimeBaseUrl: url, baseUrl: httpUrl, telemetry: false });

function show(stream: MediaStream): HTMLVideoElement {
  const video = document.body.appendChild(document.createElement("video"));
  Object.assign(video, { muted: true, autoplay: true, width: 120, srcObject: stream });
  return video;
}

/** Starts a producer; resolves with the token for its viewers. */
export async function produce(at: Service, prompt: string, audio = false) {
  service = at;
  const { width, height, fps: frameRate } = TINY;
  const camera = await navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate }, audio });
  let video: HTMLVideoElement | undefined;
  const client = await clientOf(service).realtime.connect(camera, {
    model: TINY,
    initialState: { prompt: { text: prompt } },
    onRemoteStream: (stream) => {
      video = show(stream);
    },
  });
  producer = { client, camera, video: video as HTMLVideoElement };
  return client.subscribeToken;
}

/** The producer's token, as it is now. */
export const token = () => producer.client.subscribeToken;

export const setPrompt = (prompt: string) => producer.client.setPrompt(prompt);

/** Watches with a token; resolves with the viewer's number, or with the error. */
export async function watch(token: string | null) {
  const viewer: Omit<Viewer, "client" | "video"> = { states: [], streams: 0, errors: [], diagnostics: [] };
  let video: HTMLVideoElement | undefined;
  try {
    const client = await clientOf(service).realtime.subscribe({
      token: token as string,
      onConnectionChange: (state) => viewer.states.push(state),
      onRemoteStream(stream) {
        viewer.streams += 1;
        video = show(stream);
      },
    });
    client.on("error", (error) => viewer.errors.push(plain(error)));
    client.on("diagnostic", (event) => viewer.diagnostics.push(event));
    last += 1;
    viewers.set(last, Object.assign(viewer, { client, video: video as HTMLVideoElement }));
    return last;
  } catch (error) {
    return plain(error);
  }
}

/** Waits until everybody, the producer too, shows a state; fails when one doesn't within so many of its frames. */
export async function allShow(code: number, limit = 100) {
  const videos = [producer, ...viewers.values()].map(({ video }) => video);
  await Promise.all(
    videos.map(async (video, i) => {
      const seen = new Set<number | null>();
      for (let frames = 0; frames < limit; frames += 1) {
        await nextFrame(video);
        const { code: shown } = readLook(pixels(video));
        if (shown === code) return;
        seen.add(shown);
      }
      throw new Error(`${i ? `viewer ${i}` : "the producer"} shows ${[...seen].join(", ")} and not ${code}`);
    }),
  );
  return videos.length;
}

/** Waits for so many more frames of every viewer; resolves with the longest pause of anybody between two, in ms. */
export async function frames(count: number) {
  const pauses = await Promise.all(
    [...viewers.values()].map(async ({ video }) => {
      let longest = 0;
      let before = (await nextFrame(video)).presentationTime;
      for (let i = 0; i < count; i += 1) {
        const { presentationTime } = await nextFrame(video);
        longest = Math.max(longest, presentationTime - before);
        before = presentationTime;
      }
      return longest;
    }),
  );
  return Math.max(...pauses);
}

/** What everybody who watches has seen so far. */
export function told() {
  return Object.fromEntries(
    [...viewers].map(([id, { states, streams, errors, diagnostics }]) => [
      id,
      {
        states,
        streams,
        errors,
        doubts: diagnostics.map(({ name }) => name).filter((name) => /suspect|restart|reconnect/i.test(name)),
      },
    ]),
  );
}

/** Loudness of what a viewer hears: the largest root mean square until it is above a limit. */
export async function hears(id: number, limit: number) {
  const stream = viewers.get(id)?.client.remoteStream;
  if (!stream) throw new Error("no stream");
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  await context.resume();
  const samples = new Float32Array(analyser.fftSize);
  for (;;) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    analyser.getFloatTimeDomainData(samples);
    const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    if (loudness < limit) continue;
    await context.close();
    return loudness;
  }
}

/** A viewer's figures, as soon as there are frames in them. */
export const figures = (id: number) =>
  new Promise<WebRTCStats>((resolve) =>
    viewers.get(id)?.client.on("stats", (stats) => stats.video?.framesDecoded && resolve(stats)),
  );

/** A viewer goes. */
export function leave(id: number) {
  const viewer = viewers.get(id);
  viewer?.client.disconnect();
  viewer?.video.remove();
  viewers.delete(id);
  return viewer?.client.getConnectionState();
}

/** Resolves with the producer's next tick. */
export const tick = () =>
  new Promise<number>((resolve) => producer.client.once("generationTick", ({ seconds }) => resolve(seconds)));

export const producerState = () => producer.client.getConnectionState();

/** The camera is switched off or on; the track goes on. */
export function pauseCamera(paused: boolean) {
  for (const track of producer.camera.getVideoTracks()) track.enabled = !paused;
}

/** Everybody goes. */
export function end() {
  for (const id of [...viewers.keys()]) leave(id);
  producer.client.disconnect();
  producer.video.remove();
  for (const track of producer.camera.getTracks()) track.stop();
}

/** For a page that watches and produces nothing. */
export function visit(at: Service) {
  service = at;
}

/** Waits until a viewer shows a state. */
export async function shows(id: number, code: number) {
  const viewer = viewers.get(id);
  if (!viewer) throw new Error("no such viewer: the page was loaded anew");
  do await nextFrame(viewer.video);
  while (readLook(pixels(viewer.video)).code !== code);
}
