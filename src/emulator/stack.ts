import type { WebSocketServer } from "ws";
import { DecartSDKError } from "../errors";
import type { I420Frame } from "./look/planes";

/** 10 ms of sound as wrtc hands it out and takes it. */
export interface AudioChunk {
  samples: Int16Array;
  sampleRate: number;
  bitsPerSample: number;
  channelCount: number;
  numberOfFrames: number;
}

/** A decoded frame; `rotation` is what the receiver still has to turn it by, clockwise. */
export interface DecodedFrame extends I420Frame {
  rotation?: 0 | 90 | 180 | 270;
}

interface VideoSink {
  onframe: ((event: { frame: DecodedFrame }) => void) | null;
  stop(): void;
}

interface AudioSink {
  ondata: ((chunk: AudioChunk) => void) | null;
  stop(): void;
}

/** Where frames or sound go in that a peer connection is to send. */
interface Source<T> {
  createTrack(): MediaStreamTrack;
  push(data: T): void;
}

/** The parts of `@roamhq/wrtc` that are used here. */
export interface WebRtcStack {
  createPeerConnection(): RTCPeerConnection;
  createStream(): MediaStream;
  watchVideo(track: MediaStreamTrack, onFrame: (frame: DecodedFrame) => void): () => void;
  watchAudio(track: MediaStreamTrack, onChunk: (chunk: AudioChunk) => void): () => void;
  createVideoSource(): Source<DecodedFrame>;
  createAudioSource(): Source<AudioChunk>;
}

/** What wrtc exports. Its own declarations leave out rotation, and type the sinks' handlers as DOM events. */
interface WrtcModule {
  RTCPeerConnection: new () => RTCPeerConnection;
  MediaStream: new () => MediaStream;
  nonstandard: {
    RTCVideoSink: new (track: MediaStreamTrack) => VideoSink;
    RTCAudioSink: new (track: MediaStreamTrack) => AudioSink;
    RTCVideoSource: new () => { createTrack(): MediaStreamTrack; onFrame(frame: DecodedFrame): void };
    RTCAudioSource: new () => { createTrack(): MediaStreamTrack; onData(chunk: AudioChunk): void };
  };
}

function missing(name: string, cause: unknown): DecartSDKError {
  const message = `The emulator needs "${name}", which can't be loaded. Install it: npm install --save-dev ws @roamhq/wrtc`;
  return new DecartSDKError("UNSUPPORTED_PLATFORM", message, { cause });
}

let guarded = false;

/**
 * wrtc crashes (SIGSEGV) when Node tears itself down after peer connections were closed, which would turn a green
 * run red. `process.exit()` skips the part that crashes; at `beforeExit` there is nothing left to run anyway.
 */
function guardExit(): void {
  if (guarded) return;
  guarded = true;
  process.once("beforeExit", () => process.exit());
}

/** @throws DecartSDKError `UNSUPPORTED_PLATFORM` when `@roamhq/wrtc` isn't installed or has no binary for this machine. */
export async function loadWebRtc(): Promise<WebRtcStack> {
  let wrtc: WrtcModule;
  try {
    const loaded: { default?: unknown } = await import("@roamhq/wrtc");
    wrtc = (loaded.default ?? loaded) as WrtcModule;
  } catch (cause) {
    throw missing("@roamhq/wrtc", cause);
  }
  guardExit();
  const { RTCVideoSink, RTCAudioSink, RTCVideoSource, RTCAudioSource } = wrtc.nonstandard;
  return {
    createPeerConnection: () => new wrtc.RTCPeerConnection(),
    createStream: () => new wrtc.MediaStream(),
    watchVideo(track, onFrame) {
      const sink = new RTCVideoSink(track);
      sink.onframe = ({ frame }) => onFrame(frame);
      return () => sink.stop();
    },
    watchAudio(track, onChunk) {
      const sink = new RTCAudioSink(track);
      sink.ondata = onChunk;
      return () => sink.stop();
    },
    createVideoSource() {
      const source = new RTCVideoSource();
      return { createTrack: () => source.createTrack(), push: (frame) => source.onFrame(frame) };
    },
    createAudioSource() {
      const source = new RTCAudioSource();
      return { createTrack: () => source.createTrack(), push: (chunk) => source.onData(chunk) };
    },
  };
}

/** @throws DecartSDKError `UNSUPPORTED_PLATFORM` when `ws` isn't installed. */
export async function loadWebSocketServer(): Promise<typeof WebSocketServer> {
  try {
    return (await import("ws")).WebSocketServer;
  } catch (cause) {
    throw missing("ws", cause);
  }
}
