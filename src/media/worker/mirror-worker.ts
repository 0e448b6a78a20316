// The worker that mirrors. Built into one classic script: inlined into the package (worker-source.ts), and shipped as
// dist/mirror-worker.js for pages that allow no other.
import type { FromWorker, ToWorker } from "./messages";
import { createFrameFlip, mirrorFrames } from "./mirror-frames";

interface WorkerScope {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  close(): void;
  /** https://w3c.github.io/mediacapture-transform/#video-track-generator: Safari has it, in workers only. */
  VideoTrackGenerator?: new () => { track: MediaStreamTrack; writable: WritableStream<VideoFrame> };
}

const scope = self as unknown as WorkerScope;
let writer: WritableStreamDefaultWriter<VideoFrame> | undefined;
let reader: ReadableStreamDefaultReader<VideoFrame> | undefined;
let input: MediaStreamTrack | undefined;

async function mirror(readable: ReadableStream<VideoFrame>): Promise<void> {
  const before = reader;
  const mine = readable.getReader();
  reader = mine;
  // Its loop ends without a word: it isn't the current one any more.
  before?.cancel().catch(() => {});
  if (!writer) return;
  try {
    // A flip of its own: the loop before may still be in the middle of a frame, and of its buffer.
    const ended = await mirrorFrames(mine, writer, createFrameFlip());
    if (!ended && reader === mine) scope.postMessage({ type: "unwanted" });
  } catch (error) {
    if (reader === mine) scope.postMessage({ type: "failed", problem: String(error) });
  }
}

scope.onmessage = ({ data }) => {
  switch (data.type) {
    case "streams":
      writer ??= data.writable?.getWriter();
      return void mirror(data.readable);
    case "track": {
      input?.stop();
      input = data.track;
      if (!writer && scope.VideoTrackGenerator) {
        const generator = new scope.VideoTrackGenerator();
        writer = generator.writable.getWriter();
        scope.postMessage({ type: "track", track: generator.track }, [generator.track as unknown as Transferable]);
      }
      return void mirror(new MediaStreamTrackProcessor({ track: input as MediaStreamVideoTrack }).readable);
    }
    case "release":
      return input?.stop();
    case "close": {
      const last = reader;
      reader = undefined;
      input?.stop();
      const done = [last?.cancel(), writer?.close()].map((promise) => promise?.catch(() => {}));
      Promise.all(done).then(() => scope.close());
    }
  }
};

scope.postMessage({ type: "ready", generates: scope.VideoTrackGenerator !== undefined });
