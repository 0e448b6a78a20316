import { WebRTCError } from "../../src/errors";
import type { SignalMessage } from "../../src/protocol/client-messages";
import type { MediaTransport, TransportOptions } from "../../src/realtime/media-transport";
import { createFakeTrack } from "./fake-platform";

/** A media transport that the test plays. */
export interface FakeTransport extends MediaTransport {
  readonly options: TransportOptions;
  readonly started: boolean;
  readonly closed: boolean;
  /** What the service said about media. */
  readonly remote: SignalMessage[];
  /** The offer is made, and a candidate found. */
  offer(): void;
  /** Media flows, and the remote tracks are there. */
  connect(): void;
  fail(error: Error): void;
  /** What flows while the counters are read: nothing, everything but the returning video, or all of it (the default). */
  flow: "nothing" | "no-video" | "all";
  /** How often ICE was restarted. */
  readonly restarts: number;
  /** ICE loses its path, finds one again, or gives up. */
  ice(state: "interrupted" | "connected" | "failed"): void;
}

/** Makes transports and remembers them, the oldest first. */
export function createFakeTransports() {
  const transports: FakeTransport[] = [];
  const create = (options: TransportOptions): MediaTransport => {
    let closed = false;
    let started = false;
    let restarts = 0;
    const counters = { bytes: 0, frames: 0, sent: 0 };
    const remote: SignalMessage[] = [];
    const emit: TransportOptions["emit"] = (event) => {
      if (!closed) options.emit(event);
    };
    const transport: FakeTransport = {
      options,
      remote,
      get started() {
        return started;
      },
      get closed() {
        return closed;
      },
      start() {
        started = true;
      },
      offer() {
        emit({ type: "signal", message: { type: "offer", sdp: "v=0" } });
        emit({ type: "signal", message: { type: "ice-candidate", candidate: { candidate: "candidate:1" } } });
      },
      connect() {
        emit({ type: "track", track: createFakeTrack("video") });
        emit({ type: "track", track: createFakeTrack("audio") });
        emit({ type: "mediaConnected" });
      },
      fail: (error) => emit({ type: "attemptFailed", error: error as never }),
      flow: "all",
      get restarts() {
        return restarts;
      },
      restart() {
        restarts += 1;
        emit({ type: "signal", message: { type: "offer", sdp: "v=0 restart" } });
      },
      ice(state) {
        const error = new WebRTCError("WEBRTC_ICE_ERROR", "no path");
        if (state === "failed") emit({ type: "mediaFailed", error });
        else emit({ type: state === "connected" ? "mediaConnected" : "mediaInterrupted" });
      },
      handleRemote: (message) => void remote.push(message),
      replaceTrack: () => Promise.resolve(),
      getStats() {
        if (options.directions.video !== "recvonly") counters.sent += 20;
        if (transport.flow !== "nothing") counters.bytes += 1000;
        if (transport.flow === "all") counters.frames += 20;
        const report = new Map<string, object>([
          ["t", { type: "transport", selectedCandidatePairId: "p" }],
          ["p", { type: "candidate-pair", id: "p", bytesReceived: counters.bytes }],
          ["i", { type: "inbound-rtp", kind: "video", framesDecoded: counters.frames }],
          ["o", { type: "outbound-rtp", kind: "video", framesSent: counters.sent }],
        ]);
        return Promise.resolve(report as unknown as RTCStatsReport);
      },
      close() {
        closed = true;
      },
    };
    transports.push(transport);
    return transport;
  };
  return { create, transports };
}
