import { type ConnectOptions, createDecartClient, type Platform, type RealTimeClient } from "@decartai/sdk";
import { createBrowserPlatform } from "../../../src/platform/browser";
import { createPeerConnection } from "../../../src/realtime/peer-connection";
import type { Service } from "./session";

/** A connect, as JSON can carry it; functions of the app are named. */
export interface OptionsInput extends Service {
  options?: Partial<Omit<ConnectOptions, "onRemoteStream" | "signal" | "customizeOffer">>;
  customizeOffer?: keyof typeof CUSTOMIZE;
  /** A browser that lacks these codecs. */
  without?: string[];
}

const CUSTOMIZE = {
  sync(offer: RTCSessionDescriptionInit) {
    offer.sdp = vp9First(offer.sdp ?? "");
  },
  async async(offer: RTCSessionDescriptionInit) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    offer.sdp = vp9First(offer.sdp ?? "");
  },
  throws() {
    throw new Error("the app's own mistake");
  },
  async rejects() {
    await Promise.reject(new Error("the app's own mistake"));
  },
  fails2nd(offer: RTCSessionDescriptionInit) {
    if (peers.length > 1) throw new Error("the app's own mistake");
    offer.sdp = vp9First(offer.sdp ?? "");
  },
  spoils(offer: RTCSessionDescriptionInit) {
    offer.sdp = "no SDP at all";
  },
};

/** What people customize offers for: another codec first. */
function vp9First(sdp: string): string {
  const payload = /^a=rtpmap:(\d+) VP9\//m.exec(sdp)?.[1];
  return sdp.replace(/^(m=video \S+ \S+) (.*)$/m, (_, head: string, list: string) => {
    const others = list.split(" ").filter((other) => other !== payload);
    return [head, payload, ...others].join(" ");
  });
}

let session: RealTimeClient | undefined;
let peers: RTCPeerConnection[] = [];
let camera: MediaStream | undefined;
let tracks: string[] = [];

/** The browser's platform, which remembers its peer connections and can lack codecs. */
function watchedPlatform(without: string[] = []): Platform {
  const platform = createBrowserPlatform();
  const lacking = new Set(without.map((name) => `video/${name}`));
  return {
    ...platform,
    videoCodecs: () => (platform.videoCodecs?.() ?? []).filter(({ mimeType }) => !lacking.has(mimeType.toLowerCase())),
    createPeerConnection(configuration) {
      const peer = new RTCPeerConnection(configuration);
      peers.push(peer);
      return peer;
    },
  };
}

/** Connects a small camera with sound; an error comes back as data. */
export async function connect({ url, httpUrl, apiKey, options, customizeOffer, without }: OptionsInput) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 180 }, audio: true });
  peers = [];
  tracks = [];
  camera = stream;
  const platform = watchedPlatform(without);
  const client = createDecartClient({ apiKey, realtimeBaseUrl: url, baseUrl: httpUrl, platform, telemetry: false });
  const started = performance.now();
  try {
    session = await client.realtime.connect(stream, {
      model: "lucy-2.1",
      ...options,
      customizeOffer: customizeOffer && CUSTOMIZE[customizeOffer],
      onRemoteStream: (remote) => tracks.push(`stream of ${remote.getTracks().map(({ kind }) => kind)}`),
      onRemoteVideoTrack: ({ kind, readyState }) => tracks.push(`${kind} ${readyState}`),
      onRemoteAudioTrack: ({ kind, readyState }) => tracks.push(`${kind} ${readyState}`),
    });
    return { ok: true as const };
  } catch (error) {
    const { message, code, reason, retryable, cause } = error as Error & Record<string, unknown>;
    const ms = performance.now() - started;
    return { ok: false as const, message, code, reason, retryable, cause: String(cause), ms, peers: peers.length };
  }
}

/** How the session is doing. */
export function snapshot() {
  const { state, error, attempt } = session?.getSnapshot() ?? {};
  return { state, attempt, code: error?.code, cause: String(error?.cause), peers: peers.length };
}

/** What the three functions for remote media got so far, in order. */
export const remoteTracks = () => tracks;

/** Ends the session and the camera. */
export function disconnect() {
  session?.disconnect();
  for (const track of camera?.getTracks() ?? []) track.stop();
}

/** The video codecs in use, once frames flow both ways. */
export const codecs = () => codecsOf(lastPeer());

/** Whether this browser has a codec at all. */
export const has = (name: string) =>
  Boolean(
    RTCRtpReceiver.getCapabilities("video")?.codecs.some(
      ({ mimeType }) => /\w+$/.exec(mimeType.toLowerCase())?.[0] === name,
    ),
  );

/** The candidate pair that media takes. */
export async function selectedPair() {
  // Firefox marks the pair itself.
  const isSelected = (entry: Record<string, unknown>) => entry.selectedCandidatePairId || entry.selected;
  const stats = await statsWhen(lastPeer(), (all) => all.some(isSelected));
  const at = (id: string) => stats.find((entry) => entry.id === id);
  const selected = stats.find(isSelected);
  const pair = selected?.selected ? selected : at(selected?.selectedCandidatePairId);
  const local = at(pair?.localCandidateId);
  return { type: local?.candidateType, relayProtocol: local?.relayProtocol, url: local?.url };
}

function lastPeer(): RTCPeerConnection {
  const peer = peers.at(-1);
  if (!peer) throw new Error("no peer connection");
  return peer;
}

/** Statistics of a peer connection, as soon as they say something. */
async function statsWhen(peer: RTCPeerConnection, ready: (entries: Record<string, string>[]) => boolean) {
  for (;;) {
    const entries = [...(await peer.getStats()).values()];
    if (ready(entries)) return entries;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

async function codecsOf(peer: RTCPeerConnection) {
  const flow = (entry: Record<string, unknown>, type: string, count: string) =>
    entry.kind === "video" && entry.type === type && Number(entry[count]) > 0 && Boolean(entry.codecId);
  const sent = (entry: Record<string, unknown>) => flow(entry, "outbound-rtp", "framesEncoded");
  const received = (entry: Record<string, unknown>) => flow(entry, "inbound-rtp", "framesDecoded");
  const stats = await statsWhen(peer, (all) => all.some(sent) && all.some(received));
  const name = (entry?: Record<string, string>) => stats.find(({ id }) => id === entry?.codecId)?.mimeType;
  return { sent: name(stats.find(sent)), received: name(stats.find(received)) };
}

/** The SDK's transport against a peer connection of this page, which sends back what it gets: both ends' codecs. */
export async function loopback(preferredVideoCodec: string) {
  camera = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 180 } });
  peers = [];
  const service = new RTCPeerConnection();
  const transport = createPeerConnection({
    platform: watchedPlatform(),
    configuration: {},
    tracks: camera.getTracks(),
    directions: { audio: "sendrecv", video: "sendrecv" },
    preferredVideoCodec,
    emit(event) {
      if (event.type === "signal") void answer(event.message);
    },
  });
  async function answer(message: Parameters<typeof transport.handleRemote>[0]) {
    if (message.type === "ice-candidate") {
      // One after the other with the offer, as the peer connection itself queues them.
      await service.addIceCandidate((message.candidate ?? undefined) as RTCIceCandidateInit);
      return;
    }
    const described = service.setRemoteDescription(message);
    service.ontrack = ({ track }) => track.kind === "video" && service.addTrack(track);
    await described;
    await service.setLocalDescription();
    transport.handleRemote({ type: "answer", sdp: service.localDescription?.sdp ?? "" });
  }
  service.onicecandidate = ({ candidate }) =>
    transport.handleRemote({ type: "ice-candidate", candidate: candidate?.toJSON() ?? null } as never);
  transport.start();
  const both = await Promise.all([codecsOf(lastPeer()), codecsOf(service)]);
  transport.close();
  service.close();
  disconnect();
  return both;
}
