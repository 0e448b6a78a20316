import { type ConnectOptions, createDecartClient, type DecartClient, type RealTimeClient } from "@decartai/sdk";
import { readLook } from "@decartai/sdk/emulator/look";
import { watchPicture } from "./picture-watch";
import { camera, nextFrame, pixels, plain, type Service } from "./session";

/** A session under faults, as JSON can carry it. */
export interface FaultInput extends Service {
  width?: number;
  height?: number;
  /** The app hands out tokens in place of the key: new ones, always the first one, or the first one twice. */
  tokens?: "fresh" | "first" | "first-twice";
  options?: Partial<Omit<ConnectOptions, "onRemoteStream" | "signal">>;
}

interface Running {
  client: RealTimeClient;
  stream: MediaStream;
  video: HTMLVideoElement;
  picture: ReturnType<typeof watchPicture>;
}

let running: Running | undefined;
let states: { at: number; state: string }[] = [];
const rejections: string[] = [];
const asked: string[] = [];
const errors: unknown[] = [];
const diagnostics: { at: number; name: string; data: unknown }[] = [];
let streams = 0;
let faultAt = 0;
const changes = new EventTarget();

addEventListener("unhandledrejection", ({ reason }) => rejections.push(String(reason)));

function current(): Running {
  if (!running) throw new Error("no session");
  return running;
}

/** The key of an attempt, as an app with a token route would get it. */
function keyOf(input: FaultInput): string | (() => Promise<string>) {
  if (!input.tokens) return input.apiKey;
  const { tokens } = client(input, input.apiKey);
  return async () => {
    const again = input.tokens === "first" || (input.tokens === "first-twice" && asked.length < 2);
    const token = (again && asked[0]) || (await tokens.create({ expiresIn: 3600 })).apiKey;
    asked.push(token);
    return token;
  };
}

function client({ url, httpUrl }: FaultInput, apiKey: string | (() => Promise<string>)): DecartClient {
  return createDecartClient({ apiKey, realtimeBaseUrl: url, baseUrl: httpUrl, telemetry: false });
}

/** Connects, and records from then on what an app would notice. */
export async function start(input: FaultInput) {
  const stream = await camera(input);
  const video = document.body.appendChild(document.createElement("video"));
  video.muted = true;
  video.autoplay = true;
  const picture = watchPicture(video);
  states = [];
  try {
    const session = await client(input, keyOf(input)).realtime.connect(stream, {
      model: "lucy-2.1",
      ...input.options,
      onConnectionChange(state) {
        states.push({ at: performance.now(), state });
        changes.dispatchEvent(new Event("change"));
      },
      onRemoteStream(remote) {
        streams += 1;
        video.srcObject = remote;
      },
    });
    session.on("error", (error) => errors.push(plain(error)));
    session.on("diagnostic", ({ name, data }) => diagnostics.push({ at: performance.now(), name, data }));
    running = { client: session, stream, video, picture };
    return { ok: true as const, sessionId: session.sessionId };
  } catch (error) {
    for (const track of stream.getTracks()) track.stop();
    video.remove();
    return { ok: false as const, error: plain(error) };
  }
}

/** Changes the prompt; resolves on the acknowledgement. */
export const steer = (prompt: string) => current().client.setPrompt(prompt);

/** Asks for a new connection, as an app may. */
export const reconnectNow = () => current().client.reconnectNow();

/** The fault begins: what is measured counts from here. */
export function mark() {
  faultAt = performance.now();
  current().picture.reset();
}

/** Milliseconds since the mark. */
export const sinceMark = () => performance.now() - faultAt;

/** Waits until the app has been shown this state after the mark. */
export async function until(state: string) {
  while (!states.some((change) => change.at >= faultAt && change.state === state))
    await new Promise((resolve) => changes.addEventListener("change", resolve, { once: true }));
}

/** Waits for a connected session that shows this look in a frame that comes from now on. */
export async function recovered(code: number) {
  const { client, video } = current();
  for (;;) {
    await nextFrame(video);
    if (client.isConnected() && readLook(pixels(video)).code === code) return performance.now() - faultAt;
  }
}

/** Waits for so many seconds of generation. */
export function ticks(count: number) {
  const { client } = current();
  let left = count;
  return new Promise<void>((resolve) => {
    const off = client.on("generationTick", () => {
      left -= 1;
      if (left > 0) return;
      off();
      resolve();
    });
  });
}

/** What the app has noticed so far. Times are milliseconds since the mark. */
export function report() {
  const { client, video, picture } = current();
  return {
    states: states.map(({ state }) => state),
    timeline: [
      ...states.map(({ at, state }) => ({ at: Math.round(at - faultAt), what: state })),
      ...diagnostics
        .filter(({ name }) => /suspect|restart|reconnect|peerConnectionState/i.test(name))
        .map(({ at, name, data }) => ({ at: Math.round(at - faultAt), what: `${name} ${JSON.stringify(data)}` })),
    ].sort((one, other) => one.at - other.at),
    picture: picture.read(),
    streams,
    sameStream: video.srcObject === client.remoteStream,
    liveTracks: client.remoteStream?.getTracks().filter(({ readyState }) => readyState === "live").length,
    sessionId: client.sessionId,
    seconds: client.getSnapshot().generationSeconds,
    errors,
    rejections,
    tokens: asked.length,
  };
}

/** Ends the session; resolves with the states that the app saw in all. */
export function stop() {
  const { client, stream, video, picture } = current();
  client.disconnect();
  picture.stop();
  for (const track of stream.getTracks()) track.stop();
  video.remove();
  running = undefined;
  return states.map(({ state }) => state);
}
