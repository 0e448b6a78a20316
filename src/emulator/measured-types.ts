/** What the stack itself has counted of a session's video. All of them grow from the connection's start. */
export interface MediaCounts {
  /** When, in milliseconds since 1970. */
  at: number;
  bytesSent: number;
  packetsSent: number;
  /** What the client says that it has lost of them. */
  packetsLostByClient: number;
  /** Of the frames themselves: what corrects errors, and what is sent again, isn't among it. */
  bytesReceived: number;
  packetsReceived: number;
  /** Of what the client has sent. */
  packetsLost: number;
  /** Everything that came in over the connection: sound, corrections and repetitions, too. */
  allBytesReceived: number;
  framesIn: number;
  framesOut: number;
}

/** What a client has sent to `/api/v1/telemetry`. */
export interface TelemetryBody {
  sessionId: string;
  timestamp: number;
  sdkVersion: string;
  model?: string;
  tags: Record<string, string>;
  stats: Record<string, unknown>[];
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
