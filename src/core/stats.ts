/** A number of the browser's statistics; null where it doesn't give one. */
type Maybe = number | null;

/**
 * What is received as video. Names that end in `Delta` count from one report to the next, and are null in the first one
 * of a connection; bitrates and averages (`avg…`, and those of the jitter buffer) are of the same time. All others count
 * from the connection's start, so a reconnect starts them over.
 */
export interface VideoStats {
  /** Frames that were decoded. */
  framesDecoded: Maybe;
  /** Frames that were decoded too late, or not at all. */
  framesDropped: Maybe;
  /** Frames that came in whole. */
  framesReceived: Maybe;
  /** Key frames among those decoded. */
  keyFramesDecoded: Maybe;
  /** Frames decoded in the last second. */
  framesPerSecond: Maybe;
  /** Pixels, of the last frame. */
  frameWidth: Maybe;
  /** Pixels, of the last frame. */
  frameHeight: Maybe;
  /** Bytes of media, headers left out. */
  bytesReceived: Maybe;
  /** Packets that came in. */
  packetsReceived: Maybe;
  /** Packets that never came; fewer when late ones come after all. */
  packetsLost: Maybe;
  /** Seconds. */
  jitter: Maybe;
  /** Bits per second. */
  bitrate: Maybe;
  /** How often the picture stood still, by the browser's own measure. */
  freezeCount: Maybe;
  /** Seconds. */
  totalFreezesDuration: Maybe;
  /** Packets lost since the last report. */
  packetsLostDelta: Maybe;
  /** Frames dropped since the last report. */
  framesDroppedDelta: Maybe;
  /** Freezes since the last report. */
  freezeCountDelta: Maybe;
  /** Seconds. */
  freezeDurationDelta: Maybe;
  /** Packets asked for again. */
  nackCount: Maybe;
  /** Packets asked for again since the last report. */
  nackCountDelta: Maybe;
  /** Key frames asked for, as the decoder missed something. */
  pliCount: Maybe;
  /** Key frames asked for, from the start. */
  firCount: Maybe;
  /** Milliseconds to decode a frame. */
  avgDecodeTimeMs: Maybe;
  /** Milliseconds that a frame waits in the jitter buffer. */
  avgJitterBufferMs: Maybe;
  /** Milliseconds from a frame's first packet until it is decoded. */
  avgProcessingDelayMs: Maybe;
  /** Milliseconds from one frame to the next. */
  avgInterFrameDelayMs: Maybe;
  /** How much that varies, in milliseconds. */
  interFrameDelayStdDevMs: Maybe;
  /** Milliseconds that the jitter buffer aims at. */
  jitterBufferTargetDelayMs: Maybe;
  /** Milliseconds that it would take for the network alone. */
  jitterBufferMinimumDelayMs: Maybe;
  /** Which decoder is at work; null where the browser doesn't tell. */
  decoderImplementation: string | null;
}

/** What is received as sound. */
export interface AudioStats {
  /** Bytes of media, headers left out. */
  bytesReceived: Maybe;
  /** Packets that came in. */
  packetsReceived: Maybe;
  /** Packets that never came; fewer when late ones come after all. */
  packetsLost: Maybe;
  /** Seconds. */
  jitter: Maybe;
  /** Bits per second. */
  bitrate: Maybe;
  /** Packets lost since the last report. */
  packetsLostDelta: Maybe;
}

/** What is sent as video. */
export interface OutboundVideoStats {
  /** Why the encoder holds back: `none`, `cpu`, `bandwidth` or `other`. */
  qualityLimitationReason: string | null;
  /** Seconds by reason. */
  qualityLimitationDurations: Record<string, number> | null;
  /** Bytes of media, headers left out; repetitions included. */
  bytesSent: Maybe;
  /** Packets that went out. */
  packetsSent: Maybe;
  /** Frames encoded in the last second. */
  framesPerSecond: Maybe;
  /** Pixels, as the encoder sends them; less than the camera's where it holds back. */
  frameWidth: Maybe;
  /** Pixels, as the encoder sends them. */
  frameHeight: Maybe;
  /** Bits per second. */
  bitrate: Maybe;
  /** What the encoder aims at, in kbit/s. */
  targetBitrateKbps: Maybe;
  /** Milliseconds to encode a frame. */
  avgEncodeTimeMs: Maybe;
  /** Milliseconds that a packet waits before it is sent. */
  avgPacketSendDelayMs: Maybe;
  /** The codec's own measure of coarseness: the more, the blurrier. */
  avgQp: Maybe;
  /** Packets that the service has asked for again. */
  nackCount: Maybe;
  /** Key frames that the service has asked for. */
  pliCount: Maybe;
  /** Key frames that the service has asked for, from the start. */
  firCount: Maybe;
  /** Bytes that were sent again. */
  retransmittedBytesSent: Maybe;
  /** Packets that were sent again. */
  retransmittedPacketsSent: Maybe;
  /** Which encoder is at work; null where the browser doesn't tell. */
  encoderImplementation: string | null;
}

/** One end of a connection. */
export interface CandidateStats {
  /** `host`, `srflx`, `prflx` or `relay`. */
  candidateType: string;
  /** Null where the browser hides it. */
  address: string | null;
  /** Null where the browser hides it. */
  port: Maybe;
  /** `udp` or `tcp`. */
  protocol: string;
}

/** What a session's connection does, once a second. A section is null until there is data for it. */
export interface WebRTCStats {
  /** Milliseconds since 1970. */
  timestamp: number;
  /** What comes in as video. */
  video: VideoStats | null;
  /** What comes in as sound. */
  audio: AudioStats | null;
  /** What goes out as video; null for viewers and avatars. */
  outboundVideo: OutboundVideoStats | null;
  /** What the service reports about what it receives; `jitter` and `roundTripTime` in seconds. */
  remoteInbound: { fractionLost: Maybe; jitter: Maybe; roundTripTime: Maybe } | null;
  /** The path that media takes. */
  connection: {
    /** Seconds. */
    currentRoundTripTime: Maybe;
    /** Bits per second. */
    availableOutgoingBitrate: Maybe;
    selectedCandidatePairs: { local: CandidateStats; remote: CandidateStats }[];
  } | null;
}
