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
}

/** Makes transports and remembers them, the oldest first. */
export function createFakeTransports() {
  const transports: FakeTransport[] = [];
  const create = (options: TransportOptions): MediaTransport => {
    let closed = false;
    let started = false;
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
      handleRemote: (message) => void remote.push(message),
      replaceTrack: () => Promise.resolve(),
      getStats: () => Promise.resolve(new Map() as unknown as RTCStatsReport),
      close() {
        closed = true;
      },
    };
    transports.push(transport);
    return transport;
  };
  return { create, transports };
}
