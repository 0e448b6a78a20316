// What a viewer would complain about: a picture that stands still, goes black, or is started anew.

/** Below this mean of its pixels (of 255) a picture is black; a video that shows nothing at all is black too. */
const BLACK = 8;
const SIZE = { width: 32, height: 18 };

/** Watches a video element until it is told to stop. */
export function watchPicture(video: HTMLVideoElement) {
  const events: string[] = [];
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let since = performance.now();
  let lastFrameAt = since;
  let longestMs = 0;
  let frames = 0;
  let samples = 0;
  let black = 0;
  let shown = false;
  let stopped = false;

  for (const name of ["emptied", "loadstart", "pause", "ended", "error", "abort"])
    video.addEventListener(name, () => events.push(name));

  function onFrame(now: number) {
    if (stopped) return;
    shown = true;
    frames += 1;
    longestMs = Math.max(longestMs, now - lastFrameAt);
    lastFrameAt = now;
    video.requestVideoFrameCallback(onFrame);
  }
  video.requestVideoFrameCallback(onFrame);

  // As often as the screen is painted, also when no frame comes: a track that goes leaves a hole.
  function sample() {
    if (stopped || !context) return;
    requestAnimationFrame(sample);
    if (!shown) return;
    context.clearRect(0, 0, SIZE.width, SIZE.height);
    context.drawImage(video, 0, 0, SIZE.width, SIZE.height);
    const { data } = context.getImageData(0, 0, SIZE.width, SIZE.height);
    let sum = 0;
    for (let index = 0; index < data.length; index += 4) sum += Math.max(...data.slice(index, index + 3));
    samples += 1;
    if (sum / (SIZE.width * SIZE.height) < BLACK) black += 1;
  }
  requestAnimationFrame(sample);

  return {
    /** Measures from now on. */
    reset() {
      since = performance.now();
      lastFrameAt = since;
      longestMs = 0;
      frames = 0;
      samples = 0;
      black = 0;
      events.length = 0;
    },
    read() {
      const now = performance.now();
      return {
        /** The longest time without a new frame, the one up to now included. */
        stillMs: Math.round(Math.max(longestMs, now - lastFrameAt)),
        fps: Math.round((frames * 1000) / (now - since)),
        samples,
        black,
        events: [...events],
      };
    },
    stop() {
      stopped = true;
    },
  };
}
