import type { StateChange } from "../core/diagnostics";
import { DOWNLINK_START_KBPS, parseCandidate, UPLINK_START_KBPS, withStartBitrate } from "../core/sdp";
import { WebRTCError } from "../errors";
import type { SignalMessage } from "../protocol/client-messages";
import type { MediaTransport, TransportEvent, TransportOptions } from "./media-transport";
import { sendKeyFrame } from "./peer-connection/key-frame";
import { settleSize } from "./peer-connection/picture-size";

/** Undefined leaves it to the browser. */
type Tunable = { degradationPreference?: RTCDegradationPreference | undefined };

/** Media over one RTCPeerConnection. */
export function createPeerConnection(options: TransportOptions): MediaTransport {
  const { platform, emit } = options;
  let peer: RTCPeerConnection | undefined;
  let closed = false;
  // Descriptions and candidates are applied one after the other: a candidate before its description would throw.
  let applied: Promise<unknown> = Promise.resolve();
  const early: SignalMessage[] = [];
  let leaveSize: (() => void) | undefined;

  const tell = (event: TransportEvent) => {
    if (!closed) emit(event);
  };
  const fail = (what: string, cause: unknown, retryable = true) =>
    tell({ type: "attemptFailed", error: new WebRTCError("WEBRTC_SIGNALING_ERROR", what, { cause, retryable }) });

  function watch(peer: RTCPeerConnection) {
    const change = <S extends string>(read: () => S, report: (change: StateChange<S>) => void) => {
      let previousState = read();
      return () => {
        const state = read();
        if (state === previousState) return;
        report({ state, previousState, timestampMs: platform.clock.now() });
        previousState = state;
      };
    };
    peer.oniceconnectionstatechange = change(
      () => peer.iceConnectionState,
      (data) => tell({ type: "diagnostic", event: { name: "iceStateChange", data } }),
    );
    peer.onsignalingstatechange = change(
      () => peer.signalingState,
      (data) => tell({ type: "diagnostic", event: { name: "signalingStateChange", data } }),
    );
    peer.onconnectionstatechange = change(
      () => peer.connectionState,
      (data) => {
        tell({ type: "diagnostic", event: { name: "peerConnectionStateChange", data } });
        if (data.state === "connected") {
          tell({ type: "mediaConnected" });
          leaveSize ??= settleSize(platform.clock, availableRate, setSize);
        }
        if (data.state === "disconnected") tell({ type: "mediaInterrupted" });
        if (data.state === "failed") {
          const message = "No network path to the media server: a firewall may block UDP, or the network was lost.";
          tell({ type: "mediaFailed", error: new WebRTCError("WEBRTC_ICE_ERROR", message) });
        }
      },
    );
    peer.ontrack = ({ track }) => tell({ type: "track", track });
    peer.onicecandidate = ({ candidate }) => {
      if (candidate) reportCandidate("local", candidate.candidate);
      // An empty one marks the end of a generation: the null that follows says it for all.
      if (candidate?.candidate === "") return;
      tell({ type: "signal", message: { type: "ice-candidate", candidate: candidate ? candidate.toJSON() : null } });
    };
  }

  function reportCandidate(source: "local" | "remote", line: string | undefined) {
    const parsed = parseCandidate(line ?? "");
    if (parsed) tell({ type: "diagnostic", event: { name: "iceCandidate", data: { source, ...parsed } } });
  }

  /** The senders of a kind, with a track or without: one may come later. A track that is received alone has none. */
  const sendersOf = (kind: string) =>
    ((!closed && peer?.getTransceivers()) || [])
      .filter(({ receiver, direction }) => receiver.track.kind === kind && direction !== "recvonly")
      .map(({ sender }) => sender);

  /** Makes what is sent smaller, and holds that size or leaves it to the browser; ignored where it knows neither. */
  function setSize(scaleResolutionDownBy: number, held: boolean) {
    for (const sender of sendersOf("video")) {
      const parameters = sender.getParameters();
      for (const encoding of parameters.encodings) encoding.scaleResolutionDownBy = scaleResolutionDownBy;
      (parameters as Tunable).degradationPreference = held ? "maintain-resolution" : undefined;
      sender.setParameters(parameters).catch(() => {});
    }
  }

  /** What the connection carries by the browser's estimate, in kbit/s; no number where it has none. */
  async function availableRate() {
    let rate = 0;
    const report = sendersOf("video")[0]?.track && (await peer?.getStats().catch(() => {}));
    report?.forEach((stats) => {
      rate ||= stats.availableOutgoingBitrate / 1000;
    });
    return rate;
  }

  async function offer(peer: RTCPeerConnection, iceRestart = false) {
    const { type, sdp = "" } = await peer.createOffer({ iceRestart });
    if (closed) return;
    const description = { type, sdp };
    await options.customizeOffer?.(description);
    if (closed) return;
    // Before it is applied, which starts the gathering: candidates follow their offer.
    tell({ type: "signal", message: { type: "offer", sdp: withStartBitrate(description.sdp, DOWNLINK_START_KBPS) } });
    await peer.setLocalDescription(description);
  }

  async function apply(message: SignalMessage) {
    if (!peer || closed) return;
    if (message.type === "ice-candidate") {
      // Under an offer of ours it belongs to the answer that is on its way, and to that one's credentials.
      if (!peer.remoteDescription || peer.signalingState === "have-local-offer") return void early.push(message);
      reportCandidate("remote", message.candidate?.candidate);
      // One bad candidate harms no session: there are others.
      if (message.candidate) await peer.addIceCandidate(message.candidate as RTCIceCandidateInit).catch(() => {});
      return;
    }
    // A second answer has no offer: applying it would throw, and end a session that is well.
    if (message.type === "answer" && peer.signalingState !== "have-local-offer") return;
    // The service's offer goes before ours: ours is taken back, and made again.
    const collides = message.type === "offer" && peer.signalingState === "have-local-offer";
    if (collides) await peer.setLocalDescription({ type: "rollback" });
    const sdp = withStartBitrate(message.sdp, UPLINK_START_KBPS, DOWNLINK_START_KBPS);
    await peer.setRemoteDescription({ type: message.type, sdp });
    for (const candidate of early.splice(0)) await apply(candidate);
    if (message.type === "answer") return;
    const answer = await peer.createAnswer();
    await peer.setLocalDescription(answer);
    tell({ type: "signal", message: { type: "answer", sdp: withStartBitrate(answer.sdp ?? "", DOWNLINK_START_KBPS) } });
    if (collides) await offer(peer, true);
  }

  return {
    start() {
      try {
        peer = platform.createPeerConnection?.(options.configuration);
        if (!peer) return;
        watch(peer);
        addTransceivers(peer, options);
        setSize(1, true);
        const { customizeOffer } = options;
        const hint = customizeOffer ? ": check `customizeOffer`" : "";
        // The app's function would do the same to every further offer.
        applied = offer(peer).catch((cause) => fail(`The offer could not be made${hint}.`, cause, !customizeOffer));
      } catch (cause) {
        fail("The peer connection could not be set up. Check `iceServers`.", cause, false);
      }
    },
    restart() {
      const connection = peer;
      if (!connection) return;
      applied = applied
        .then(() => offer(connection, true))
        .catch((cause) => fail("The offer of an ICE restart could not be made.", cause));
    },
    refresh: () => sendersOf("video").forEach(sendKeyFrame),
    handleRemote(message) {
      applied = applied
        .then(() => apply(message))
        .catch((cause) => fail(`The service's ${message.type} could not be applied.`, cause));
    },
    async replaceTrack(kind, track) {
      await sendersOf(kind)[0]?.replaceTrack(track);
    },
    getStats: async () => (await peer?.getStats()) ?? new Map(),
    close() {
      closed = true;
      leaveSize?.();
      // Its listeners need not go: they tell nothing any more, and end with it.
      peer?.close();
    },
  };
}

function addTransceivers(peer: RTCPeerConnection, options: TransportOptions): void {
  const { tracks, directions, platform, preferredVideoCodec } = options;
  const stream = tracks.length > 0 ? platform.createMediaStream?.() : undefined;
  for (const kind of ["video", "audio"] as const) {
    const track = tracks.find((candidate) => candidate.kind === kind);
    const transceiver = peer.addTransceiver(track ?? kind, {
      direction: directions[kind],
      streams: stream ? [stream] : [],
    });
    if (kind === "video") preferCodec(transceiver, platform.videoCodecs?.() ?? [], preferredVideoCodec);
  }
}

function preferCodec(transceiver: RTCRtpTransceiver, codecs: RTCRtpCodec[], name: string): void {
  const preferred = (codec: RTCRtpCodec) => codec.mimeType.toLowerCase() === `video/${name}`;
  if (!codecs.some(preferred)) return;
  transceiver.setCodecPreferences([...codecs.filter(preferred), ...codecs.filter((codec) => !preferred(codec))]);
}
