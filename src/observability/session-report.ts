import type { ConnectionState } from "../core/notices";
import type { ConnectionQuality } from "../core/quality";
import type { WebRTCStats } from "../core/stats";
import type { ErrorCode, ErrorReason } from "../errors";

/** One thing that happened in a session. */
export interface ReportEntry {
  /** Milliseconds since the call of `connect`. */
  atMs: number;
  /** The name of a diagnostic, or `connectionQuality`, `generationEnded`, `queuePosition`. */
  name: string;
  /** What the event carries. */
  data: unknown;
}

/**
 * All that is known about a session, to be pasted into a bug report. It holds no keys, prompts, images, addresses or
 * texts of the service.
 */
export interface SessionReport {
  /** Of the SDK and its surroundings. */
  versions: {
    sdk: string;
    /** As the service sees it: with runtime, and integration where there is one. */
    userAgent: string;
  };
  /** The browser's own user agent; null where there is none. */
  browser: string | null;
  /** When it was made, as ISO time, and when `connect` was called. */
  createdAt: string;
  /** When `connect` was called, as ISO time. */
  startedAt: string;
  /** The model's name; null for a viewer. */
  model: string | null;
  /** The service's id, for its own logs; null before there was one. */
  sessionId: string | null;
  /** Over all reconnects. */
  generationSeconds: number;
  /** The state now. */
  state: ConnectionState;
  /** The connection's quality now. */
  quality: ConnectionQuality;
  /** Every state since the connect. */
  states: { atMs: number; state: ConnectionState }[];
  /** Every error, by code: texts of the service are left out. */
  errors: { atMs: number; code: ErrorCode; reason: ErrorReason | null; retryable: boolean }[];
  /** Diagnostics and the like, in their order: the first ones and the last ones, if there were very many. */
  timeline: ReportEntry[];
  /** Entries of the timeline that had no place. */
  left: number;
  /** The last figures, one a second. */
  samples: WebRTCStats[];
}
