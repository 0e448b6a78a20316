/** A frame that the browser has decoded and is about to show. */
export interface Frame {
  /** When, on the clock of `performance.now()`. */
  at: number;
  width: number;
  height: number;
  /** Frames presented so far; it counts the ones that no callback was made for, too. */
  presented: number;
}

/** Calls `listener` for each frame of a video until the returned function is called. */
export function watchFrames(video: HTMLVideoElement, listener: (frame: Frame) => void): () => void {
  let handle = 0;
  const next = (at: number, { presentedFrames }: VideoFrameCallbackMetadata) => {
    handle = video.requestVideoFrameCallback(next);
    // Not the size in the metadata: for a camera that the browser scales, Chromium puts the size before scaling there.
    listener({ at, width: video.videoWidth, height: video.videoHeight, presented: presentedFrames });
  };
  handle = video.requestVideoFrameCallback(next);
  return () => video.cancelVideoFrameCallback(handle);
}

/** When the next frame of a video comes, on the clock of `performance.now()`. Rejects when the signal is aborted. */
export function nextFrame(video: HTMLVideoElement, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const stop = watchFrames(video, ({ at }) => {
      stop();
      resolve(at);
    });
    signal.addEventListener("abort", () => {
      stop();
      reject(signal.reason);
    });
  });
}

/** Writes a video's size and rate as they are, not as they were asked for: "1088 × 624 · 20 fps". */
export function captionNumbers(video: HTMLVideoElement, caption: HTMLElement): void {
  let latest: Frame | undefined;
  let before: Frame | undefined;
  watchFrames(video, (frame) => {
    latest = frame;
  });
  setInterval(() => {
    // A hidden tab presents nothing: the last numbers stay until it is seen again.
    if (document.hidden) return;
    if (!latest || !video.srcObject) {
      caption.textContent = "";
      latest = before = undefined;
      return;
    }
    const rate = before && ` · ${ratePerSecond(before, latest)} fps`;
    caption.textContent = `${latest.width} × ${latest.height}${rate ?? ""}`;
    before = latest;
  }, 1000);
}

/** Frames per second from one frame to a later one; 0 where it is the same one, which is a frozen video. */
function ratePerSecond(from: Frame, to: Frame): number {
  // A new stream counts from 0 again.
  const frames = Math.max(to.presented - from.presented, 0);
  return to.at > from.at ? Math.round((frames * 1000) / (to.at - from.at)) : 0;
}

/** A still of what a video shows now, as a `data:` URL of a PNG file. */
export function pngOf(video: HTMLVideoElement): string {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = canvas.getContext("2d", { alpha: false });
  if (!context || canvas.width === 0) throw new Error("The video shows nothing yet.");
  context.drawImage(video, 0, 0);
  return canvas.toDataURL("image/png");
}
