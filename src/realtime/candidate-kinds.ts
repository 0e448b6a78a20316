import { parseCandidate } from "../core/sdp";
import type { Platform } from "../platform/platform";

/** What a look at the device's network paths has found. */
export interface IceFindings {
  /** Kinds of candidates, and how many there were of each. */
  candidates: { host: number; srflx: number; relay: number };
  /**
   * How media can go: `udp` straight, `relay` only over a TURN server, `none` where neither answers; `unknown` where no
   * server was asked, or the browser doesn't say what became of it.
   */
  media: "udp" | "relay" | "none" | "unknown";
}

/** A STUN server that doesn't answer: the browser's own code (RFC 8445 knows none). */
const UNREACHABLE = 701;

/** Gathers candidates until every kind that is asked for is there, gathering ends, or `ended`. No media flows. */
export async function gatherCandidates(
  platform: Platform,
  iceServers: RTCIceServer[],
  ended: AbortSignal,
): Promise<IceFindings> {
  const candidates = { host: 0, srflx: 0, relay: 0 };
  const urls = iceServers.flatMap((server) => server.urls).map((url) => url.toLowerCase());
  const asksRelay = urls.some((url) => /^turns?:/.test(url));
  const asksUdp = urls.some((url) => /^stun:/.test(url) || (/^turn:/.test(url) && !url.includes("transport=tcp")));
  let complete = false;
  let refused = false;
  let peer: RTCPeerConnection | undefined;
  try {
    peer = platform.createPeerConnection?.({ iceServers });
    const connection = peer;
    if (!connection) return { candidates, media: "unknown" };
    const tells = "onicecandidateerror" in connection;
    await new Promise<void>((resolve, reject) => {
      ended.addEventListener("abort", () => resolve());
      if (ended.aborted) resolve();
      connection.onicecandidate = ({ candidate }) => {
        const parsed = parseCandidate(candidate?.candidate ?? "");
        const kind = parsed?.candidateType as keyof typeof candidates | undefined;
        if (kind && kind in candidates) candidates[kind] += 1;
        if ((!asksUdp || candidates.srflx > 0) && (!asksRelay || candidates.relay > 0) && candidates.host > 0)
          resolve();
        if (!candidate) {
          complete = true;
          resolve();
        }
      };
      connection.onicecandidateerror = ({ errorCode, url }) => {
        if (errorCode === UNREACHABLE && !/transport=tcp|^turns:/.test(url ?? "")) refused = true;
      };
      connection.addTransceiver("video", { direction: "recvonly" });
      connection
        .createOffer()
        .then((offer) => connection.setLocalDescription(offer))
        .catch(reject);
    });
    // Where the address outside is the one inside, there is no candidate of its own for it.
    const answered = complete && tells && !refused;
    return { candidates, media: mediaOf(candidates, asksUdp, asksRelay, answered, complete && !tells) };
  } catch {
    return { candidates, media: "unknown" };
  } finally {
    peer?.close();
  }
}

function mediaOf(
  { srflx, relay }: IceFindings["candidates"],
  asksUdp: boolean,
  asksRelay: boolean,
  answered: boolean,
  mute: boolean,
): IceFindings["media"] {
  if (srflx > 0 || (asksUdp && answered)) return "udp";
  if (relay > 0) return "relay";
  if (!asksUdp && !asksRelay) return "unknown";
  return mute ? "unknown" : "none";
}
