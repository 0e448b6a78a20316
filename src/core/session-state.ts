import type { DecartSDKError } from "../errors";
import type { SignalMessage, StateMessage } from "../protocol/client-messages";
import type { ServerMessage } from "../protocol/server-messages";
import type { RetryPolicy } from "./backoff";
import type { DiagnosticEvent } from "./diagnostics";
import type { Health } from "./health";
import type { ConnectionState, SessionNotices } from "./notices";
import type { SessionPolicy } from "./policy";
import { type NewCall, NO_REQUESTS, type Requests } from "./requests";
import { PASSTHROUGH, type Scene } from "./scene";
import type { Vitals } from "./vitals";

/** One attempt at a connection: a socket and a peer connection. Its facts, in the order they usually come in. */
export interface Link {
  /** Unique in the session; every event of the attempt carries it. */
  readonly attempt: number;
  readonly sequential: boolean;
  /** When it was started, on the session's clock. */
  readonly startedAt: number;
  readonly socketOpen: boolean;
  readonly stateSentAt: number | null;
  /** What was sent as its first state. */
  readonly sent: StateMessage | null;
  readonly acknowledged: boolean;
  /** The offer and candidates that may not leave yet. */
  readonly outbox: readonly SignalMessage[];
  readonly offerSentAt: number | null;
  readonly answered: boolean;
  /** When media was connected; null before. */
  readonly mediaAt: number | null;
  /** The first frame of a reconnect has been decoded, or has been waited for long enough. */
  readonly pictured: boolean;
  /** Remote tracks of a reconnect, kept until they take the place of the old ones. */
  readonly tracks: readonly RemoteTrack[];
  /** Once it is live. */
  readonly health: Health | null;
  /** When the service was heard for the last time. */
  readonly heardAt: number;
  readonly session: ServiceSession | null;
  readonly generating: boolean;
}

/** A session as the service names it; a viewer finds it by these. */
export interface ServiceSession {
  readonly id: string;
  readonly ip: string;
  readonly port: number;
}

/** Everything that is known about a session. Nothing outside it holds connection state. */
export interface SessionState {
  readonly policy: SessionPolicy;
  /** `idle` before the connect; `waiting` between two attempts; `live` once there was a session and it lasts. */
  readonly phase: "idle" | "attempting" | "waiting" | "live" | "closed";
  readonly status: ConnectionState;
  /** Number of the current attempt, or of the last one. */
  readonly attempt: number;
  /** Attempts since the connect, or since the loss. */
  readonly tries: number;
  readonly link: Link | null;
  /** The connection before, while another one is built: its picture stays, and it may come back. */
  readonly previous: Link | null;
  /** When the session was lost, and when it came up. */
  readonly lostAt: number;
  readonly liveAt: number;
  /** The device says that it has no network: attempts wait, and cost nothing. */
  readonly offline: boolean;
  /** The page is put away, perhaps for good: nothing is open. */
  readonly away: boolean;
  /** The connect has been resolved. */
  readonly established: boolean;
  readonly connectStartedAt: number;
  /** Milliseconds of `connectTimeoutMs` that are left; its timer stands still while `queued`. */
  readonly connectLeftMs: number;
  readonly connectResumedAt: number;
  readonly queued: boolean;
  /** A provider's key has been refused once. */
  readonly keyRefused: boolean;
  /** The service has objected to an early offer. */
  readonly objected: boolean;
  /** What the next session has to be given first; null while the initial image is being read. */
  readonly scene: Scene | null;
  readonly requests: Requests;
  /** The live session, or the last one. */
  readonly session: ServiceSession | null;
  /** Over all sessions of this client. */
  readonly generationSeconds: number;
  /** Of the sessions before the current one. */
  readonly earlierSeconds: number;
  readonly error: DecartSDKError | null;
}

/** A remote track; the DOM's `MediaStreamTrack` fits it. */
export interface RemoteTrack {
  readonly kind: string;
}

/** Timers of a session; starting one that runs replaces it. */
export type TimerName = "connect" | "attempt" | "retry" | "sample" | "picture" | "answer" | "media" | `call:${number}`;

/** What happened, without the time. Events of an attempt carry its number; a stale one changes nothing. */
export type SessionInput =
  | { type: "connect" }
  | { type: "end"; error: unknown }
  | { type: "sceneReady"; scene: Scene }
  | { type: "callAdded"; call: NewCall }
  | { type: "callReady"; id: number; message: StateMessage }
  | { type: "callFailed"; id: number; error: DecartSDKError }
  | { type: "timer"; timer: TimerName }
  | { type: "socketOpen"; attempt: number }
  | { type: "socketClosed"; attempt: number; code: number; reason: string }
  | { type: "message"; attempt: number; message: ServerMessage }
  | { type: "signal"; attempt: number; message: SignalMessage }
  | { type: "mediaConnected"; attempt: number }
  | { type: "mediaInterrupted"; attempt: number }
  | { type: "mediaFailed"; attempt: number; error: DecartSDKError }
  | { type: "vitals"; attempt: number; vitals: Vitals }
  | { type: "offline" | "online" | "away" | "back" | "visible" | "reconnectNow" }
  | { type: "track"; attempt: number; track: RemoteTrack }
  /** Without an attempt where it belongs to the session as a whole. */
  | { type: "diagnostic"; attempt?: number; event: DiagnosticEvent }
  | { type: "attemptFailed"; attempt: number; error: DecartSDKError };

/** An input and when it came, in milliseconds of the session's clock. */
export type SessionEvent = SessionInput & { at: number };

/** The events of a given type. */
export type SessionEventOf<T extends SessionEvent["type"]> = Extract<SessionEvent, { type: T }>;

/** What is to be done about an event; carried out by the session in this order, after the state is in force. */
export type Effect =
  | { type: "open"; attempt: number }
  | { type: "close"; attempt: number }
  | { type: "send"; attempt: number; message: SignalMessage | StateMessage }
  | { type: "remote"; attempt: number; message: ServerMessage & { type: "answer" | "ice-candidate" | "offer" } }
  | { type: "attachTrack"; track: RemoteTrack }
  | { type: "sample"; attempt: number }
  | { type: "restartIce"; attempt: number }
  | { type: "refresh"; attempt: number }
  | { type: "startTimer"; timer: TimerName; ms: number }
  | { type: "startRetryTimer"; policy: RetryPolicy; attempt: number }
  | { type: "stopTimer"; timer: TimerName }
  | { type: "connected" }
  | { type: "connectFailed"; error: unknown }
  | { type: "insistsOnOrder" }
  | { type: "ended" }
  | { type: "settle"; ids: readonly number[]; error: DecartSDKError | null }
  | { [K in keyof SessionNotices]: { type: "notify"; event: K; data: SessionNotices[K] } }[keyof SessionNotices];

/** The next state and what to do about it. */
export type Step = [SessionState, Effect[]];

/** A session that nothing has happened to. */
export function initialSession(policy: SessionPolicy): SessionState {
  return {
    policy,
    phase: "idle",
    status: "disconnected",
    attempt: 0,
    tries: 0,
    link: null,
    previous: null,
    lostAt: 0,
    liveAt: 0,
    offline: false,
    away: false,
    established: false,
    connectStartedAt: 0,
    connectLeftMs: policy.connectTimeoutMs,
    connectResumedAt: 0,
    queued: false,
    keyRefused: false,
    objected: false,
    scene: policy.role === "viewer" ? PASSTHROUGH : null,
    requests: NO_REQUESTS,
    session: null,
    generationSeconds: 0,
    earlierSeconds: 0,
    error: null,
  };
}
