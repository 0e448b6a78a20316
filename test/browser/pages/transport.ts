import { withStartBitrate } from "../../../src/core/sdp";
import { createBrowserPlatform } from "../../../src/platform/browser";
import type { SignalMessage } from "../../../src/protocol/client-messages";
import type { TransportEvent } from "../../../src/realtime/media-transport";
import { createPeerConnection } from "../../../src/realtime/peer-connection";

/** A transport of ours and, in the same page, a peer connection that plays the service: what goes between is the test's. */
async function pair() {
  const camera = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 180 } });
  const events: TransportEvent[] = [];
  /** What the transport has said and the service hasn't been given yet. */
  const said: SignalMessage[] = [];
  /** What the service has said and the transport hasn't been given yet. */
  const answers: SignalMessage[] = [];
  const changed = new EventTarget();
  const tell = () => changed.dispatchEvent(new Event("change"));
  const far = new RTCPeerConnection();
  far.onicecandidate = ({ candidate }) => {
    answers.push({ type: "ice-candidate", candidate: candidate?.candidate ? candidate.toJSON() : null });
    tell();
  };
  far.ontrack = ({ track, transceiver }) => {
    transceiver.direction = "sendrecv";
    // What comes goes back, as it came.
    transceiver.sender.replaceTrack(track);
  };
  far.onsignalingstatechange = tell;
  const transport = createPeerConnection({
    platform: createBrowserPlatform(),
    configuration: {},
    tracks: camera.getTracks(),
    directions: { audio: "sendrecv", video: "sendrecv" },
    preferredVideoCodec: "vp8",
    emit(event) {
      events.push(event);
      if (event.type === "signal") said.push(event.message);
      tell();
    },
  });
  transport.start();

  /** Resolves when it holds, now or after one of the events. */
  const until = <T>(find: () => T | undefined | false): Promise<T> =>
    new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (!found) return;
        changed.removeEventListener("change", look);
        resolve(found);
      };
      changed.addEventListener("change", look);
      look();
    });
  const take = (list: SignalMessage[], type: "offer" | "answer") =>
    until(() => {
      const at = list.findIndex((message) => message.type === type);
      return at >= 0 && (list.splice(at, 1)[0] as SignalMessage & { type: "offer" | "answer" });
    });
  const ended = (list: SignalMessage[]) =>
    until(() => list.some((message) => message.type === "ice-candidate" && message.candidate === null));
  /** Gives the service what the transport has said, candidates included. */
  async function hear() {
    for (const message of said.splice(0)) {
      if (message.type !== "ice-candidate") await far.setRemoteDescription(message);
      else if (message.candidate) await far.addIceCandidate(message.candidate as RTCIceCandidateInit);
    }
  }
  async function answer() {
    await far.setLocalDescription(await far.createAnswer());
    answers.push({ type: "answer", sdp: far.localDescription?.sdp ?? "" });
    tell();
  }
  const video = document.createElement("video");
  video.muted = true;
  /** Resolves when another so many frames have come back. */
  async function frames(count: number) {
    const track = await until(() => events.find((event) => event.type === "track" && event.track.kind === "video"));
    if (track.type !== "track") throw new Error("no track");
    video.srcObject ??= new MediaStream([track.track]);
    await video.play();
    for (let seen = 0; seen < count; seen += 1)
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  }
  /**
   * Everything said, both ways, up to moving pictures.
   *
   * @param rewrite What the service says in place of its answer.
   */
  async function connect(rewrite = (sdp: string) => sdp) {
    await ended(said);
    await hear();
    await answer();
    await ended(answers);
    for (const message of answers.splice(0))
      transport.handleRemote(message.type === "answer" ? { ...message, sdp: rewrite(message.sdp) } : message);
    await frames(3);
  }
  const failures = () => events.filter(({ type }) => type === "attemptFailed" || type === "mediaFailed").length;
  /** Candidates of the service that were applied under an offer of ours, whose answer they belong to. */
  function tooEarly() {
    let signaling = "";
    let count = 0;
    for (const event of events) {
      if (event.type !== "diagnostic") continue;
      const { name, data } = event.event;
      if (name === "signalingStateChange") signaling = data.state;
      if (name === "iceCandidate" && data.source === "remote" && signaling === "have-local-offer") count += 1;
    }
    return count;
  }
  const selected = async () => {
    const report = await transport.getStats();
    const all = new Map<string, Record<string, unknown>>();
    report.forEach((stats, id) => {
      all.set(id, stats);
    });
    const [main] = [...all.values()].filter(({ type }) => type === "transport");
    const chosen = all.get(String(main?.selectedCandidatePairId));
    return String(all.get(String(chosen?.localCandidateId))?.usernameFragment);
  };
  function close() {
    transport.close();
    far.close();
    for (const track of camera.getTracks()) track.stop();
    return camera.getTracks()[0]?.readyState;
  }
  return {
    transport,
    far,
    said,
    answers,
    take,
    ended,
    hear,
    answer,
    frames,
    connect,
    failures,
    tooEarly,
    selected,
    close,
  };
}

/** All candidates of the service come before its answer. */
export async function earlyCandidates() {
  const { transport, said, answers, take, ended, hear, answer, frames, failures, tooEarly, close } = await pair();
  await ended(said);
  await hear();
  await answer();
  await ended(answers);
  const description = await take(answers, "answer");
  for (const message of [...answers.splice(0), description]) transport.handleRemote(message);
  await frames(5);
  const result = { failures: failures(), tooEarly: tooEarly() };
  close();
  return result;
}

/** The same in an ICE restart: what comes early belongs to the answer that follows, not to the one in force. */
export async function earlyCandidatesOfRestart() {
  const { transport, said, answers, take, ended, hear, answer, frames, failures, connect, tooEarly, selected, close } =
    await pair();
  await connect();
  const before = await selected();
  transport.restart();
  await ended(said);
  await hear();
  await answer();
  await ended(answers);
  const description = await take(answers, "answer");
  for (const message of [...answers.splice(0), description]) transport.handleRemote(message);
  // The new path is in use when the pair that is selected carries the new name.
  let after = before;
  while (after === before) {
    await frames(1);
    after = await selected();
  }
  await frames(5);
  const result = { failures: failures(), tooEarly: tooEarly(), changed: after !== before };
  close();
  return result;
}

/** The service's offer meets one of ours: ours is taken back, and made again. */
export async function collision() {
  const { transport, far, said, answers, take, ended, hear, answer, frames, connect, failures, close } = await pair();
  await connect();
  transport.restart();
  const lost = await take(said, "offer");
  await far.setLocalDescription(await far.createOffer());
  transport.handleRemote({ type: "offer", sdp: far.localDescription?.sdp ?? "" });
  const reply = await take(said, "answer");
  // Candidates of the offer that was taken back are nobody's.
  await far.setRemoteDescription(reply);
  const again = await take(said, "offer");
  said.unshift(again);
  await ended(said);
  await hear();
  await answer();
  for (const message of answers.splice(0)) transport.handleRemote(message);
  await frames(5);
  const ufrag = (sdp: string) => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];
  const result = {
    failures: failures(),
    restarted: ufrag(again.sdp) !== ufrag(reply.sdp),
    anew: again.sdp !== lost.sdp,
  };
  close();
  return result;
}

/** What a transport owes its session at the end. */
export async function closed() {
  const { transport, said, connect, close } = await pair();
  await connect();
  transport.close();
  transport.close();
  const silent = said.length;
  transport.restart();
  transport.handleRemote({ type: "answer", sdp: "v=0" });
  const stats = await transport.getStats().then(
    () => "some",
    () => "none",
  );
  return { silent: said.length === silent, stats, camera: close() };
}

/** What either side was told to start with: the codec that it sends by has it. */
async function ratesAfter(rewrite?: (sdp: string) => string) {
  const { transport, far, connect, close } = await pair();
  await connect(rewrite);
  const rateOf = (report: RTCStatsReport) => {
    const all = [...report.values()];
    const { codecId } = all.find(({ type, kind }) => type === "outbound-rtp" && kind === "video") ?? {};
    const { sdpFmtpLine = "" } = all.find(({ id }) => id === codecId) ?? {};
    return /x-google-start-bitrate=(\d+)/.exec(sdpFmtpLine)?.[1];
  };
  const rates = { up: rateOf(await transport.getStats()), down: rateOf(await far.getStats()) };
  close();
  return rates;
}

/** With a service that knows nothing of start rates. */
export const startRates = () => ratesAfter();

/** With one that repeats in its answer what the offer says of the codec. */
export const repeatedStartRates = () => ratesAfter((sdp) => withStartBitrate(sdp, 1000));

/** How many key frames more the service decodes when the transport is asked for one, and whether the size stays. */
export async function keyFrame() {
  const { transport, far, connect, frames, close } = await pair();
  await connect();
  const decodedFrom = async (count: number) => {
    for (;;) {
      const all = [...(await far.getStats()).values()];
      const video = all.find(({ type, kind }) => type === "inbound-rtp" && kind === "video");
      if (video?.framesDecoded >= count) return video;
      await frames(1);
    }
  };
  const before = await decodedFrom(15);
  transport.refresh();
  const after = await decodedFrom(before.framesDecoded + 15);
  close();
  return {
    more: after.keyFramesDecoded - before.keyFramesDecoded,
    sameSize: after.frameWidth === before.frameWidth,
  };
}
