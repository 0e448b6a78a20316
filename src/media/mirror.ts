import type { MirrorInfo } from "../core/diagnostics";
import { startCanvasPump } from "./canvas-pump";
import type { MirrorOptions } from "./mirror-options";
import { isMirrored, markMirrored } from "./mirrored";
import type { Pump, PumpEvents, StartPump } from "./pump";
import { startWorkerPump } from "./worker-pump";

/** A track's picture, mirrored in the best way that works here. */
export interface Mirror {
  /** What is to be sent: the mirrored track, or the source itself where nothing can mirror it. */
  readonly output: MediaStreamTrack;
  /** Another source. Resolves with what is to be sent from then on, which mostly is the same track as before. */
  replace(track: MediaStreamTrack): Promise<MediaStreamTrack>;
  /** Ends the mirrored track. The source goes on: it is the caller's. */
  stop(): void;
}

/** From the best to the worst. */
const WAYS: readonly [MirrorInfo["way"], StartPump][] = [
  ["worker", startWorkerPump],
  ["canvas", startCanvasPump],
];

const HIDDEN = "the page is hidden, and a canvas stands still there";

/** Mirrors a track. Never rejects: where nothing works, the track comes back as it is, and `onChange` says why. */
export async function startMirror(source: MediaStreamTrack, options: MirrorOptions = {}): Promise<Mirror> {
  let track = source;
  let output = source;
  let pump: Pump | undefined;
  let pumped: MediaStreamTrack | undefined;
  let stopped = false;
  let running = false;
  /** The way that is tried next, or in use. */
  let rank = 0;
  let turn = Promise.resolve();

  function use(way: MirrorInfo["way"], chosen: MediaStreamTrack, problem?: string) {
    options.onChange?.({ way, ...(problem && { problem }) });
    if (chosen === output) return;
    output = chosen;
    if (running) options.onTrack?.(chosen);
  }

  function drop() {
    pump?.stop();
    pump = pumped = undefined;
  }

  function eventsOf(way: MirrorInfo["way"], own: () => Pump | undefined): PumpEvents {
    const ifOwn = (run: () => void) => {
      if (pump && pump === own()) run();
    };
    return {
      failed: (problem) =>
        ifOwn(() => {
          drop();
          rank += 1;
          turn = turn.then(() => settle([`${way}: ${problem}`]));
        }),
      unwanted: () => ifOwn(drop),
      hidden: () => ifOwn(() => show(way)),
    };
  }

  function show(way: MirrorInfo["way"], problem?: string) {
    if (!pump) return;
    if (way === "canvas" && document.visibilityState === "hidden") use("none", track, HIDDEN);
    else use(way, pump.output, problem);
  }

  /** Makes true what is wanted by now: the current track, mirrored. */
  async function settle(problems: string[] = []): Promise<void> {
    if (stopped) return;
    if (isMirrored(track)) {
      drop();
      return use("none", track, "the track is mirrored already");
    }
    if (pump) {
      if (track !== pumped) pump.replace(track);
      pumped = track;
      return;
    }
    for (; rank < WAYS.length; rank += 1) {
      const [way, start] = WAYS[rank] as (typeof WAYS)[number];
      let started: Pump | undefined;
      pumped = track;
      try {
        started = await start(
          track,
          eventsOf(way, () => started),
          options,
        );
      } catch (error) {
        problems.push(`${way}: ${error instanceof Error ? error.message : error}`);
        continue;
      }
      if (stopped) return started.stop();
      pump = started;
      markMirrored(pump.output);
      pump.output.contentHint = track.contentHint;
      return show(way, problems.join("; "));
    }
    use("none", track, problems.join("; "));
  }

  await settle();
  running = true;
  return {
    get output() {
      return output;
    },
    async replace(next) {
      track = next;
      turn = turn.then(() => settle());
      await turn;
      return output;
    },
    stop() {
      stopped = true;
      drop();
    },
  };
}
