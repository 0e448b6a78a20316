import { createChoice } from "./choice";
import { createCanvasFlip, createRowFlip, type Flip } from "./flip";

/** So many frames in a row that can't be mirrored are no accident. */
const MAX_FAILURES = 10;

const kindOf = ({
  format,
  visibleRect,
  rotation = 0,
  flip = false,
}: VideoFrame & { rotation?: number; flip?: boolean }) =>
  [format, visibleRect?.width, visibleRect?.height, rotation, flip].join();

/** Mirrors frames of any kind, each in the way that is cheapest for its kind. */
export function createFrameFlip(): Flip {
  const canvas = createCanvasFlip();
  let kind: string | undefined;
  let rows: Flip | undefined;
  let choice = createChoice();

  return async (frame) => {
    const its = kindOf(frame);
    if (its !== kind) {
      kind = its;
      rows = createRowFlip(frame);
      choice = createChoice();
    }
    const way = rows ? choice.next() : "canvas";
    if (way === "canvas" || !rows) return measured("canvas", canvas, frame);
    try {
      return await measured("rows", rows, frame);
    } catch {
      // Such as a cut-out that starts between two chroma samples: the canvas can do it, now and from now on.
      if (kind === its) rows = undefined;
      return canvas(frame);
    }
  };

  async function measured(way: "rows" | "canvas", flip: Flip, frame: VideoFrame) {
    const started = performance.now();
    const mirrored = await flip(frame);
    choice.took(way, performance.now() - started);
    return mirrored;
  }
}

/**
 * Reads frames, mirrors them and writes them, until the source ends. Every frame is closed: those that come in here,
 * those that go out by who takes them.
 *
 * @returns Whether the source has ended by itself; false when the other side takes no more.
 * @throws What the frames can't be mirrored for.
 */
export async function mirrorFrames(
  reader: ReadableStreamDefaultReader<VideoFrame>,
  writer: WritableStreamDefaultWriter<VideoFrame>,
  flip: Flip,
): Promise<boolean> {
  let failures = 0;
  for (;;) {
    const { done, value: frame } = await reader.read();
    if (done) return true;
    let mirrored: VideoFrame;
    try {
      mirrored = await flip(frame);
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures < MAX_FAILURES) continue;
      await reader.cancel();
      throw error;
    } finally {
      frame.close();
    }
    try {
      await writer.write(mirrored);
    } catch {
      mirrored.close();
      await reader.cancel();
      return false;
    }
  }
}
