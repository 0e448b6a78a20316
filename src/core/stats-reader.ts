import type { AudioStats, OutboundVideoStats, VideoStats, WebRTCStats } from "./stats";
import { connectionOf } from "./stats-connection";
import {
  average,
  type Entries,
  type Entry,
  entriesOf,
  growth,
  largest,
  numberOf,
  rate,
  type Streams,
  streamsOf,
  textOf,
  total,
} from "./stats-streams";
import type { StatsReport } from "./vitals";

const MS = 1000;
const BITS = 8;

/** A report that has been read: what it says, and what the next one has to be compared with. */
export interface Reading {
  readonly stats: WebRTCStats;
  readonly entries: Entries;
}

/**
 * Reads a report of `getStats()`, of whichever browser. Nothing is made up: what a browser doesn't tell is null.
 *
 * @param before The reading before, of the same connection: what counts from one report to the next is null without.
 */
export function readStats(report: StatsReport, before?: Reading): Reading {
  const entries = entriesOf(report);
  const streams = (type: string, kind: string, counter: string) =>
    streamsOf(entries, before?.entries, type, kind, counter);
  const stats: WebRTCStats = {
    timestamp: Math.max(0, ...[...entries.values()].map((entry) => numberOf(entry, "timestamp") ?? 0)),
    video: videoOf(streams("inbound-rtp", "video", "bytesReceived")),
    audio: audioOf(streams("inbound-rtp", "audio", "bytesReceived")),
    outboundVideo: outboundVideoOf(streams("outbound-rtp", "video", "bytesSent")),
    remoteInbound: remoteInboundOf(streams("remote-inbound-rtp", "video", "packetsLost")),
    connection: connectionOf(entries),
  };
  return { stats, entries };
}

function videoOf(streams: Streams): VideoStats | null {
  if (!total(streams, "packetsReceived")) return null;
  const sum = (field: string) => total(streams, field);
  const main = largestPicture(streams);
  const bitrate = rate(streams, "bytesReceived");
  const shown = sum("framesRendered") === null ? "framesDecoded" : "framesRendered";
  return {
    framesDecoded: sum("framesDecoded"),
    framesDropped: sum("framesDropped"),
    framesReceived: sum("framesReceived"),
    keyFramesDecoded: sum("keyFramesDecoded"),
    // Chromium leaves the rate out where it is 0.
    framesPerSecond: largest(streams, "framesPerSecond") ?? rate(streams, "framesDecoded"),
    frameWidth: numberOf(main, "frameWidth"),
    frameHeight: numberOf(main, "frameHeight"),
    bytesReceived: sum("bytesReceived"),
    packetsReceived: sum("packetsReceived"),
    packetsLost: sum("packetsLost"),
    jitter: largest(streams, "jitter"),
    bitrate: bitrate === null ? null : bitrate * BITS,
    freezeCount: sum("freezeCount"),
    totalFreezesDuration: sum("totalFreezesDuration"),
    packetsLostDelta: growth(streams, "packetsLost"),
    framesDroppedDelta: growth(streams, "framesDropped"),
    freezeCountDelta: growth(streams, "freezeCount"),
    freezeDurationDelta: growth(streams, "totalFreezesDuration"),
    nackCount: sum("nackCount"),
    nackCountDelta: growth(streams, "nackCount"),
    pliCount: sum("pliCount"),
    firCount: sum("firCount"),
    avgDecodeTimeMs: average(streams, "totalDecodeTime", "framesDecoded", MS),
    avgJitterBufferMs: average(streams, "jitterBufferDelay", "jitterBufferEmittedCount", MS),
    avgProcessingDelayMs: average(streams, "totalProcessingDelay", "framesDecoded", MS),
    avgInterFrameDelayMs: average(streams, "totalInterFrameDelay", shown, MS),
    interFrameDelayStdDevMs: deviation(streams, shown),
    jitterBufferTargetDelayMs: average(streams, "jitterBufferTargetDelay", "jitterBufferEmittedCount", MS),
    jitterBufferMinimumDelayMs: average(streams, "jitterBufferMinimumDelay", "jitterBufferEmittedCount", MS),
    decoderImplementation: textOf(main, "decoderImplementation"),
  };
}

/** Of the time between two frames, in milliseconds: from the sums of the delays and of their squares. */
function deviation(streams: Streams, shown: string): number | null {
  const squares = average(streams, "totalSquaredInterFrameDelay", shown);
  const mean = average(streams, "totalInterFrameDelay", shown);
  // Rounding may leave a little less than nothing.
  return squares === null || mean === null ? null : Math.sqrt(Math.max(squares - mean ** 2, 0)) * MS;
}

function audioOf(streams: Streams): AudioStats | null {
  if (!total(streams, "packetsReceived")) return null;
  const bitrate = rate(streams, "bytesReceived");
  return {
    bytesReceived: total(streams, "bytesReceived"),
    packetsReceived: total(streams, "packetsReceived"),
    packetsLost: total(streams, "packetsLost"),
    jitter: largest(streams, "jitter"),
    bitrate: bitrate === null ? null : bitrate * BITS,
    packetsLostDelta: growth(streams, "packetsLost"),
  };
}

/** Layers of one video (simulcast) are added up; the size, the rate of frames and the limit are the largest layer's. */
function outboundVideoOf(streams: Streams): OutboundVideoStats | null {
  if (!total(streams, "packetsSent")) return null;
  const sum = (field: string) => total(streams, field);
  const main = largestPicture(streams);
  const bitrate = rate(streams, "bytesSent");
  const target = sum("targetBitrate");
  return {
    qualityLimitationReason: textOf(main, "qualityLimitationReason"),
    qualityLimitationDurations: durationsOf(main?.qualityLimitationDurations),
    bytesSent: sum("bytesSent"),
    packetsSent: sum("packetsSent"),
    framesPerSecond: largest(streams, "framesPerSecond") ?? rate(only(streams, main), "framesSent"),
    frameWidth: numberOf(main, "frameWidth"),
    frameHeight: numberOf(main, "frameHeight"),
    bitrate: bitrate === null ? null : bitrate * BITS,
    targetBitrateKbps: target === null ? null : target / 1000,
    avgEncodeTimeMs: average(streams, "totalEncodeTime", "framesEncoded", MS),
    avgPacketSendDelayMs: average(streams, "totalPacketSendDelay", "packetsSent", MS),
    avgQp: average(streams, "qpSum", "framesEncoded"),
    nackCount: sum("nackCount"),
    pliCount: sum("pliCount"),
    firCount: sum("firCount"),
    retransmittedBytesSent: sum("retransmittedBytesSent"),
    retransmittedPacketsSent: sum("retransmittedPacketsSent"),
    encoderImplementation: textOf(main, "encoderImplementation"),
  };
}

const only = ({ now, pairs }: Streams, main: Entry | undefined): Streams => ({
  now: now.filter((entry) => entry === main),
  pairs: pairs.filter((pair) => pair.now === main),
});

function largestPicture({ now }: Streams): Entry | undefined {
  const area = (entry: Entry) => (numberOf(entry, "frameWidth") ?? 0) * (numberOf(entry, "frameHeight") ?? 0);
  // A layer that is switched off keeps its last size.
  const active = now.filter((entry) => entry.active !== false);
  return [...(active.length > 0 ? active : now)].sort((one, other) => area(other) - area(one))[0];
}

function durationsOf(value: unknown): Record<string, number> | null {
  if (typeof value !== "object" || value === null) return null;
  const known = Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  return Object.fromEntries(known);
}

/** What the worst layer suffers. */
function remoteInboundOf(streams: Streams): WebRTCStats["remoteInbound"] {
  if (streams.now.length === 0) return null;
  return {
    fractionLost: largest(streams, "fractionLost"),
    jitter: largest(streams, "jitter"),
    roundTripTime: largest(streams, "roundTripTime"),
  };
}
