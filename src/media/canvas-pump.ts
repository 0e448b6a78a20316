import type { StartPump } from "./pump";

/** What canvases give in browsers that let the page decide when a frame is taken. */
type CanvasTrack = MediaStreamTrack & { requestFrame?(): void };

/**
 * Mirrors on a canvas of the page, frame by frame as the camera gives them. It has to share the page's thread, and
 * stands still while the page is hidden: for browsers that have nothing better.
 */
export const startCanvasPump: StartPump = async (track, events) => {
  const video = document.createElement("video");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  if (!context || !canvas.captureStream || !video.requestVideoFrameCallback) {
    throw new Error("no `captureStream` or `requestVideoFrameCallback` here");
  }
  const { width = 640, height = 480 } = track.getSettings();
  Object.assign(canvas, { width, height });
  const output = captured(canvas);
  let handle = 0;

  const draw = () => {
    if (output.readyState === "ended") return events.unwanted();
    handle = video.requestVideoFrameCallback(draw);
    const { videoWidth, videoHeight } = video;
    if (canvas.width !== videoWidth) canvas.width = videoWidth;
    if (canvas.height !== videoHeight) canvas.height = videoHeight;
    context.setTransform(-1, 0, 0, 1, videoWidth, 0);
    context.drawImage(video, 0, 0);
    output.requestFrame?.();
  };
  const show = (source: MediaStreamTrack) => {
    video.srcObject = new MediaStream([source]);
    video.play().catch(() => {});
  };

  video.muted = true;
  video.playsInline = true;
  show(track);
  handle = video.requestVideoFrameCallback(draw);
  document.addEventListener("visibilitychange", events.hidden);
  return {
    output,
    replace: show,
    stop() {
      document.removeEventListener("visibilitychange", events.hidden);
      video.cancelVideoFrameCallback(handle);
      video.srcObject = null;
      output.stop();
    },
  };
};

/** Where the page may decide, a frame is taken when it is drawn, and at no other time; Firefox looks for itself. */
function captured(canvas: HTMLCanvasElement): CanvasTrack {
  const take = (...rate: number[]) => canvas.captureStream(...rate).getVideoTracks()[0] as CanvasTrack;
  const asked = take(0);
  if (asked.requestFrame) return asked;
  asked.stop();
  return take();
}
