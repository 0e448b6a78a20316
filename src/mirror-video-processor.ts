import type { MirrorOptions } from "./media/mirror-options";
import { loadMedia } from "./parts";

type Processor = ReturnType<Awaited<ReturnType<typeof loadMedia>>["createProcessor"]>;

/**
 * Mirrors video tracks for apps with a pipeline of their own; `connect({ mirror })` and `createCameraVideoTrack` do it by
 * themselves. In a worker where the browser allows it: then it goes on while the page is busy or hidden.
 *
 * @example
 * const processor = new MirrorVideoProcessor();
 * const mirrored = await processor.start(cameraTrack);
 * await processor.replace(otherCameraTrack); // goes on in `mirrored`
 * processor.stop();
 */
export class MirrorVideoProcessor {
  readonly #own: () => Promise<Processor>;

  constructor(options: MirrorOptions = {}) {
    let own: Processor | undefined;
    this.#own = async () => {
      const { createProcessor } = await loadMedia();
      own ??= createProcessor(options);
      return own;
    };
  }

  /**
   * Starts to mirror a track. It stays the caller's: it is read, and never stopped.
   *
   * @returns The mirrored track. Where mirroring can't be set up, and for a track that the SDK has mirrored already, it is
   * `track` itself; `onChange` says so.
   * @throws `INVALID_INPUT` for anything but a video track, and when it runs already; `LOAD_ERROR`.
   */
  async start(track: MediaStreamTrack): Promise<MediaStreamTrack> {
    return (await this.#own()).start(track);
  }

  /**
   * Mirrors another track in the place of the current one.
   *
   * @returns What is to be sent from now on: mostly the same track as before, which goes on with the new picture.
   * @throws `INVALID_INPUT` for anything but a video track, and before start(); `LOAD_ERROR`.
   */
  async replace(track: MediaStreamTrack): Promise<MediaStreamTrack> {
    return (await this.#own()).replace(track);
  }

  /** Ends the mirrored track, and lets go of the caller's, which goes on. Idempotent; start() may follow. */
  stop(): void {
    this.#own().then(
      (processor) => processor.stop(),
      () => {},
    );
  }
}

/**
 * Mirrors a single track. The mirrored one ends when its source does; its `stop()` ends the mirroring, and leaves the
 * source to the caller.
 *
 * @returns The mirrored track; where mirroring can't be set up, and for a track that the SDK has mirrored already, `track`
 * itself.
 * @throws `INVALID_INPUT` for anything but a video track; `LOAD_ERROR`.
 */
export async function createMirroredTrack(
  track: MediaStreamTrack,
  options: MirrorOptions = {},
): Promise<MediaStreamTrack> {
  return (await loadMedia()).mirrorTrack(track, options);
}
