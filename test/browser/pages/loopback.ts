/** Sends the camera from one peer connection to another in the same page, and watches what is decoded. */
export async function loopback({ width, height, frames }: { width: number; height: number; frames: number }) {
  const camera = await navigator.mediaDevices.getUserMedia({
    video: { width: { exact: width }, height: { exact: height } },
  });
  const settings = camera.getVideoTracks()[0]?.getSettings();
  const sender = new RTCPeerConnection();
  const receiver = new RTCPeerConnection();
  sender.onicecandidate = ({ candidate }) => receiver.addIceCandidate(candidate ?? undefined);
  receiver.onicecandidate = ({ candidate }) => sender.addIceCandidate(candidate ?? undefined);
  const arrived = new Promise<MediaStream>((resolve) => {
    receiver.ontrack = ({ track }) => resolve(new MediaStream([track]));
  });
  for (const track of camera.getTracks()) sender.addTrack(track, camera);

  await sender.setLocalDescription();
  if (sender.localDescription) await receiver.setRemoteDescription(sender.localDescription);
  await receiver.setLocalDescription();
  if (receiver.localDescription) await sender.setRemoteDescription(receiver.localDescription);

  const video = document.body.appendChild(document.createElement("video"));
  video.muted = true;
  video.srcObject = await arrived;
  const seen = decoded(video, frames);
  await video.play();
  const last = await seen;

  sender.close();
  receiver.close();
  for (const track of camera.getTracks()) track.stop();
  return { camera: { width: settings?.width, height: settings?.height }, frames, last };
}

/** Resolves with the size of the picture once so many frames have been shown. */
function decoded(video: HTMLVideoElement, frames: number): Promise<{ width: number; height: number }> {
  return new Promise((resolve) => {
    let count = 0;
    const next = (_: number, { width, height }: VideoFrameCallbackMetadata) => {
      count += 1;
      if (count >= frames) resolve({ width, height });
      else video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  });
}

/** For the driver's own test: a rejection that nobody handles. */
export async function neglect(message: string) {
  const seen = new Promise((resolve) => window.addEventListener("unhandledrejection", resolve, { once: true }));
  void Promise.reject(new Error(message));
  await seen;
}
