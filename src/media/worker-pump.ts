import type { Pump, PumpOptions, StartPump } from "./pump";
import type { FromWorker, ToWorker } from "./worker/messages";
import { WORKER_SOURCE } from "./worker-source";

/** A script that loads and says nothing is not ours. */
const READY_MS = 5000;
/** How often a track is looked at: `enabled` and `stop()` cause no event. */
const LOOK_MS = 250;

/** Frames that may wait for the worker when the machine is busy; more would only be late. */
const BUFFERED = 2;

type Messages = { [T in FromWorker["type"]]?: (message: Extract<FromWorker, { type: T }>) => void };

/**
 * Mirrors in a worker, which goes on while the page is busy or hidden. In Chromium the frames themselves go there and
 * back (their streams are transferred); in Safari the track does, and the worker makes the mirrored one.
 */
export const startWorkerPump: StartPump = async (track, events, options) => {
  const { worker, post, on, generates } = await openWorker(options);
  const { MediaStreamTrackProcessor: Processor, MediaStreamTrackGenerator: Generator } = globalThis;
  on({
    failed: ({ problem }) => events.failed(problem),
    unwanted: events.unwanted,
  });
  worker.onerror = (event) => events.failed(event.message || "the worker failed");
  if (Processor && Generator) return pumpStreams(track, post);
  if (generates) return pumpTrack(track, post, on);
  worker.terminate();
  throw new Error("neither MediaStreamTrackGenerator nor VideoTrackGenerator is here");
};

type Post = (message: ToWorker, transfer: (Transferable | MediaStreamTrack)[]) => void;

function pumpStreams(track: MediaStreamTrack, post: Post): Pump {
  const output = new MediaStreamTrackGenerator({ kind: "video" });
  // Held, so that it isn't collected while its stream is elsewhere.
  let processor: MediaStreamTrackProcessor<VideoFrame>;
  const read = (source: MediaStreamTrack, writable?: WritableStream<VideoFrame>) => {
    processor = new MediaStreamTrackProcessor({ track: source as MediaStreamVideoTrack, maxBufferSize: BUFFERED });
    const { readable } = processor;
    if (writable) post({ type: "streams", readable, writable }, [readable, writable]);
    else post({ type: "streams", readable }, [readable]);
  };
  read(track, output.writable);
  return {
    output,
    replace: (next) => read(next),
    stop() {
      output.stop();
      post({ type: "close" }, []);
    },
  };
}

async function pumpTrack(track: MediaStreamTrack, post: Post, on: (messages: Messages) => void): Promise<Pump> {
  let source: MediaStreamTrack;
  const made = new Promise<MediaStreamTrack>((resolve) => on({ track: ({ track }) => resolve(track) }));
  // A track that is transferred is lost for the page: so the worker gets a clone.
  const transfer = (next: MediaStreamTrack) => {
    source = next;
    const clone = next.clone();
    post({ type: "track", track: clone }, [clone]);
  };
  transfer(track);
  const output = await made;
  const stop = () => {
    clearInterval(timer);
    output.stop();
    post({ type: "close" }, []);
  };
  // The clone is to do what the original does; above all, to leave the camera when that one is stopped.
  const timer = setInterval(() => {
    output.enabled = source.enabled;
    if (source.readyState === "ended") post({ type: "release" }, []);
  }, LOOK_MS);
  return { output, replace: transfer, stop };
}

/** Starts the worker and waits until it says so: a CSP that forbids it shows only as an error event. */
async function openWorker({ workerUrl }: PumpOptions) {
  const blobUrl = workerUrl ? undefined : URL.createObjectURL(new Blob([WORKER_SOURCE], { type: "text/javascript" }));
  try {
    const worker = new Worker(workerUrl ?? (blobUrl as string), { name: "decart-mirror" });
    const handlers: Messages = {};
    const on = (more: Messages) => Object.assign(handlers, more);
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => handlers[data.type]?.(data as never);
    const forbidden = workerUrl
      ? "the script at `workerUrl` can't be loaded"
      : "a worker from a blob is not allowed here: pass `workerUrl`";
    let timer: ReturnType<typeof setTimeout> | undefined;
    const generates = await new Promise<boolean>((resolve, reject) => {
      on({ ready: (message) => resolve(message.generates) });
      worker.onerror = () => reject(new Error(forbidden));
      timer = setTimeout(() => reject(new Error("the worker's script says nothing")), READY_MS);
    })
      .catch((error) => {
        worker.terminate();
        throw error;
      })
      .finally(() => clearTimeout(timer));
    const post: Post = (message, transfer) => worker.postMessage(message, transfer as Transferable[]);
    return { worker, post, on, generates };
  } finally {
    if (blobUrl) URL.revokeObjectURL(blobUrl);
  }
}
