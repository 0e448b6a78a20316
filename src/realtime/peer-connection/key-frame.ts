/** A step in size that nobody sees, but that an encoder begins anew for. */
const STEP = 1.01;

/**
 * Sends a key frame next. Chromium has an option for it, which a browser that doesn't know it never reads; there the
 * size takes a step and goes back. Not `active`, which would do too: libwebrtc says good-bye (RTCP BYE) when the last
 * encoding becomes inactive, and a service may take that for the end of the camera.
 */
export async function sendKeyFrame(sender: RTCRtpSender): Promise<void> {
  let known = false;
  const set = (scaleResolutionDownBy?: number) => {
    const parameters = sender.getParameters();
    const { encodings } = parameters;
    if (scaleResolutionDownBy) for (const encoding of encodings) Object.assign(encoding, { scaleResolutionDownBy });
    const options = {
      get encodingOptions() {
        known = true;
        return encodings.map(() => ({ keyFrame: true }));
      },
    };
    return sender.setParameters(parameters, options).catch(() => {});
  };
  const [{ scaleResolutionDownBy: scale = 1 } = {}] = sender.getParameters().encodings;
  const done = set();
  if (known) return done;
  await set(scale * STEP);
  await set(scale);
}
