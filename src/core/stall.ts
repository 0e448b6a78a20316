import { numberOf } from "./stats-streams";
import type { StatsReport } from "./vitals";

/** What a report tells about the video that comes in, and about our own that goes out. */
export interface Progress {
  /** Frames decoded since the connection's start; null without a report. */
  readonly decoded: number | null;
  /** Seconds from its first decoded frame to its last; null where the browser doesn't say. */
  readonly span: number | null;
  /** Own frames that went out; null where none are to go. */
  readonly sent: number | null;
}

/** Where the video stands. Times are of one clock, in milliseconds. */
export interface Stall {
  /** The connection that was looked at last: another one counts from nothing. */
  readonly source: unknown;
  readonly progress: Progress;
  readonly lookedAt: number;
  /** When the last frame was decoded; null before the first. */
  readonly lastFrameAt: number | null;
  /** Own frames that had gone out by then. */
  readonly sentAtLast: number;
  /** The usual time between two frames. */
  readonly paceMs: number;
  readonly stalled: boolean;
}

/** A `videoStall` to be told. */
export interface StallChange {
  stalled: boolean;
  durationMs: number;
}

const NOTHING: Progress = { decoded: null, span: null, sent: null };

/** Video that nobody has seen yet. */
export const NO_VIDEO: Stall = {
  source: null,
  progress: NOTHING,
  lookedAt: 0,
  lastFrameAt: null,
  sentAtLast: 0,
  paceMs: 50,
  stalled: false,
};

/** With a look each second, a stall is found 1.7 s after its last frame at the latest. */
const STALL_MS = 700;
/** Slow video isn't stalled video. */
const PACES = 4;
/** Own frames after which one would have to come back: a camera that is off sends a black one now and then. */
const ANSWERABLE = 3;

/** Reads what matters here. */
export function readProgress(report: StatsReport): Progress {
  let { decoded, span, sent } = NOTHING;
  report.forEach((entry) => {
    if ((entry.kind ?? entry.mediaType) !== "video") return;
    if (entry.type === "inbound-rtp") {
      decoded = (decoded ?? 0) + (numberOf(entry, "framesDecoded") ?? 0);
      span = numberOf(entry, "totalInterFrameDelay") ?? span;
    }
    if (entry.type === "outbound-rtp") {
      sent = (sent ?? 0) + (numberOf(entry, "framesSent") ?? numberOf(entry, "framesEncoded") ?? 0);
    }
  });
  return { decoded, span, sent };
}

/**
 * Takes in a look at the video. A look comes about once a second, but when frames came is known better: the browser
 * adds up the times between them.
 *
 * @param source The connection, compared by identity.
 * @param progress Null when there is no connection, or it gives no report.
 */
export function watchStall(
  stall: Stall,
  source: unknown,
  progress: Progress | null,
  at: number,
): [Stall, StallChange | null] {
  const another = source !== stall.source;
  // Firefox leaves a stream out of a report now and then: that says nothing about its frames.
  if (!another && progress?.decoded === null && stall.progress.decoded !== null) return [stall, null];
  const before = another ? NOTHING : stall.progress;
  const now = progress ?? before;
  const grown = (now.decoded ?? 0) - (before.decoded ?? 0);
  // Firefox counts anew after an ICE restart.
  const frames = grown < 0 ? (now.decoded ?? 0) : grown;
  const looked = { ...stall, source, progress: now, lookedAt: at };
  if (frames > 0) {
    const { firstAt, lastAt, paceMs } = timesOf(stall, before, now, frames, at);
    const next = { ...looked, lastFrameAt: lastAt, paceMs, sentAtLast: now.sent ?? 0, stalled: false };
    const durationMs = Math.round(firstAt - (stall.lastFrameAt ?? firstAt));
    return [next, stall.stalled ? { stalled: false, durationMs } : null];
  }
  // Another connection, too, has sent nothing yet.
  const sentAtLast = another ? 0 : stall.sentAtLast;
  const next = { ...looked, sentAtLast };
  if (stall.stalled || stall.lastFrameAt === null) return [next, null];
  const silentMs = at - stall.lastFrameAt;
  const expected = !progress || now.sent === null || now.sent - sentAtLast >= ANSWERABLE;
  if (silentMs < Math.max(STALL_MS, PACES * stall.paceMs) || !expected) return [next, null];
  return [
    { ...next, stalled: true },
    { stalled: true, durationMs: Math.round(silentMs) },
  ];
}

/** When the first and the last of the new frames were decoded. */
function timesOf(stall: Stall, before: Progress, now: Progress, frames: number, at: number) {
  const { lastFrameAt, lookedAt, paceMs, stalled } = stall;
  const span = now.span === null ? null : (now.span - (before.span ?? 0)) * 1000;
  if (!before.decoded || lastFrameAt === null) {
    // The span of a connection begins with its first frame.
    const spanned = span ?? (frames - 1) * paceMs;
    return { firstAt: at - spanned, lastAt: at, paceMs: frames > 1 ? spanned / (frames - 1) : paceMs };
  }
  // It came since the look before, whatever a browser adds up.
  const told = span === null ? at : lastFrameAt + span;
  const lastAt = told > lookedAt && told <= at ? told : at;
  // One of the times between the frames is the stall; the others are as usual.
  const pace = stalled ? paceMs : (lastAt - lastFrameAt) / frames;
  return { firstAt: Math.max(lastFrameAt, lastAt - (frames - 1) * pace), lastAt, paceMs: pace };
}
