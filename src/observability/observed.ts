import type { DiagnosticEvent } from "../core/diagnostics";
import type { SessionNotices } from "../core/notices";
import type { ConnectionQuality } from "../core/quality";
import type { SessionState } from "../core/session-state";
import type { WebRTCStats } from "../core/stats";
import type { Emitter } from "../events";
import type { Logger } from "../logger";
import type { Platform } from "../platform/platform";
import type { SessionReport } from "./session-report";

/** What a session has told its app, and when on the session's clock. */
export type Told = {
  [K in keyof SessionNotices]: { event: K; data: SessionNotices[K]; at: number };
}[keyof SessionNotices];

/** Where telemetry goes. One for all sessions of a client: what is refused once too often is sent by none any more. */
export interface TelemetrySettings {
  readonly url?: string | undefined;
  readonly intervalMs?: number | undefined;
  /** In a row. */
  refusals: number;
}

/** A connection as far as it is looked at here; compared by identity. */
export interface Connection {
  getStats(): Promise<RTCStatsReport>;
}

/** A session that is looked at, and what it is looked at with. */
export interface Observed {
  readonly platform: Platform;
  readonly logger: Logger;
  readonly userAgent: string;
  readonly integration: string | undefined;
  /** False where none is to be sent. */
  readonly telemetry: TelemetrySettings | false;
  /** Undefined where it isn't known: for a viewer. */
  readonly model?: { readonly name: string; readonly fps: number };
  /** The id of the session that a viewer watches: it has none of its own. */
  readonly watches?: string;
  readonly statsIntervalMs?: number | undefined;
  readonly session: {
    readonly state: SessionState;
    /** The media side of an attempt, by its number. */
    transport(attempt: number): Connection | undefined;
    /** Aborted when the session ends. */
    readonly ended: AbortSignal;
    dispatch(input: { type: "diagnostic"; event: DiagnosticEvent }): void;
  };
  readonly emitter: Pick<Emitter<Measured>, "emit" | "listenerCount">;
  /** Whether the app reads snapshots. */
  isWatched(): boolean;
  /** The key comes from a function of the app. */
  readonly freshKeys: boolean;
  apiKey(refused?: string): string | Promise<string>;
  /** The key that the connection was opened with. */
  usedKey(): string | undefined;
  onQuality(quality: ConnectionQuality): void;
}

/** The events that come from here; diagnostics go through the session. */
export interface Measured {
  stats: WebRTCStats;
  connectionQuality: ConnectionQuality;
  diagnostic: DiagnosticEvent;
}

/** Looks at a session until it ends. */
export interface Observer {
  /** To be called with all that the session tells its app. */
  tell(told: Told): void;
  report(): Promise<SessionReport>;
}

/** The code that looks. */
export interface Sight {
  /**
   * Looks at a session from now on, and at what it has told before.
   *
   * @param past What was told until now, in its order.
   */
  observe(observed: Observed, past: readonly Told[]): Observer;
}
