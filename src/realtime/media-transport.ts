import type { DiagnosticEvent } from "../core/diagnostics";
import type { DecartSDKError } from "../errors";
import type { Platform } from "../platform/platform";
import type { SignalMessage } from "../protocol/client-messages";

/** What a transport tells the session. Nothing is told any more after `close()`. */
export type TransportEvent =
  /** To be sent to the service as soon as the protocol's order allows it. */
  | { type: "signal"; message: SignalMessage }
  /** Media flows both ways. */
  | { type: "mediaConnected" }
  /** ICE has lost its path, and looks for another; `mediaConnected` follows when it has found one. */
  | { type: "mediaInterrupted" }
  /** ICE has given up: only a restart or a new transport helps. */
  | { type: "mediaFailed"; error: DecartSDKError }
  /** A remote track; it belongs to the transport, which ends it. */
  | { type: "track"; track: MediaStreamTrack }
  | { type: "diagnostic"; event: DiagnosticEvent }
  /** The transport can't go on. */
  | { type: "attemptFailed"; error: DecartSDKError };

/** What a transport is to send and receive. */
export interface TransportOptions {
  platform: Platform;
  configuration: RTCConfiguration;
  /** Tracks to send. They belong to others: none is stopped. */
  tracks: readonly MediaStreamTrack[];
  /** One transceiver of each, with a track or without: so a track can come later without a negotiation. */
  directions: { audio: RTCRtpTransceiverDirection; video: RTCRtpTransceiverDirection };
  /** Offered first, in lower case: `vp8`. */
  preferredVideoCodec: string;
  customizeOffer?: ((offer: RTCSessionDescriptionInit) => void | Promise<void>) | undefined;
  emit(event: TransportEvent): void;
}

/**
 * How media gets to the service and back: one peer connection today; another kind of transport (a media room) has
 * to do no more than this.
 */
export interface MediaTransport {
  /** Prepares the offer and begins to gather candidates, in the same tick. */
  start(): void;
  /** Makes an offer with new ICE credentials: another path, the same session. */
  restart(): void;
  /** Sends a key frame next, where the browser can: what lies between it and the last one may be lost. */
  refresh(): void;
  /** Takes what the service says about media. */
  handleRemote(message: SignalMessage): void;
  /** Sends another track in place of the current one, without a negotiation; null sends nothing. */
  replaceTrack(kind: "audio" | "video", track: MediaStreamTrack | null): Promise<void>;
  getStats(): Promise<RTCStatsReport>;
  /** Ends it, the remote tracks included; the local tracks are the caller's and go on. Idempotent. */
  close(): void;
}
