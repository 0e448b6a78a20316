import type { Ailment } from "./health";
import type { CandidateStats } from "./stats";

/** One attempt at a new connection. */
export interface Reconnect {
  /** Counted from 1 since the loss. */
  attempt: number;
  /** How many attempts there are at least. */
  maxAttempts: number;
  /** Milliseconds from its start to its end. */
  durationMs: number;
  /** Whether the session goes on. */
  success: boolean;
  /** The connection before had come back: the session is the same, and the attempt was closed. */
  kept?: true;
  /** Why it failed; missing where it was given up (the session ended, the page was put away, the network is another). */
  error?: string;
}

/** The transitions of one of the peer connection's state machines. */
export interface StateChange<State extends string = string> {
  /** Now. */
  state: State;
  /** Before. */
  previousState: State;
  /** Milliseconds on the session's monotonic clock. */
  timestampMs: number;
}

/** One ICE candidate, local or the service's. */
export interface IceCandidateInfo {
  /** `local` is ours, `remote` the service's. */
  source: "local" | "remote";
  /** `host`, `srflx`, `prflx` or `relay`. */
  candidateType: string;
  /** `udp` or `tcp`. */
  protocol: string;
  /** IP address, or the mDNS name that a browser shows in its place. */
  address?: string;
  /** Missing where the browser hides it. */
  port?: number;
}

/** How long a phase of the connect took. Phases overlap; `total` is the wall time of the call. */
export interface PhaseTiming {
  /** The socket, reading and sending the image, the acknowledgement of the prompt, media; or all of it. */
  phase: "websocket" | "avatar-image" | "initial-prompt" | "webrtc-handshake" | "total";
  /** Milliseconds from the call of `connect` to the start of the phase. */
  startMs: number;
  /** Milliseconds that it took. */
  durationMs: number;
  /** Whether it came to its goal. */
  success: boolean;
  /** Why it failed. */
  error?: string;
}

/** The path that media takes. */
export interface SelectedCandidatePair {
  /** Our end. */
  local: CandidateStats;
  /** The service's end. */
  remote: CandidateStats;
}

/** The video that comes back stands still, or goes on. */
export interface VideoStall {
  /** True while it stands still. */
  stalled: boolean;
  /** Since the last frame: so far, or up to the first one after it. */
  durationMs: number;
}

/** How the camera's picture is mirrored. */
export interface MirrorInfo {
  /** In a worker, on a canvas of the page, or not at all. */
  way: "worker" | "canvas" | "none";
  /** Why no better way is in use. */
  problem?: string;
}

/** What has become of a track that is sent. */
export interface InputTrackInfo {
  /** Which of the tracks. */
  kind: "audio" | "video";
  /**
   * `muted`: for a while it has given nothing, such as a camera that a phone call has taken; `live`: it gives again.
   * `ended`: for good, such as a camera that was unplugged. `replaced`: another one is sent in its place.
   */
  state: "muted" | "live" | "ended" | "replaced";
}

/**
 * What each diagnostic event carries.
 *
 * - `phaseTiming`: a phase of the connect has ended.
 * - `iceCandidate`: a candidate was gathered, or came from the service.
 * - `iceStateChange`, `peerConnectionStateChange`, `signalingStateChange`: as the peer connection reports them.
 * - `audioBlocked`: the browser holds a live avatar's sound back (true) until the user clicks, taps or presses a key
 *   anywhere on the page, or no longer does (false). Ask for a click: what is to be played waits for it.
 * - `connectionSuspect`: nothing has come for a while (`silence`: nothing at all; `video`: no frame, while our own go
 *   out), or ICE has lost its path (`interrupted`). Nothing that the app sees changes.
 * - `iceRestart`: another path is looked for, over the same session.
 * - `reconnect`: an attempt at a new connection has ended.
 * - `selectedCandidatePair`: media takes a path, or another one than before. Told while statistics are collected.
 * - `videoStall`: no frame has been decoded for a while, though our own go out; or frames come again. The same holds.
 * - `mirror`: how the camera's picture is mirrored from now on; `none` with a problem where it goes out as it is.
 * - `prewarm`: whether the session was built on what `prewarm()` had prepared, and if not, why.
 * - `inputTrack`: a track that is sent gives nothing any more, gives again, or was replaced.
 * - `signalingDropped`: a frame from the service was no message and has been ignored; the frame is not quoted.
 */
export interface DiagnosticData {
  /** A phase of the connect has ended. */
  phaseTiming: PhaseTiming;
  /** A candidate was gathered, or came from the service. */
  iceCandidate: IceCandidateInfo;
  /** As the peer connection reports it. */
  iceStateChange: StateChange;
  /** As the peer connection reports it. */
  peerConnectionStateChange: StateChange;
  /** As the peer connection reports it. */
  signalingStateChange: StateChange;
  /** Whether the browser holds a live avatar's sound back until a click. */
  audioBlocked: { blocked: boolean };
  /** `socketSilentMs`: since the service was heard for the last time. */
  connectionSuspect: { reason: Ailment; socketSilentMs: number };
  /** Another path is looked for, over the same session. */
  iceRestart: { reason: Ailment | "failed" };
  /** An attempt at a new connection has ended. */
  reconnect: Reconnect;
  /** Media takes a path, or another one than before. */
  selectedCandidatePair: SelectedCandidatePair;
  /** The picture stands still, or goes on. */
  videoStall: VideoStall;
  /** How the camera's picture is mirrored from now on. */
  mirror: MirrorInfo;
  /** What has become of a track that is sent. */
  inputTrack: InputTrackInfo;
  /** Whether the session was built on what `prewarm()` had prepared, and if not, why. */
  prewarm: { used: boolean; problem?: string };
  /** A frame from the service was no message, and has been ignored. */
  signalingDropped: { problem: string };
}

/** A diagnostic event: narrow by `name` to know its `data`. */
export type DiagnosticEvent = {
  [K in keyof DiagnosticData]: {
    /** Narrow by it. */
    name: K;
    /** What {@link DiagnosticData} has for that name. */
    data: DiagnosticData[K];
  };
}[keyof DiagnosticData];
