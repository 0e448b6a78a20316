import type {
  ConnectOptions,
  DecartClient,
  QualityLevel,
  RealTime,
  RealTimeClient,
  RealTimeInput,
  RealTimeSnapshot,
} from "../index";

/** What the bindings need of a client: that of `createDecartClient` is one. */
export interface RealtimeSource {
  /** Connects. */
  realtime: Pick<RealTime, "connect">;
  /** Tells old names of models from new ones. */
  models: Pick<DecartClient["models"], "resolveModelAlias">;
}

/** Options that are passed on to `connect`. They count at the next connect, but for the functions, which may change. */
export type SessionOptions = Omit<ConnectOptions, "model" | "signal" | "onRemoteStream"> & {
  /** Gets the transformed video, once per session; the binding has it as `remoteStream` too. */
  onRemoteStream?: ConnectOptions["onRemoteStream"] | undefined;
};

/** What decides whether there is a session, and which one: a change of any of these ends it and begins another. */
export interface SessionInputs {
  /** Of `createDecartClient`; another one is another session. */
  client: RealtimeSource;
  /** A model of the registry, its name, or a definition of your own (compared by what is in it). */
  model: ConnectOptions["model"];
  /**
   * The camera: a stream or a track. It stays yours. Undefined or null as long as there is none yet; a live avatar, which
   * needs none, gets `null` (or sound of your own).
   */
  stream: RealTimeInput | undefined;
  /** Whether to connect by itself as soon as there is a stream. Without it, `connect()` does. @default true */
  enabled?: boolean | undefined;
}

/** A session at one moment: `disconnected` while there is none. */
export interface BindingSnapshot extends RealTimeSnapshot {
  /** How good the connection is, in a word; `connectionQuality` has the reasons. */
  readonly quality: QualityLevel;
  /** The session itself once it is connected, for its events, `playAudio` and the rest; null while there is none. */
  readonly session: RealTimeClient | null;
}

/** Calls of a session that wait for it while it connects. */
export type SessionCalls = Pick<RealTimeClient, "set" | "setPrompt" | "setImage">;
