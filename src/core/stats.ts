/** A number of the browser's statistics; null where it doesn't give one. */
type Maybe = number | null;

/**
 * What is received as video. Names that end in `Delta` count from one report to the next, and are null in the first one
 * of a connection; bitrates and averages (`avg…`, and those of the jitter buffer) are of the same time. All others count
 * from the connection's start, so a reconnect starts them over.
 */
export interface VideoStats {
  framesDecoded: Maybe;
  framesDropped: Maybe;
  framesReceived: Maybe;
  keyFramesDecoded: Maybe;
  framesPerSecond: Maybe;
  frameWidth: Maybe;
  frameHeight: Maybe;
  bytesReceived: Maybe;
  packetsReceived: Maybe;
  packetsLost: Maybe;
  /** Seconds. */
  jitter: Maybe;
  /** Bits per second. */
  bitrate: Maybe;
  freezeCount: Maybe;
  /** Seconds. */
  totalFreezesDuration: Maybe;
  packetsLostDelta: Maybe;
  framesDroppedDelta: Maybe;
  freezeCountDelta: Maybe;
  /** Seconds. */
  freezeDurationDelta: Maybe;
  nackCount: Maybe;
  nackCountDelta: Maybe;
  pliCount: Maybe;
  firCount: Maybe;
  avgDecodeTimeMs: Maybe;
  avgJitterBufferMs: Maybe;
  avgProcessingDelayMs: Maybe;
  avgInterFrameDelayMs: Maybe;
  interFrameDelayStdDevMs: Maybe;
  jitterBufferTargetDelayMs: Maybe;
  jitterBufferMinimumDelayMs: Maybe;
  decoderImplementation: string | null;
}

/** What is received as sound. */
export interface AudioStats {
  bytesReceived: Maybe;
  packetsReceived: Maybe;
  packetsLost: Maybe;
  /** Seconds. */
  jitter: Maybe;
  /** Bits per second. */
  bitrate: Maybe;
  packetsLostDelta: Maybe;
}

/** What is sent as video. */
export interface OutboundVideoStats {
  /** Why the encoder holds back: `none`, `cpu`, `bandwidth` or `other`. */
  qualityLimitationReason: string | null;
  /** Seconds by reason. */
  qualityLimitationDurations: Record<string, number> | null;
  bytesSent: Maybe;
  packetsSent: Maybe;
  framesPerSecond: Maybe;
  frameWidth: Maybe;
  frameHeight: Maybe;
  /** Bits per second. */
  bitrate: Maybe;
  targetBitrateKbps: Maybe;
  avgEncodeTimeMs: Maybe;
  avgPacketSendDelayMs: Maybe;
  avgQp: Maybe;
  nackCount: Maybe;
  pliCount: Maybe;
  firCount: Maybe;
  retransmittedBytesSent: Maybe;
  retransmittedPacketsSent: Maybe;
  encoderImplementation: string | null;
}

/** One end of a connection. */
export interface CandidateStats {
  /** `host`, `srflx`, `prflx` or `relay`. */
  candidateType: string;
  /** Null where the browser hides it. */
  address: string | null;
  port: Maybe;
  protocol: string;
}

/** What a session's connection does, once a second. A section is null until there is data for it. */
export interface WebRTCStats {
  /** Milliseconds since 1970. */
  timestamp: number;
  video: VideoStats | null;
  audio: AudioStats | null;
  outboundVideo: OutboundVideoStats | null;
  /** What the service reports about what it receives; `jitter` and `roundTripTime` in seconds. */
  remoteInbound: { fractionLost: Maybe; jitter: Maybe; roundTripTime: Maybe } | null;
  connection: {
    /** Seconds. */
    currentRoundTripTime: Maybe;
    /** Bits per second. */
    availableOutgoingBitrate: Maybe;
    selectedCandidatePairs: { local: CandidateStats; remote: CandidateStats }[];
  } | null;
}
