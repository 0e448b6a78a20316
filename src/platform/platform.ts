/** Time, as the SDK sees it. A fake one makes every limit in milliseconds testable without waiting. */
export interface Clock {
  /** Milliseconds on a monotonic clock; only differences mean anything. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds. Returns a function that prevents it. */
  after(ms: number, run: () => void): () => void;
}

/** What a socket reports. Nothing is called any more once the owner has called `close()`. */
export interface SocketHandlers {
  /** It is open: text can be sent. */
  open(): void;
  /** One frame as it came: a string for text frames, anything else for binary ones. */
  message(data: unknown): void;
  /** Called once, also when the socket never opened. `code` is 1006 when there was no close frame. */
  close(code: number, reason: string): void;
}

/** An open or opening WebSocket. */
export interface Socket {
  /** Sends a text frame. */
  send(text: string): void;
  /** Closes the socket and silences its handlers. */
  close(): void;
}

/** How far an upload is, in bytes. What is counted has been handed to the network, not yet received. */
export interface UploadProgress {
  /** Bytes so far. */
  loaded: number;
  /** Undefined where it can't be known before the end: a stream whose length nobody has told. */
  total?: number | undefined;
}

/**
 * What happens to the device and the page: the network goes or comes back; the page is put away (perhaps for good) or
 * comes back from the browser's cache; it becomes visible.
 */
export type WorldEvent = "offline" | "online" | "away" | "back" | "visible";

/**
 * The seam between the SDK and the world. The browser's is used by default; `createNodePlatform` makes one for Node,
 * and tests inject a fake.
 */
export interface Platform {
  /** `fetch` of the runtime. */
  fetch(input: string, init?: RequestInit): Promise<Response>;
  /**
   * Sends a request as `fetch` does, and tells how far its body is. Absent where `fetch` takes streams and the bytes are
   * counted on their way, as in Node.
   */
  upload?:
    | ((input: string, init: RequestInit, onProgress: (progress: UploadProgress) => void) => Promise<Response>)
    | undefined;
  /** Reads at most `limit` bytes of a `file:` URL. Absent where there are no files, as in browsers. */
  readFile?: ((url: string, limit: number) => Promise<Blob>) | undefined;
  /** Opens a WebSocket. Throws when the URL can't be used at all. */
  openSocket(url: string, handlers: SocketHandlers): Socket;
  /** Absent where the runtime has no WebRTC: `connect` then rejects with `UNSUPPORTED_PLATFORM`. */
  createPeerConnection?: ((configuration: RTCConfiguration) => RTCPeerConnection) | undefined;
  /** Makes the one remote stream of a session. Present wherever `createPeerConnection` is. */
  createMediaStream?: (() => MediaStream) | undefined;
  /** The video codecs that can be received, in the order of preference; empty where nothing is known. */
  videoCodecs?: (() => RTCRtpCodec[]) | undefined;
  /** Tells a listener what happens to device and page; returns a function that ends it. Absent where there is neither. */
  watch?: ((listener: (event: WorldEvent) => void) => () => void) | undefined;
  /** Time; a fake one in tests. */
  clock: Clock;
  /** A number from 0 (inclusive) to 1 (exclusive). */
  random(): number;
  /** An environment variable, where the runtime has them. */
  env(name: string): string | undefined;
  /** Goes into the user agent, such as `browser` or `node`. */
  runtime: string;
}
