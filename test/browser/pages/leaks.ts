import { createDecartClient, type RealTimeClient } from "@decartai/sdk";
import { camera, nextFrame, reconnected, type Service } from "./session";

const video = document.body.appendChild(document.createElement("video"));
video.muted = true;
video.autoplay = true;

let stream: MediaStream | undefined;
let running: RealTimeClient | undefined;
/** What should be gone once nobody holds it. */
const refs: { what: string; ref: WeakRef<object> }[] = [];
const rejections: string[] = [];
addEventListener("unhandledrejection", ({ reason }) => rejections.push(String(reason)));

// Timers that were set and have neither come nor been taken back.
const pending = new Set<number | undefined>();
const { setTimeout: set, clearTimeout: clear } = window as {
  setTimeout(run: () => void, ms?: number): number;
  clearTimeout(timer: number | undefined): void;
};
window.setTimeout = ((run: () => void, ms?: number) => {
  const timer = set(() => {
    pending.delete(timer);
    run();
  }, ms);
  pending.add(timer);
  return timer;
}) as typeof setTimeout;
window.clearTimeout = ((timer?: number) => {
  pending.delete(timer);
  clear(timer);
}) as typeof clearTimeout;

async function open({ url, httpUrl, apiKey }: Service): Promise<RealTimeClient> {
  stream ??= await camera({ url, httpUrl, apiKey, width: 320, height: 180, fps: 15 });
  const { realtime } = createDecartClient({ apiKey, realtimeBaseUrl: url, baseUrl: httpUrl, telemetry: false });
  const client = await realtime.connect(stream, {
    model: "lucy-2.1",
    initialState: { prompt: { text: "a leak" } },
    onRemoteStream(remote) {
      video.srcObject = remote;
    },
  });
  // Listeners that are never taken off, as apps have them.
  client.on("connectionChange", () => {});
  client.on("stats", () => {});
  client.subscribe(() => {});
  return client;
}

/** Connects, waits for a picture and disconnects, so many times. */
export async function cycles(service: Service, count: number) {
  for (let cycle = 0; cycle < count; cycle += 1) {
    const client = await open(service);
    await nextFrame(video);
    refs.push({ what: "client", ref: new WeakRef(client) });
    if (client.remoteStream) refs.push({ what: "stream", ref: new WeakRef(client.remoteStream) });
    client.disconnect();
    video.srcObject = null;
  }
}

/** One session, and so many new connections of it. */
export async function reconnects(service: Service, count: number) {
  const client = await open(service);
  running = client;
  const sessions = new Set([client.sessionId]);
  await nextFrame(video);
  for (let time = 0; time < count; time += 1) {
    for (const track of client.remoteStream?.getTracks() ?? []) refs.push({ what: "track", ref: new WeakRef(track) });
    await reconnected(client);
    await nextFrame(video);
    sessions.add(client.sessionId);
  }
  return sessions.size;
}

/** Ends the session of {@link reconnects}. */
export function end() {
  running?.disconnect();
  running = undefined;
  video.srcObject = null;
}

/** Of what should be gone: how much is still there. */
export function alive() {
  const counts: Record<string, number> = { client: 0, stream: 0, track: 0 };
  for (const { what, ref } of refs) if (ref.deref()) counts[what] = (counts[what] ?? 0) + 1;
  return counts;
}

/** Timers that wait, and rejections that nobody handled. */
export const left = () => ({ timers: pending.size, rejections });
