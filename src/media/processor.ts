import { InvalidInputError } from "../errors";
import { type Mirror, startMirror } from "./mirror";
import type { MirrorOptions } from "./mirror-options";

/** Throws unless it is a video track. */
export function checkVideo(call: string, track: MediaStreamTrack): void {
  if (track?.kind !== "video") throw new InvalidInputError(`${call}: \`track\` must be a video track.`);
}

/** What stands behind a MirrorVideoProcessor. */
export function createProcessor(options: MirrorOptions) {
  let mirror: Promise<Mirror> | undefined;
  return {
    async start(track: MediaStreamTrack): Promise<MediaStreamTrack> {
      checkVideo("MirrorVideoProcessor.start()", track);
      if (mirror) throw new InvalidInputError("MirrorVideoProcessor.start(): it runs already; use replace().");
      const starting = startMirror(track, options);
      mirror = starting;
      return (await starting).output;
    },
    async replace(track: MediaStreamTrack): Promise<MediaStreamTrack> {
      checkVideo("MirrorVideoProcessor.replace()", track);
      if (!mirror) throw new InvalidInputError("MirrorVideoProcessor.replace(): it doesn't run; use start().");
      return (await mirror).replace(track);
    },
    stop(): void {
      mirror?.then((running) => running.stop());
      mirror = undefined;
    },
  };
}
