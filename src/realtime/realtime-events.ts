import type { DiagnosticEvent } from "../core/diagnostics";
import type { ConnectionQuality } from "../core/quality";
import type { ConnectionState } from "../core/session-state";
import type { WebRTCStats } from "../core/stats";
import type { DecartSDKError } from "../errors";

/** Events of a session, and what their listeners get. */
export interface RealTimeEvents {
  /** The state has changed; never twice the same. */
  connectionChange: ConnectionState;
  /** Something failed. When the session has ended by it, the state is `disconnected` already. */
  error: DecartSDKError;
  /** About once a second: seconds generated in the current session so far, a total and not a difference. */
  generationTick: { seconds: number };
  /** The service has ended the session: `reason` is such as `insufficient_credits` or `session_limit`. */
  generationEnded: { seconds: number; reason: string };
  /** The service is busy: the place in its queue, counted from 1. */
  queuePosition: { position: number; queueSize: number };
  /** What the connection does; narrow by `name`. */
  diagnostic: DiagnosticEvent;
  /** What flows, in figures: every `statsIntervalMs`. */
  stats: WebRTCStats;
  /** How good the connection is, after each change that lasts. */
  connectionQuality: ConnectionQuality;
}
