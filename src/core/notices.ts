import type { DecartSDKError } from "../errors";
import type { DiagnosticEvent } from "./diagnostics";

/**
 * The state of a session as an app sees it. `generating` is sticky until the connection is lost;
 * `disconnected` is final.
 */
export type ConnectionState = "connecting" | "connected" | "generating" | "reconnecting" | "disconnected";

/** Events that the session passes on to the app, and what their listeners get. */
export interface SessionNotices {
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
}
