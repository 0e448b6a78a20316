// Pictures whose left half is red and whose right half is blue: they say whether they were mirrored.

/** What a picture shows. `mixed` is neither. */
export type Halves = "red-blue" | "blue-red" | "mixed";

/** The colours left and right of the middle, away from marks along the edges. */
export function halvesOf(source: CanvasImageSource, width: number, height: number): Halves {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  context.drawImage(source, 0, 0, width, height);
  const colourAt = (x: number, y: number) => {
    const [r = 0, , b = 0] = context.getImageData(Math.floor(x * width), Math.floor(y * height), 1, 1).data;
    return r > b + 60 ? "red" : b > r + 60 ? "blue" : "?";
  };
  const side = (xs: number[]) => new Set(xs.flatMap((x) => [0.3, 0.5, 0.7].map((y) => colourAt(x, y))));
  const [left, right] = [side([0.2, 0.3, 0.45]), side([0.55, 0.7, 0.8])];
  const only = (seen: Set<string>, colour: string) => seen.size === 1 && seen.has(colour);
  if (only(left, "red") && only(right, "blue")) return "red-blue";
  return only(left, "blue") && only(right, "red") ? "blue-red" : "mixed";
}

/** What a playing video shows now. */
export const shownBy = (video: HTMLVideoElement): Halves => halvesOf(video, video.videoWidth, video.videoHeight);

/** Plays a track in an element of the page. */
export function play(track: MediaStreamTrack): HTMLVideoElement {
  const video = document.body.appendChild(document.createElement("video"));
  video.muted = true;
  video.autoplay = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  return video;
}

/** A drawn source at a rate of its own, for browsers whose camera plays no film. */
export function drawn(width: number, height: number, fps = 20) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  let frame = 0;
  const draw = () => {
    if (!context) return;
    frame += 1;
    context.fillStyle = "#f00";
    context.fillRect(0, 0, canvas.width / 2, canvas.height);
    context.fillStyle = "#00f";
    context.fillRect(canvas.width / 2, 0, canvas.width / 2, canvas.height);
    // Something that moves: a picture that stands still may not be sent.
    context.fillStyle = "#fff";
    context.fillRect((frame * 8) % canvas.width, canvas.height - 8, 8, 8);
  };
  const resize = (toWidth: number, toHeight: number) => {
    Object.assign(canvas, { width: toWidth, height: toHeight });
    draw();
  };
  resize(width, height);
  const timer = setInterval(draw, 1000 / fps);
  const track = canvas.captureStream().getVideoTracks()[0] as MediaStreamTrack;
  return { track, resize, stop: () => clearInterval(timer) };
}
