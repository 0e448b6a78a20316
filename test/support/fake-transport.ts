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
  /** Whether own frames go out. @default true, where video is sent at all */
  sends: boolean;
  /** What comes in is counted from nothing again, as Firefox does after an ICE restart. */
  startOver(): void;
  /** Seconds there and back, as the browser measures them. */
  roundTripTime: number;
  /** How often the counters were read. */
  readonly readings: number;
  /** What is sent instead of `options.tracks`, the latest last. */
  readonly replaced: { kind: string; track: MediaStreamTrack | null }[];
  /** How often ICE was restarted. */
  readonly restarts: number;
  /** How often a key frame was asked for. */
  readonly refreshes: number;
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
    let readings = 0;
    let refreshes = 0;
    const counters = { bytes: 0, frames: 0, sent: 0 };
    const remote: SignalMessage[] = [];
    const replaced: FakeTransport["replaced"] = [];
    const emit: TransportOptions["emit"] = (event) => {
      if (!closed) options.emit(event);
    };
    const transport: FakeTransport = {
      options,
      remote,
      replaced,
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
      sends: options.directions.video !== "recvonly",
      startOver: () => void Object.assign(counters, { bytes: 0, frames: 0 }),
      roundTripTime: 0.05,
      get readings() {
        return readings;
      },
      get restarts() {
        return restarts;
      },
      get refreshes() {
        return refreshes;
      },
      refresh() {
        refreshes += 1;
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
      async replaceTrack(kind, track) {
        replaced.push({ kind, track });
      },
      getStats() {
        readings += 1;
        if (transport.sends) counters.sent += 20;
        if (transport.flow !== "nothing") counters.bytes += 1000;
        if (transport.flow === "all") counters.frames += 20;
        const { frames, sent, bytes } = counters;
        const timestamp = 1_795_000_000_000 + options.platform.clock.now();
        const rate = { framesPerSecond: transport.flow === "all" ? 20 : 0 };
        const entries = [
          { type: "transport", id: "t", selectedCandidatePairId: "p" },
          {
            ...{ type: "candidate-pair", id: "p", localCandidateId: "l", remoteCandidateId: "r", bytesReceived: bytes },
            currentRoundTripTime: transport.roundTripTime,
          },
          {
            type: "local-candidate",
            id: "l",
            candidateType: "host",
            protocol: "udp",
            address: "10.9.8.7",
            port: 40_000,
          },
          {
            type: "remote-candidate",
            id: "r",
            candidateType: "host",
            protocol: "udp",
            address: "10.0.0.1",
            port: 9000,
          },
          {
            ...{ type: "inbound-rtp", id: "i", kind: "video", ...rate, framesDecoded: frames, packetsReceived: frames },
            ...{ bytesReceived: bytes, packetsLost: 0, totalInterFrameDelay: frames / 20 },
          },
          {
            ...{
              type: "outbound-rtp",
              id: "o",
              kind: "video",
              framesSent: sent,
              packetsSent: sent,
              bytesSent: sent * 100,
            },
            ...{ framesPerSecond: 20, qualityLimitationReason: "none" },
          },
        ];
        const report = new Map(entries.map((entry) => [entry.id, { ...entry, timestamp }]));
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
