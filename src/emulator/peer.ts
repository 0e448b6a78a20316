import type { IceCandidateInit } from "../protocol/client-messages";
import type { Media } from "./media";
import type { WebRtcStack } from "./stack";

/** What a peer needs and whom it tells. */
export interface PeerOptions {
  stack: WebRtcStack;
  media: Media;
  /** A candidate of ours; null when there are no more. */
  onCandidate(candidate: IceCandidateInit | null): void;
  /** The connection's state changed, such as `connected` or `failed`. */
  onConnectionState(state: string): void;
}

/** The service's end of one peer connection. */
export interface Peer {
  /** The DTLS fingerprint in the client's last description: another one means another connection. */
  readonly remoteFingerprint: string | undefined;
  /** Whether an offer of ours waits for its answer. */
  readonly offering: boolean;
  /** Applies an offer (the first one, or one that restarts ICE) and gives the answer's SDP. */
  answer(offer: string): Promise<string>;
  /** Makes an offer of our own. */
  offer(): Promise<string>;
  /** Applies the client's answer to {@link Peer.offer}. */
  accept(answer: string): Promise<void>;
  /** Adds a candidate, or keeps it until there is a description that it belongs to. */
  addCandidate(candidate: IceCandidateInit | null): Promise<void>;
  /** The stack's own statistics. */
  getStats(): Promise<RTCStatsReport>;
  /** Resolves when the first candidate was reported, or there will be none. */
  readonly firstCandidate: Promise<void>;
  close(): void;
}

/** The first DTLS fingerprint in a description. */
export function fingerprintOf(sdp: string): string | undefined {
  return /^a=fingerprint:(.+?)\s*$/im.exec(sdp)?.[1];
}

export function createPeer({ stack, media, onCandidate, onConnectionState }: PeerOptions): Peer {
  const pc = stack.createPeerConnection();
  const stream = stack.createStream();
  const early: (IceCandidateInit | null)[] = [];
  const wired = new Set<string>();
  let remoteFingerprint: string | undefined;
  let foundCandidate = () => {};
  const firstCandidate = new Promise<void>((resolve) => {
    foundCandidate = resolve;
  });

  pc.onicecandidate = ({ candidate }) => {
    const json = candidate && {
      candidate: candidate.candidate,
      sdpMid: candidate.sdpMid,
      sdpMLineIndex: candidate.sdpMLineIndex,
    };
    onCandidate(json);
    foundCandidate();
  };
  pc.onconnectionstatechange = () => onConnectionState(pc.connectionState);

  /** Ties the first transceiver of each kind to the media; further ones are answered, and stay empty. */
  function wire(): void {
    for (const { receiver } of pc.getTransceivers()) {
      const { kind } = receiver.track;
      if (wired.has(kind)) continue;
      wired.add(kind);
      // addTrack (not replaceTrack) takes the offered transceiver and names the stream, which old clients look for.
      pc.addTrack(media.createTrack(kind), stream);
      media.attach(receiver.track);
    }
  }

  async function applyRemote(type: "offer" | "answer", sdp: string): Promise<void> {
    await pc.setRemoteDescription({ type, sdp });
    remoteFingerprint = fingerprintOf(sdp);
    for (const candidate of early.splice(0)) await add(candidate);
  }

  async function add(candidate: IceCandidateInit | null): Promise<void> {
    // wrtc knows no null; the end of the client's candidates changes nothing for us anyway.
    if (!candidate?.candidate) return;
    try {
      await pc.addIceCandidate(candidate as RTCIceCandidateInit);
    } catch {
      // One of a generation that an ICE restart has ended, or of a name that can't be resolved: others will do.
    }
  }

  return {
    firstCandidate,
    get remoteFingerprint() {
      return remoteFingerprint;
    },
    get offering() {
      return pc.signalingState === "have-local-offer";
    },
    async answer(sdp) {
      await applyRemote("offer", sdp);
      wire();
      const answer = await pc.createAnswer();
      await pc.setLocalDescription(answer);
      return answer.sdp ?? "";
    },
    async offer() {
      if (pc.getTransceivers().length === 0) {
        for (const kind of ["video", "audio"]) pc.addTransceiver(kind, { direction: "sendrecv" });
        wire();
      }
      const offer = await pc.createOffer();
      await pc.setLocalDescription(offer);
      return offer.sdp ?? "";
    },
    accept: (sdp) => applyRemote("answer", sdp),
    async addCandidate(candidate) {
      if (!pc.remoteDescription) early.push(candidate);
      else await add(candidate);
    },
    getStats: () => pc.getStats(),
    close() {
      pc.onicecandidate = null;
      pc.onconnectionstatechange = null;
      pc.close();
    },
  };
}
