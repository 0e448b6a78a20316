import { InvalidInputError } from "../errors";
import { type Mirror, startMirror } from "./mirror";
import type { MirrorOptions } from "./mirror-options";
import { passOn } from "./pass-on";

function checkVideo(call: string, track: MediaStreamTrack): void {
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

/** Mirrors a single track: the mirrored one ends with its source, and the mirroring with either. */
export async function mirrorTrack(track: MediaStreamTrack, options: MirrorOptions): Promise<MediaStreamTrack> {
  checkVideo("createMirroredTrack()", track);
  const mirror = await startMirror(track, options);
  if (mirror.output !== track) passOn(track, mirror.output, mirror.stop);
  return mirror.output;
}
