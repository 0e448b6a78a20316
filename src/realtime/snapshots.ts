import type { ConnectionState } from "../core/notices";
import type { ConnectionQuality } from "../core/quality";
import type { SessionState } from "../core/session-state";
import type { DecartSDKError } from "../errors";

/** A session at one moment; a new object after each change, so that it can be compared by identity. */
export interface RealTimeSnapshot {
  /** As `getConnectionState()` says it. */
  readonly state: ConnectionState;
  /** The service's id; null before there is one. */
  readonly sessionId: string | null;
  /** For viewers; null before there is one. A reconnect brings another. */
  readonly subscribeToken: string | null;
  /** Why the session ended, or why the last attempt failed; null while all is well. */
  readonly error: DecartSDKError | null;
  /** Attempts since the connection was lost; 0 while it is there. */
  readonly attempt: number;
  /** The stream that `onRemoteStream` got; null before. */
  readonly remoteStream: MediaStream | null;
  /** Seconds generated, over all reconnects. */
  readonly generationSeconds: number;
  /** How good the connection is, and what is wrong with it. */
  readonly connectionQuality: ConnectionQuality;
}

/** Base64 of ASCII JSON: what the service sends is any text, and btoa throws on what is not Latin-1. */
const tokenOf = ({ id, ip, port }: NonNullable<SessionState["session"]>) =>
  btoa(
    JSON.stringify({ sid: id, ip, port }).replace(
      /[^ -~]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  );

/** Snapshots of a session for `useSyncExternalStore` and its like: one object until something changes. */
export interface Snapshots {
  getSnapshot(): RealTimeSnapshot;
  subscribe(listener: () => void): () => void;
  /** To be called after each change. */
  changed(): void;
  /** Whether somebody has subscribed. */
  isWatched(): boolean;
}

/**
 * @param read The state, the remote stream and the quality of the moment.
 * @param guard Calls a listener and keeps what it throws from the session.
 */
export function createSnapshots(
  read: () => { state: SessionState; remoteStream: MediaStream | null; quality: ConnectionQuality },
  guard: (call: () => void) => void,
): Snapshots {
  const listeners = new Set<{ listener: () => void }>();
  let snapshot: RealTimeSnapshot | undefined;

  function make(): RealTimeSnapshot {
    const { state, remoteStream, quality } = read();
    const { session } = state;
    return Object.freeze({
      state: state.status,
      sessionId: session?.id ?? null,
      subscribeToken: session && tokenOf(session),
      error: state.error,
      attempt: state.status === "reconnecting" ? state.tries : 0,
      remoteStream,
      generationSeconds: state.generationSeconds,
      connectionQuality: quality,
    });
  }

  return {
    getSnapshot() {
      snapshot ??= make();
      return snapshot;
    },
    subscribe(listener) {
      const entry = { listener };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    isWatched: () => listeners.size > 0,
    changed() {
      // Most changes of a session are none of the app's: it is told only of those that it can see.
      const before = snapshot;
      const after = make();
      if (before && (Object.keys(after) as (keyof RealTimeSnapshot)[]).every((key) => before[key] === after[key]))
        return;
      snapshot = after;
      for (const { listener } of [...listeners]) guard(listener);
    },
  };
}
