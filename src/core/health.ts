import type { Vitals } from "./vitals";

/** How a live connection is, from one reading of its counters to the next. Times are of the session's clock. */
export interface Health extends Vitals {
  /** When anything came in for the last time. */
  readonly bytesAt: number;
  /** When a frame was decoded for the last time, or none could be expected since nothing went out. */
  readonly framesAt: number;
  /** ICE has lost its path, and looks for another. */
  readonly interrupted: boolean;
  /** When something first seemed wrong; null while all is well. */
  readonly suspectAt: number | null;
  /** An ICE restart is under way. */
  readonly restarting: boolean;
}

/** What seems wrong with a connection. */
export type Ailment = "interrupted" | "silence" | "video";

/** The health of a connection that has just come up. */
export function newHealth(at: number): Health {
  const counters = { bytes: 0, frames: 0, sent: 0 };
  return { ...counters, bytesAt: at, framesAt: at, interrupted: false, suspectAt: null, restarting: false };
}

/** Takes in a reading. */
export function observe(health: Health, vitals: Vitals, at: number): Health {
  const sending = vitals.sent > health.sent;
  return {
    ...health,
    ...vitals,
    bytesAt: vitals.bytes > health.bytes ? at : health.bytesAt,
    // A camera that is muted, or a screen that stands still, sends nothing: then nothing comes back either.
    framesAt: vitals.frames > health.frames || !sending || vitals.frames === 0 ? at : health.framesAt,
  };
}

/** Whether nothing at all has come in for `silenceMs`. */
export const isSilent = ({ bytesAt }: Health, at: number, silenceMs: number): boolean => at - bytesAt >= silenceMs;

/** Whether a reading has the first that came in after `silenceMs` without anything. */
export const endsSilence = (health: Health, { bytes }: Vitals, at: number, silenceMs: number): boolean =>
  bytes > health.bytes && isSilent(health, at, silenceMs);

/** What seems wrong, if nothing has come for `silenceMs`. */
export function ailmentOf(health: Health, at: number, silenceMs: number): Ailment | null {
  if (health.interrupted) return "interrupted";
  if (isSilent(health, at, silenceMs)) return "silence";
  return at - health.framesAt >= silenceMs ? "video" : null;
}

/** Whether media has come back since a reading: frames where there were any, else anything at all. */
export function hasRevived(health: Health, vitals: Vitals): boolean {
  return health.frames > 0 && vitals.sent > health.sent ? vitals.frames > health.frames : vitals.bytes > health.bytes;
}
