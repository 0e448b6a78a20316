import type { DiagnosticEvent } from "../core/diagnostics";
import type { ConnectionQuality } from "../core/quality";
import type { SessionNotices, SessionState } from "../core/session-state";
import type { WebRTCStats } from "../core/stats";
import type { Logger } from "../logger";
import type { Platform } from "../platform/platform";
import type { SessionReport } from "./session-report";

/** What a session has told its app, and when on the session's clock. */
export type Told = {
  [K in keyof SessionNotices]: { event: K; data: SessionNotices[K]; at: number };
}[keyof SessionNotices];

/** Where telemetry goes. One for all sessions of a client: what is refused once too often is sent by none any more. */
export interface TelemetrySettings {
  readonly url: string;
  readonly intervalMs: number;
  /** In a row. */
  refusals: number;
}

/** A connection as far as it is looked at here; compared by identity. */
export interface Connection {
  getStats(): Promise<RTCStatsReport>;
}

/** A session that is looked at. Nothing here changes it. */
export interface Observed {
  readonly platform: Platform;
  readonly logger: Logger;
  /** Aborted when the session ends. */
  readonly ended: AbortSignal;
  /** Undefined where it isn't known: for a viewer. */
  readonly model: { readonly name: string; readonly fps: number } | undefined;
  /** The id of the session that a viewer watches: it has none of its own. */
  readonly watches: string | undefined;
  readonly userAgent: string;
  readonly integration: string | undefined;
  /** Null where none is to be sent. */
  readonly telemetry: TelemetrySettings | null;
  readonly statsIntervalMs: number;
  state(): SessionState;
  /** The connection whose picture the app has. */
  connection(): Connection | undefined;
  /** Whether the app wants to know of what is measured here. */
  isWatched(): boolean;
  /** The key of the connection, or with `fresh` another one, where the app has a function that gives them. */
  key(fresh?: boolean): string | undefined | Promise<string>;
  onStats(stats: WebRTCStats): void;
  onQuality(quality: ConnectionQuality): void;
  onDiagnostic(event: DiagnosticEvent): void;
}

/** Looks at a session until it ends. */
export interface Observer {
  /** To be called with all that the session tells its app. */
  tell(told: Told): void;
  report(): Promise<SessionReport>;
}

/**
 * Looks at a session from now on, and at what it has told before.
 *
 * @param past What was told until now, in its order.
 */
export type Observe = (observed: Observed, past: readonly Told[]) => Observer;
