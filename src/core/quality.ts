import type { WebRTCStats } from "./stats";

/** How good a connection is; `unknown` where nothing tells. */
export type QualityLevel = "good" | "fair" | "poor" | "critical" | "unknown";

/**
 * What a connection suffers from.
 *
 * - `rtt`: packets take long to the service and back.
 * - `loss`: packets are lost, on either way.
 * - `upstream`: the network takes less than the camera's picture needs.
 * - `fps`: fewer frames come back than go out.
 * - `cpu`: this device can't encode as much as it should.
 */
export type QualityReason = "rtt" | "loss" | "upstream" | "fps" | "cpu";

/** The connection's quality, and what is wrong with it: the worst first, nothing where it is good. */
export interface ConnectionQuality {
  /** In a word. */
  readonly quality: QualityLevel;
  /** What is wrong, the worst first; empty where it is good or unknown. */
  readonly reasons: readonly QualityReason[];
}

/** The quality while nothing tells of it. */
export const UNKNOWN_QUALITY: ConnectionQuality = { quality: "unknown", reasons: [] };

const LEVELS = ["good", "fair", "poor", "critical"] as const;

/** Where a value becomes fair, poor and critical: a large one is bad. */
const LIMITS: Record<QualityReason, readonly [number, number, number]> = {
  /** Seconds. A conversation begins to suffer at 0.3 (ITU-T G.114 says 0.15 one way). */
  rtt: [0.2, 0.4, 0.8],
  /** Of 1. VP8 repairs a few percent by asking again; from a tenth on pictures freeze. */
  loss: [0.02, 0.05, 0.12],
  /** The part of the wanted rate that the network doesn't take. */
  upstream: [0.25, 0.5, 0.8],
  /** The part of the expected frames that doesn't come. */
  fps: [0.2, 0.5, 0.8],
  /** The part of the camera's frames that isn't encoded. */
  cpu: [0, 0.3, 0.6],
};

/** Bits a second that a good picture of 720p takes upstream. */
const UPSTREAM = 1_000_000;

/**
 * Rates each thing that the statistics tell of by its limits.
 *
 * @param before The report before, of the same connection.
 * @param fps Frames a second that the model makes; null where that isn't known.
 */
export function judge(stats: WebRTCStats, before: WebRTCStats | null, fps: number | null): ConnectionQuality {
  const measured = Object.entries(measure(stats, before, fps)).filter(
    (entry): entry is [QualityReason, number] => entry[1] !== null,
  );
  if (measured.length === 0) return UNKNOWN_QUALITY;
  const rated = measured
    .map(([reason, value]) => ({ reason, level: LIMITS[reason].filter((limit) => value > limit).length }))
    .filter(({ level }) => level > 0)
    .sort((one, other) => other.level - one.level);
  return { quality: LEVELS[rated[0]?.level ?? 0] ?? "critical", reasons: rated.map(({ reason }) => reason) };
}

/** Null is what nothing tells about. */
function measure(
  { video, outboundVideo: out, remoteInbound, connection }: WebRTCStats,
  before: WebRTCStats | null,
  modelFps: number | null,
): Record<QualityReason, number | null> {
  const limit = out?.qualityLimitationReason ?? null;
  // What isn't sent can't come back.
  const { framesPerSecond: sent = null } = out ?? {};
  const fps = known(Math.min, sent, modelFps);
  return {
    rtt: connection?.currentRoundTripTime ?? remoteInbound?.roundTripTime ?? null,
    loss: known(Math.max, lossOf(video, before?.video ?? null), remoteInbound?.fractionLost ?? null),
    // The browser's estimate starts low, and says little while nothing holds the encoder back.
    upstream: limit === null ? null : limit === "bandwidth" ? missing(rateOf(out, connection), UPSTREAM) : 0,
    // A camera that is off, or a first second: no pace to be expected.
    fps: video?.framesPerSecond == null || fps === null || fps < 1 ? null : missing(video.framesPerSecond, fps),
    // From "nothing is wrong" the smallest amount above it is fair.
    cpu: limit === null ? null : limit === "cpu" ? Math.max(missing(sent ?? 0, modelFps ?? 1), 0.01) : 0,
  };
}

const rateOf = (out: WebRTCStats["outboundVideo"], connection: WebRTCStats["connection"]) =>
  connection?.availableOutgoingBitrate ?? out?.bitrate ?? 0;

const missing = (value: number, wanted: number) => Math.max(1 - value / wanted, 0);

/** Of what is known; null where nothing is. */
const known = (pick: (...values: number[]) => number, ...values: (number | null)[]) => {
  const numbers = values.filter((value) => value !== null);
  return numbers.length > 0 ? pick(...numbers) : null;
};

/** The part of the packets that was lost since the report before. */
function lossOf(video: WebRTCStats["video"], before: WebRTCStats["video"]): number | null {
  const lost = video?.packetsLostDelta ?? null;
  const received = (video?.packetsReceived ?? 0) - (before?.packetsReceived ?? 0);
  return lost === null || before === null || received < 0 || lost + received === 0 ? null : lost / (lost + received);
}

/** A quality that has been told, and another one that hasn't lasted long enough yet. */
export interface SteadyQuality {
  readonly told: ConnectionQuality;
  readonly next: ConnectionQuality;
  /** When the next one was first seen, in milliseconds. */
  readonly since: number;
}

/** How long a worse quality, and a better one, has to last: a picture that recovers for a second hasn't recovered. */
const WORSE_MS = 2000;
const BETTER_MS = 5000;

/** A connection of which nothing is known yet. */
export const UNSTEADY: SteadyQuality = { told: UNKNOWN_QUALITY, next: UNKNOWN_QUALITY, since: 0 };

/**
 * Takes in a judgement. The first one counts at once; a change counts when it has lasted, so that a value near its
 * limit doesn't flicker.
 *
 * @param at When, in milliseconds of any clock.
 */
export function settle(state: SteadyQuality, judged: ConnectionQuality, at: number): SteadyQuality {
  const { told, next, since } = state;
  if (judged.quality === told.quality) {
    // The reasons may change at any time: they aren't what flickers in front of a user.
    const same = judged.reasons.join() === told.reasons.join();
    return { told: same ? told : judged, next: judged, since: at };
  }
  // Whatever is worse, or better, counts for the time: fair and poor by turns are worse than good all along.
  const lasts = isWorse(judged, told) === isWorse(next, told) && next.quality !== told.quality;
  const begun = lasts ? since : at;
  const needed = told.quality === "unknown" ? 0 : isWorse(judged, told) ? WORSE_MS : BETTER_MS;
  return at - begun >= needed ? { told: judged, next: judged, since: at } : { told, next: judged, since: begun };
}

const rank = ({ quality }: ConnectionQuality) => (quality === "unknown" ? -1 : LEVELS.indexOf(quality));
const isWorse = (one: ConnectionQuality, other: ConnectionQuality) => rank(one) > rank(other);
