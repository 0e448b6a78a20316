import type { WebRTCStats } from "../index";

/** What the charts show of one moment; null where the browser doesn't tell. */
export interface Sample {
  /** Milliseconds since 1970. */
  at: number;
  fpsIn: number | null;
  fpsOut: number | null;
  /** kbit/s. */
  rateIn: number | null;
  rateOut: number | null;
  /** Milliseconds. */
  rtt: number | null;
  /** Percent. */
  lossIn: number | null;
  lossOut: number | null;
}

/** The name of a figure. */
export type Figure = Exclude<keyof Sample, "at">;

const times = (value: number | null | undefined, factor: number) => (value == null ? null : value * factor);

/** Takes what the charts show out of a report. */
export function sampleOf(
  { timestamp, video, outboundVideo, remoteInbound, connection }: WebRTCStats,
  before?: WebRTCStats,
): Sample {
  const lost = video?.packetsLostDelta ?? null;
  const came = (video?.packetsReceived ?? 0) - (before?.video?.packetsReceived ?? 0);
  return {
    at: timestamp,
    fpsIn: video?.framesPerSecond ?? null,
    fpsOut: outboundVideo?.framesPerSecond ?? null,
    rateIn: times(video?.bitrate, 0.001),
    rateOut: times(outboundVideo?.bitrate, 0.001),
    rtt: times(connection?.currentRoundTripTime ?? remoteInbound?.roundTripTime, 1000),
    lossIn: lost === null || !before?.video || came < 0 || lost + came === 0 ? null : (100 * lost) / (lost + came),
    lossOut: times(remoteInbound?.fractionLost, 100),
  };
}

/** One chart of the panel. */
export interface Lane {
  title: string;
  unit: string;
  /** What comes in, and what goes out; a lane with one line has only the first. */
  figures: readonly [Figure, Figure?];
  /** The scale's end is never below this. */
  least: number;
  digits: number;
}

export const LANES: readonly Lane[] = [
  { title: "Frame rate", unit: "fps", figures: ["fpsIn", "fpsOut"], least: 30, digits: 0 },
  { title: "Bitrate", unit: "kbit/s", figures: ["rateIn", "rateOut"], least: 500, digits: 0 },
  { title: "Round trip", unit: "ms", figures: ["rtt"], least: 100, digits: 0 },
  { title: "Loss", unit: "%", figures: ["lossIn", "lossOut"], least: 5, digits: 1 },
];

/** A round number that is not below a value. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  return ([1, 1.5, 2, 3, 5, 7.5, 10].find((step) => step * power >= value * 0.999) ?? 10) * power;
}

/** The end of a lane's scale. */
export function scaleOf({ figures, least }: Lane, samples: readonly Sample[]): number {
  const values = samples.flatMap((sample) => figures.map((figure) => (figure && sample[figure]) ?? 0));
  return roundUp(Math.max(least, ...values));
}

/** A lane's newest figures in words, for the ear and for the margin. */
export function figuresOf({ figures, unit, digits }: Lane, sample: Sample | undefined): string {
  const [first, second] = figures.map((figure) => (figure && sample ? sample[figure] : null));
  const say = (value: number | null | undefined) => (value == null ? "–" : value.toFixed(digits));
  return figures.length === 1 ? `${say(first)} ${unit}` : `↓ ${say(first)} ↑ ${say(second)} ${unit}`;
}
