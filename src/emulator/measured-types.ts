/** What the stack itself has counted of a session's video. All of them grow from the connection's start. */
export interface MediaCounts {
  /** When, in milliseconds since 1970. */
  at: number;
  /** Bytes of video that were sent. */
  bytesSent: number;
  /** Packets of video that were sent. */
  packetsSent: number;
  /** What the client says that it has lost of them. */
  packetsLostByClient: number;
  /** Of the frames themselves: what corrects errors, and what is sent again, isn't among it. */
  bytesReceived: number;
  /** Packets of video that came in. */
  packetsReceived: number;
  /** Of what the client has sent. */
  packetsLost: number;
  /** Everything that came in over the connection: sound, corrections and repetitions, too. */
  allBytesReceived: number;
  /** Frames that were decoded. */
  framesIn: number;
  /** Frames that were painted and sent. */
  framesOut: number;
}

/** What a client has sent to `/api/v1/telemetry`. */
export interface TelemetryBody {
  /** The session that it is about. */
  sessionId: string;
  /** When it was sent, in milliseconds since 1970. */
  timestamp: number;
  /** The SDK's version. */
  sdkVersion: string;
  /** The model's name. */
  model?: string;
  /** Facts about the runtime. */
  tags: Record<string, string>;
  /** Samples, one a second. */
  stats: Record<string, unknown>[];
  /** Diagnostic events, without addresses. */
  diagnostics: { name: string; data: Record<string, unknown>; timestamp: number }[];
}

/** One telemetry request whose key was good. */
export interface TelemetryRecord {
  /** Milliseconds since 1970. */
  at: number;
  /** Why it was refused: what the protocol doesn't name, or an address in it. */
  problem: string | null;
  /** Null where it was refused. */
  body: TelemetryBody | null;
}
