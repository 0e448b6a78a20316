import type { SessionNotices } from "../core/notices";
import type { ConnectionQuality } from "../core/quality";
import type { WebRTCStats } from "../core/stats";

/** Events of a session, and what their listeners get: all that the session tells, and what is seen of it. */
export interface RealTimeEvents extends SessionNotices {
  /** What flows, in figures: every `statsIntervalMs`. */
  stats: WebRTCStats;
  /** How good the connection is, after each change that lasts. */
  connectionQuality: ConnectionQuality;
}
