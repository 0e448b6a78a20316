/** What the page tells the worker. */
export type ToWorker =
  /** Frames from here, and mirrored ones to there. Without a `writable`, another source for the same output. */
  | { type: "streams"; readable: ReadableStream<VideoFrame>; writable?: WritableStream<VideoFrame> }
  /** Frames of this track; the mirrored track comes back, once. */
  | { type: "track"; track: MediaStreamTrack }
  /** Let go of the track. */
  | { type: "release" }
  /** Let go of everything. */
  | { type: "close" };

/** What the worker tells the page. */
export type FromWorker =
  /** The script runs. `generates`: it can make tracks of its own here. */
  | { type: "ready"; generates: boolean }
  | { type: "track"; track: MediaStreamTrack }
  /** The mirrored track was stopped: nobody wants any more frames. */
  | { type: "unwanted" }
  | { type: "failed"; problem: string };
