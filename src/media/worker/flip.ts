import { layoutOf, rowsOf } from "./frame-layout";

/** Makes a mirrored frame; both have to be closed by the caller. */
export type Flip = (frame: VideoFrame) => Promise<VideoFrame>;

/** What lib.dom doesn't know yet. */
interface Turned {
  /** Degrees, clockwise. */
  rotation?: number;
  flip?: boolean;
}

const timesOf = ({ timestamp, duration }: VideoFrame) => ({ timestamp, ...(duration !== null && { duration }) });

/**
 * Mirrors frames of one format and size by reversing the rows of their planes, in one buffer. Undefined where that
 * can't be done: pixels that can't be read as bytes, or that are to be turned before they are shown.
 */
export function createRowFlip(first: VideoFrame): Flip | undefined {
  const { format, visibleRect, rotation, flip } = first as VideoFrame & Turned;
  if (!format || !visibleRect || rotation || flip) return undefined;
  const { width, height } = visibleRect;
  const layout = layoutOf(format, width, height);
  if (!layout) return undefined;
  const buffer = new ArrayBuffer(layout.size);
  const rows = rowsOf(layout, buffer);
  const planes = layout.planes.map(({ offset, stride }) => ({ offset, stride }));
  return async (frame) => {
    await frame.copyTo(buffer, { layout: planes });
    for (const row of rows) row.reverse();
    const { displayWidth, displayHeight, colorSpace } = frame;
    return new VideoFrame(buffer, {
      format,
      codedWidth: width,
      codedHeight: height,
      displayWidth,
      displayHeight,
      layout: planes,
      colorSpace: colorSpace.toJSON(),
      ...timesOf(frame),
    });
  };
}

/** Mirrors frames of any kind with a canvas; what comes out is upright. */
export function createCanvasFlip(): Flip {
  let context: OffscreenCanvasRenderingContext2D | null | undefined;
  return async (frame) => {
    const { displayWidth: width, displayHeight: height } = frame;
    if (context?.canvas.width !== width || context.canvas.height !== height) {
      context = new OffscreenCanvas(width, height).getContext("2d", { alpha: false });
      context?.setTransform(-1, 0, 0, 1, width, 0);
    }
    if (!context) throw new Error("no 2D canvas in this worker");
    context.drawImage(frame, 0, 0, width, height);
    return new VideoFrame(context.canvas, { alpha: "discard", ...timesOf(frame) });
  };
}
