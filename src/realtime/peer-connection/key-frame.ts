/** A step in size that nobody sees, but that Firefox's encoder begins anew for. */
const STEP = 1.01;

/**
 * Sends a key frame next. Chromium has an option for it, which a browser that doesn't know it never reads; there the
 * size takes a step and goes back. Not `active`, which would do too: libwebrtc says good-bye (RTCP BYE) when the last
 * encoding becomes inactive, and a service may take that for the end of the camera.
 */
export async function sendKeyFrame(sender: RTCRtpSender): Promise<void> {
  let known = false;
  const set = (change: (encoding: RTCRtpEncodingParameters) => void) => {
    const parameters = sender.getParameters();
    const { encodings } = parameters;
    encodings.forEach(change);
    const options = {
      get encodingOptions() {
        known = true;
        return encodings.map(() => ({ keyFrame: true }));
      },
    };
    return sender.setParameters(parameters, options).catch(() => {});
  };
  await set(() => {});
  if (known) return;
  let before = 1;
  await set((encoding) => {
    before = encoding.scaleResolutionDownBy ?? 1;
    encoding.scaleResolutionDownBy = before * STEP;
  });
  await set((encoding) => {
    // Not a size that was set meanwhile.
    const ours = Math.abs((encoding.scaleResolutionDownBy ?? 1) - before * STEP) < STEP - 1;
    if (ours) encoding.scaleResolutionDownBy = before;
  });
}
