import type { Platform, SocketHandlers, WorldEvent } from "../../src/platform/platform";
import type { ClientMessage } from "../../src/protocol/client-messages";
import { createFakeClock, type FakeClock } from "./fake-clock";

/** The service's end of a socket. */
export interface FakeSocket {
  readonly url: URL;
  /** What the client has sent so far. */
  readonly sent: ClientMessage[];
  /** Closed by the client. */
  readonly closed: boolean;
  open(): void;
  /** Sends a message, or a raw frame, to the client. */
  say(message: object | string | ArrayBuffer): void;
  /** Closes from the service's side; without a code as a lost connection does. */
  drop(code?: number, reason?: string): void;
}

export interface FakePlatform extends Platform {
  clock: FakeClock;
  /** Tells the session what happens to device and page. */
  happen(event: WorldEvent): void;
  /** How many listen to that. */
  readonly watchers: number;
  /** Every socket so far, the oldest first. */
  readonly sockets: FakeSocket[];
}

/** A stream of tracks that are nothing but their kinds. */
export function createFakeStream(...tracks: MediaStreamTrack[]): MediaStream {
  const held = new Set(tracks);
  return {
    getTracks: () => [...held],
    addTrack: (track: MediaStreamTrack) => void held.add(track),
    removeTrack: (track: MediaStreamTrack) => void held.delete(track),
  } as unknown as MediaStream;
}

/** A track that the test plays. */
export type FakeTrack = MediaStreamTrack & {
  readonly stops: number;
  /** The system mutes it, or it ends for a reason outside of the page. */
  happen(event: "mute" | "unmute" | "ended"): void;
};

/** A track that counts who stops it. */
export function createFakeTrack(kind: "audio" | "video", settings: MediaTrackSettings = {}): FakeTrack {
  let stops = 0;
  const track = Object.assign(new EventTarget(), {
    kind,
    readyState: "live",
    muted: false,
    getSettings: () => settings,
    stop() {
      stops += 1;
    },
    happen(event: "mute" | "unmute" | "ended") {
      if (event === "ended") track.readyState = "ended";
      else track.muted = event === "mute";
      track.dispatchEvent(new Event(event));
    },
  });
  return Object.defineProperty(track, "stops", { get: () => stops }) as unknown as FakeTrack;
}

/** A platform whose time stands still and whose network is the test. */
export function createFakePlatform(overrides: Partial<Platform> = {}): FakePlatform {
  const sockets: FakeSocket[] = [];
  const watchers = new Set<(event: WorldEvent) => void>();
  const platform: FakePlatform = {
    clock: createFakeClock(),
    sockets,
    watch(listener) {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
    happen: (event) => {
      for (const watcher of watchers) watcher(event);
    },
    get watchers() {
      return watchers.size;
    },
    fetch: () => Promise.reject(new Error("no network in this test")),
    openSocket(url, handlers) {
      const { socket, client } = createSocket(url, handlers);
      sockets.push(socket);
      return client;
    },
    createPeerConnection: () => {
      throw new Error("sessions of this test have a fake transport");
    },
    createMediaStream: () => createFakeStream(),
    random: () => 0,
    env: () => undefined,
    runtime: "test",
  };
  return Object.defineProperties(platform, Object.getOwnPropertyDescriptors(overrides));
}

function createSocket(url: string, handlers: SocketHandlers) {
  const sent: ClientMessage[] = [];
  let closed = false;
  const unless = (run: () => void) => {
    if (!closed) run();
  };
  const socket: FakeSocket = {
    url: new URL(url),
    sent,
    get closed() {
      return closed;
    },
    open: () => unless(() => handlers.open()),
    say(message) {
      const frame = typeof message === "string" || message instanceof ArrayBuffer ? message : JSON.stringify(message);
      unless(() => handlers.message(frame));
    },
    drop: (code = 1006, reason = "") => unless(() => handlers.close(code, reason)),
  };
  const client = {
    send: (text: string) => void sent.push(JSON.parse(text)),
    close() {
      closed = true;
    },
  };
  return { socket, client };
}
