import type { AckKind, BehaviourPatch } from "./behaviour";
import type { LookState } from "./look";
import type { MediaCounts, TelemetryRecord } from "./measured-types";
import type { WaitOptions } from "./signal";

/** Everything that the emulator remembers of a session, as plain JSON. Times are milliseconds since it was accepted. */
export interface SessionRecord {
  /** The id that `session_id` told. */
  id: string;
  /** How many sessions there were before it. */
  index: number;
  /** Of a viewer: the id of the session that it watches; null for a producer. */
  watches: string | null;
  /** A viewer has that of the session that it watches. */
  model: string;
  /** The query of the request, the key left out. */
  query: Record<string, string>;
  /** As the client says it. */
  userAgent: string;
  /** The page's origin, where a browser sent one. */
  origin: string | null;
  /** When it was accepted, as ISO time. */
  openedAt: string;
  /** Whether its socket is open. */
  open: boolean;
  /** How the socket ended; 1006 without a close frame. */
  closed: { at: number; code: number; reason: string } | null;
  /** The state in force, and the code that is burned into its frames. */
  state: LookState;
  /** The code that is burned into its frames. */
  code: number;
  /** Frames of the camera that were decoded. */
  framesIn: number;
  /** Frames that were sent back. */
  framesOut: number;
  /** The first decoded frame. */
  firstFrameIn: { at: number; width: number; height: number } | null;
  /** Each size that came in, in order, without repetitions. */
  sizesIn: { width: number; height: number }[];
  /** Size of the last frame that was sent. */
  sizeOut: { width: number; height: number } | null;
  /** State of the peer connection; null while there is none. */
  connection: string | null;
  /** Seconds of generation so far, as the ticks count them. */
  seconds: number;
  /** Of a live avatar: how loud the sound was in the last frame, as `readLoudness` reads it; null for other models. */
  loudness: number | null;
  /** Messages from the client, in order. */
  received: { at: number; type: string }[];
  /**
   * All that happened, in order: `open`, `<offer` (received), `>answer` (sent), `invalid: …`, `pc:connected`,
   * `frame-in`, `frame-out` (the first ones), `state`, `<close` (the client says goodbye), `close:1000`.
   */
  journal: { at: number; event: string }[];
}

/** Names a session by what its record says. `latest` is the newest one. */
export interface SessionMatch {
  /** The session's id. */
  id?: string;
  /** How many sessions there were before it. */
  index?: number;
  /** Null for producers only. */
  watches?: string | null;
  /** The model's name. */
  model?: string;
  /** Whether its socket is open. */
  open?: boolean;
}

/** What can be done to one session, in process and over HTTP alike. Actions take effect when called. */
export interface SessionControl {
  /** The session's id. */
  readonly id: string;
  /** What is known of the session now. */
  record(): Promise<SessionRecord>;
  /** What the stack counts of the video now; rejects without a connection. */
  mediaCounts(): Promise<MediaCounts>;
  /** Changes the behaviour for this session only. */
  configure(patch: BehaviourPatch): Promise<void>;
  /** Cuts the connection without a close frame: the client sees 1006. */
  terminate(): Promise<void>;
  /** Closes the socket properly. @param code - default 1000 */
  closeSocket(code?: number, reason?: string): Promise<void>;
  /** Closes the peer connection while the socket lives. */
  killMedia(): Promise<void>;
  /** Ends the session: `generation_ended`, then close 1000. @param reason - default `insufficient_credits` */
  end(reason?: string): Promise<void>;
  /** Sends any text frame, also one that isn't a message. */
  sendText(text: string): Promise<void>;
  /** Sends a binary frame. @param bytes - numbers from 0 to 255 */
  sendBinary(bytes: number[]): Promise<void>;
  /** Sends an `error` message. */
  sendError(error: string): Promise<void>;
  /** Sends an offer from the service's side; until it is answered, offers of the client's are ignored. */
  sendOffer(): Promise<void>;
  /** Sends the acknowledgements that `acks: "hold"` has kept. @param kind - default both, in their order */
  releaseAcks(kind?: AckKind): Promise<void>;
  /** Resolves when so many more frames have been sent. Rejects when the session closes. */
  waitForFrames(count: number, options?: WaitOptions): Promise<void>;
  /** Resolves when the state in force has these values. Rejects when the session closes. */
  waitForState(state: Partial<LookState>, options?: WaitOptions): Promise<LookState>;
  /** Resolves when the journal has such an event, also one of the past. An entry matches when it starts with `event`. */
  waitForEvent(event: string, options?: WaitOptions): Promise<void>;
  /** Resolves when the socket has ended. */
  waitForClose(options?: WaitOptions): Promise<{ code: number; reason: string }>;
}

/** How many there are, for leak tests. */
export interface Counters {
  /** Sessions ever, those of viewers included. */
  sessions: number;
  /** Sockets that are open now. */
  liveSockets: number;
  /** Peer connections that aren't closed now. */
  livePeerConnections: number;
  /** Viewers that watch now. */
  liveViewers: number;
  /** Frames that a look was painted into, ever: one for each frame of a producer, however many watch. */
  transforms: number;
  /** Upgrade requests ever, refused ones included. */
  upgrades: number;
}

/** One HTTP request (not an upgrade, nor one of the control interface). */
export interface RequestRecord {
  /** Such as `POST`. */
  method: string;
  /** Without the query. */
  path: string;
  /** What was answered. */
  status: number;
  /** The SDK's own, where it can set one. */
  userAgent: string;
}

/** One job of the queue, as plain JSON. */
export interface JobRecord {
  /** The job's id. */
  id: string;
  /** The model's name. */
  model: string;
  /** As the queue tells it. */
  status: "pending" | "processing" | "completed" | "failed";
  /** As it came; null without one. */
  prompt: string | null;
  /** Bytes of the files that came. */
  sizes: { data: number | null; reference_image: number | null };
  /** Why it has failed. */
  error: string | null;
  /** The look of the result, as `lookOf(state).code` gives it; null before it is made. */
  code: number | null;
  /** `painted`: the result shows the look. `unchanged`: it is the input, byte by byte (all that isn't a plain PNG). */
  pixels: "painted" | "unchanged" | null;
}

/** What can be done to the emulator as a whole, in process and over HTTP alike. */
export interface EmulatorControl {
  /** Changes the behaviour of all sessions, the running ones included. */
  configure(patch: BehaviourPatch): Promise<void>;
  /** How many sessions, sockets and connections there are. */
  counters(): Promise<Counters>;
  /** The HTTP requests so far, the last 1000. */
  requests(): Promise<RequestRecord[]>;
  /** The telemetry so far, the last 200 requests. */
  telemetry(): Promise<TelemetryRecord[]>;
  /** Resolves when so many telemetry requests have arrived in all. */
  waitForTelemetry(count: number, options?: WaitOptions): Promise<TelemetryRecord[]>;
  /** The jobs so far, the last 1000. */
  jobs(): Promise<JobRecord[]>;
  /** Refuses the next upgrades with an HTTP status. @param times - default all of them; 0 ends it */
  refuseUpgrades(times?: number | null, status?: number): Promise<void>;
  /** Accepts the next connections and never answers their upgrade. @param times - default all of them; 0 ends it */
  hangUpgrades(times?: number | null): Promise<void>;
  /** Answers the next HTTP requests with an error. */
  failRequests(failure: RequestFailure): Promise<void>;
  /** Makes every client token expire now. Sessions that run go on. */
  expireTokens(): Promise<void>;
  /** Resolves when no socket and no peer connection is left. */
  waitForIdle(options?: WaitOptions): Promise<void>;
  /** Ends everything, and resolves when the ports are free. */
  close(): Promise<void>;
}

/** A fault of the HTTP side. */
export interface RequestFailure {
  /** How many requests; null for all from now on, 0 to end it. @default null */
  times?: number | null;
  /** What is answered. @default 503 */
  status?: number;
  /** Seconds for a `Retry-After` header. */
  retryAfter?: number;
  /** Only requests whose path starts with this. @default "/" */
  path?: string;
}
