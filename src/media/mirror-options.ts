import type { MirrorInfo } from "../core/diagnostics";

/** Options of {@link MirrorVideoProcessor} and {@link createMirroredTrack}. */
export interface MirrorOptions {
  /**
   * Where the page serves `@decartai/sdk/dist/mirror-worker.js`. Needed only where a Content-Security-Policy forbids
   * workers from blobs (`worker-src` without `blob:`). @default a worker that is inside the package
   */
  workerUrl?: string | URL | undefined;
  /**
   * Another track is to be sent from now on: `replaceTrack` it. Comes where mirroring can't go on, and where it stands
   * on a canvas, which a hidden page doesn't draw: then it is the unmirrored track, until the page is visible again.
   */
  onTrack?: ((track: MediaStreamTrack) => void) | undefined;
  /** How it is mirrored from now on; `none` with a problem where it isn't. */
  onChange?: ((info: MirrorInfo) => void) | undefined;
}
