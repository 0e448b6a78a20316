/** Something that mirrors: frames of a track go in, another track comes out. */
export interface Pump {
  readonly output: MediaStreamTrack;
  /** Another source for the same output. */
  replace(track: MediaStreamTrack): void;
  /** Ends the output and lets go of the source, which goes on. */
  stop(): void;
}

/** What a pump tells; nothing any more after `stop()`. */
export interface PumpEvents {
  /** It can't go on. */
  failed(problem: string): void;
  /** The output was stopped by whoever has it. */
  unwanted(): void;
  /** The page was hidden, or is shown again; of a pump that stands still while it is hidden. */
  hidden(): void;
}

/** Starts one; rejects where this browser can't have it. Doesn't wait for frames: a camera may be muted. */
export type StartPump = (track: MediaStreamTrack, events: PumpEvents, options: PumpOptions) => Promise<Pump>;

/** What pumps need to know. */
export interface PumpOptions {
  /** Where the worker's script is, for pages that allow none from a blob. */
  workerUrl?: string | URL | undefined;
}
