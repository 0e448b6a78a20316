import type { ClientMessage, IceCandidateInit, SignalMessage } from "../protocol/client-messages";
import type { ServerMessage } from "../protocol/server-messages";
import type { EmulatorBehaviour } from "./behaviour";
import type { Media } from "./media";
import { createPeer, fingerprintOf, type Peer } from "./peer";
import type { SessionLog } from "./session-log";
import type { WebRtcStack } from "./stack";

/** What the negotiation works with. */
export interface NegotiationOptions {
  stack: WebRtcStack;
  media: Media;
  log: SessionLog;
  behaviour(): EmulatorBehaviour;
  send(message: ServerMessage): void;
  /** Whether a state change has been acknowledged. */
  acknowledged(): boolean;
}

/** The part of a session that turns offers into answers and candidates into a connection. */
export interface Negotiation {
  readonly livePeer: boolean;
  handle(message: SignalMessage): Promise<void>;
  sendOffer(): Promise<void>;
  /** The stack's own statistics; undefined while there is no peer connection. */
  getStats(): Promise<RTCStatsReport> | undefined;
  /** Closes the peer connection; offers over it are not answered any more. */
  kill(): void;
}

/** Whether a message is one for the {@link Negotiation}. */
export function isSignal(message: ClientMessage): message is SignalMessage {
  return message.type === "offer" || message.type === "answer" || message.type === "ice-candidate";
}

export function createNegotiation(options: NegotiationOptions): Negotiation {
  const { stack, media, log, behaviour, send, acknowledged } = options;
  let peer: Peer | null = null;
  let killed: string | undefined;
  // Candidates may come before the offer that they belong to.
  let early: (IceCandidateInit | null)[] = [];

  function open(): Peer {
    const opened = createPeer({
      stack,
      media,
      onCandidate(candidate) {
        if (behaviour().sendCandidates) send({ type: "ice-candidate", candidate: candidate as null });
      },
      onConnectionState: (state) => log.setConnection(state),
    });
    log.setConnection("new");
    return opened;
  }

  function close(): void {
    if (!peer) return;
    killed = peer.remoteFingerprint;
    peer.close();
    peer = null;
    log.setConnection("closed");
  }

  async function answer(sdp: string): Promise<void> {
    const { requireStateFirst, answerOffers, answerRestarts, candidatesFirst, silent } = behaviour();
    const fingerprint = fingerprintOf(sdp);
    const restarts = peer !== null && peer.remoteFingerprint === fingerprint;
    if (requireStateFirst && !acknowledged()) {
      send({ type: "error", error: "The state comes first: send it, await its acknowledgement, then offer" });
      return;
    }
    // Two offers have met. One side has to be the impolite one, and clients are polite.
    if (peer?.offering) return log.note("ignored:offer");
    const ignored = restarts ? !answerRestarts : !answerOffers || (killed !== undefined && killed === fingerprint);
    if (silent || ignored) return log.note("ignored:offer");
    // Another fingerprint is another peer connection of the client's, over the same socket.
    if (!restarts) close();
    peer ??= open();
    for (const candidate of early.splice(0)) await peer.addCandidate(candidate);
    const description = await peer.answer(sdp);
    if (candidatesFirst && !restarts) await peer.firstCandidate;
    send({ type: "answer", sdp: description });
  }

  return {
    get livePeer() {
      return peer !== null;
    },
    async handle(message) {
      if (message.type === "ice-candidate") {
        if (peer) await peer.addCandidate(message.candidate);
        else early = [...early, message.candidate].slice(-100);
        return;
      }
      try {
        if (message.type === "offer") await answer(message.sdp);
        else await peer?.accept(message.sdp);
      } catch (error) {
        send({ type: "error", error: `The ${message.type} can't be used: ${String(error)}` });
      }
    },
    async sendOffer() {
      if (log.closed) throw new Error("The session has ended");
      peer ??= open();
      send({ type: "offer", sdp: await peer.offer() });
    },
    getStats: () => peer?.getStats(),
    kill: close,
  };
}
