/** What pages do without a worker: each frame is drawn, flipped, on a canvas. The peer beside which ours is measured. */
export function flipped(track: MediaStreamTrack, width: number, height: number): MediaStreamTrack {
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  video.play();
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { alpha: false });
  const draw = () => {
    video.requestVideoFrameCallback(draw);
    context?.setTransform(-1, 0, 0, 1, width, 0);
    context?.drawImage(video, 0, 0, width, height);
  };
  video.requestVideoFrameCallback(draw);
  return canvas.captureStream().getVideoTracks()[0] as MediaStreamTrack;
}
