import { paintBackdrop, paintMoving } from "./test-pattern-scene";

export interface TestPattern {
  stream: MediaStream;
  stop(): void;
}

/** What a camera gives, made on the page: a stream of an animated picture in the size and at the rate of a model. */
export function startTestPattern({ width, height, fps }: { width: number; height: number; fps: number }): TestPattern {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("This browser can't draw on a canvas.");
  const backdrop = paintBackdrop(width, height);

  // Rate 0: a frame leaves when it is asked for. With a rate the browser samples on a clock of its own, and two clocks
  // of the same rate drop frames against each other.
  const stream = canvas.captureStream(0);
  const track = stream.getVideoTracks()[0] as CanvasCaptureMediaStreamTrack | undefined;
  const started = performance.now();
  let frame = 0;
  const draw = () => {
    context.drawImage(backdrop, 0, 0);
    paintMoving(context, { seconds: (performance.now() - started) / 1000, frame: frame++ });
    track?.requestFrame();
  };
  draw();
  const stopTimer = every(1000 / fps, draw);
  return {
    stream,
    stop() {
      stopTimer();
      track?.stop();
    },
  };
}

/**
 * Calls `run` at an interval, from a worker's clock: a hidden tab stops requestAnimationFrame and slows the page's own
 * timers to one a second, and a session would then send a slide show.
 */
function every(ms: number, run: () => void): () => void {
  const source = URL.createObjectURL(
    new Blob([`setInterval(() => postMessage(0), ${ms})`], { type: "text/javascript" }),
  );
  const worker = new Worker(source);
  worker.onmessage = run;
  return () => {
    worker.terminate();
    URL.revokeObjectURL(source);
  };
}
