import { expect, test } from "vitest";
import { mirrorFrames } from "../../src/media/worker/mirror-frames";

/** Frames that are nothing but their number, and count who closes them. */
function createFrames() {
  const open = new Set<object>();
  const create = (number: number) => {
    const frame = { number, close: () => void open.delete(frame) };
    open.add(frame);
    return frame as unknown as VideoFrame & { number: number };
  };
  return { create, open };
}

/** A source of so many frames. */
function sourceOf(frames: VideoFrame[]) {
  let cancelled = false;
  const stream = new ReadableStream<VideoFrame>(
    {
      pull(controller) {
        const next = frames.shift();
        if (next) controller.enqueue(next);
        else controller.close();
      },
      cancel() {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return {
    reader: stream.getReader(),
    get cancelled() {
      return cancelled;
    },
  };
}

/** A sink that closes what it takes, as the browser's do, and takes no more after `limit`. */
function sinkOf(limit = Number.POSITIVE_INFINITY) {
  const written: number[] = [];
  const writer = new WritableStream<VideoFrame>({
    write(frame) {
      if (written.length >= limit) throw new Error("stopped");
      written.push((frame as VideoFrame & { number: number }).number);
      frame.close();
    },
  }).getWriter();
  writer.closed.catch(() => {});
  return { writer, written };
}

test("every frame goes out mirrored, in order, and is closed", async () => {
  const { create, open } = createFrames();
  const source = sourceOf([1, 2, 3].map(create));
  const sink = sinkOf();
  const ended = await mirrorFrames(source.reader, sink.writer, async (frame) =>
    create((frame as VideoFrame & { number: number }).number * 10),
  );
  expect(ended).toBe(true);
  expect(sink.written).toEqual([10, 20, 30]);
  expect(open.size).toBe(0);
});

test("a frame that can't be mirrored is left out, and closed", async () => {
  const { create, open } = createFrames();
  const source = sourceOf([1, 2, 3].map(create));
  const sink = sinkOf();
  await mirrorFrames(source.reader, sink.writer, async (frame) => {
    const { number } = frame as VideoFrame & { number: number };
    if (number === 2) throw new Error("lost");
    return create(number);
  });
  expect(sink.written).toEqual([1, 3]);
  expect(open.size).toBe(0);
});

test("when none can be mirrored it gives up, says why, and lets go of the source", async () => {
  const { create, open } = createFrames();
  const source = sourceOf(Array.from({ length: 30 }, (_, number) => create(number)));
  const failing = mirrorFrames(source.reader, sinkOf().writer, () => Promise.reject(new Error("no memory")));
  await expect(failing).rejects.toThrow("no memory");
  expect(source.cancelled).toBe(true);
  // Those that were never read belong to the source.
  expect(open.size).toBe(20);
});

test("when nobody wants the frames any more it stops, and closes the one that wasn't taken", async () => {
  const { create, open } = createFrames();
  const source = sourceOf(Array.from({ length: 5 }, (_, number) => create(number)));
  const sink = sinkOf(2);
  const ended = await mirrorFrames(source.reader, sink.writer, async () => create(9));
  expect(ended).toBe(false);
  expect(source.cancelled).toBe(true);
  expect(open.size).toBe(2);
});
