// What a browser can do, asked of itself and not of its name.

/** Whether an AudioContext can run where no sound comes out. */
export const soundWithoutOutput = () => "sinkId" in AudioContext.prototype;

export const framesInPage = () => "MediaStreamTrackProcessor" in globalThis;

export async function framesInWorker() {
  const source = 'postMessage("MediaStreamTrackProcessor" in globalThis)';
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url);
  const answer = await new Promise<boolean>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = () => reject(new Error("the worker has failed"));
  });
  worker.terminate();
  URL.revokeObjectURL(url);
  return answer;
}

interface Pair {
  near: RTCPeerConnection;
  far: RTCPeerConnection;
  sender: RTCRtpSender;
}

/** Two peers of this page, the camera on its way from one to the other. */
async function withPair<T>(look: (pair: Pair) => Promise<T>): Promise<T> {
  const camera = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 180 } });
  const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
  near.onicecandidate = ({ candidate }) => void far.addIceCandidate(candidate ?? undefined);
  far.onicecandidate = ({ candidate }) => void near.addIceCandidate(candidate ?? undefined);
  try {
    const { sender } = near.addTransceiver(camera.getVideoTracks()[0] as MediaStreamTrack, { direction: "sendonly" });
    const offer = await near.createOffer();
    // Candidates of one side never come before its description: both are asked for in one go.
    await Promise.all([near.setLocalDescription(offer), far.setRemoteDescription(offer)]);
    const answer = await far.createAnswer();
    await Promise.all([far.setLocalDescription(answer), near.setRemoteDescription(answer)]);
    return await look({ near, far, sender });
  } finally {
    near.close();
    far.close();
    for (const track of camera.getTracks()) track.stop();
  }
}

/** Whether what is asked of an encoder is still there when it is read back. */
export const fullSize = () =>
  withPair(async ({ sender }) => {
    const degradationPreference = "maintain-resolution";
    await sender.setParameters({ ...sender.getParameters(), degradationPreference } as RTCRtpSendParameters);
    const parameters = sender.getParameters() as { degradationPreference?: string };
    return parameters.degradationPreference === degradationPreference;
  });

async function decoded({ far }: Pair) {
  const entries = [...(await far.getStats()).values()];
  const video = entries.find(({ type, kind }) => type === "inbound-rtp" && kind === "video");
  return { frames: Number(video?.framesDecoded ?? 0), keys: Number(video?.keyFramesDecoded ?? 0) };
}

async function untilFrames(pair: Pair, count: number) {
  for (;;) {
    const now = await decoded(pair);
    if (now.frames >= count) return now;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

/** Whether a key frame that is asked for comes. */
export const keyFrames = () =>
  withPair(async (pair) => {
    const { sender } = pair;
    const before = await untilFrames(pair, 15);
    const parameters = sender.getParameters();
    const encodingOptions = parameters.encodings.map(() => ({ keyFrame: true }));
    await sender.setParameters(parameters, { encodingOptions } as RTCSetParameterOptions).catch(() => {});
    const after = await untilFrames(pair, before.frames + 15);
    return after.keys > before.keys;
  });

/** Whether a report says which candidate pair is in use. */
export const transportReport = () =>
  withPair(async (pair) => {
    await untilFrames(pair, 1);
    return [...(await pair.near.getStats()).values()].some((entry) => entry.selectedCandidatePairId);
  });
