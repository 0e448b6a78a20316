import type { ConnectionQuality, ConnectionState, DiagnosticData, QualityReason } from "../index";

/** A length of time as people say it. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 9950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

const two = (value: number) => String(value).padStart(2, "0");

/** The time of day, to the second. */
export function clock(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
}

/** What each state is called on the panel. */
export const STATES: Record<ConnectionState, string> = {
  connecting: "connecting",
  connected: "connected",
  generating: "generating",
  reconnecting: "reconnecting",
  disconnected: "ended",
};

const REASONS: Record<QualityReason, string> = {
  rtt: "packets take long",
  loss: "packets are lost",
  upstream: "the network takes too little of the camera's picture",
  fps: "too few frames come back",
  cpu: "this device is too slow",
};

/** A quality with its reasons, as a sentence without an end. */
export function qualityWords({ quality, reasons }: ConnectionQuality): string {
  const why = reasons.map((reason) => REASONS[reason]).join(", ");
  return why ? `${quality}: ${why}` : quality;
}

const AILMENTS: Record<DiagnosticData["connectionSuspect"]["reason"], string> = {
  interrupted: "The network path is interrupted.",
  silence: "Nothing comes from the service any more.",
  video: "No frames come back, though the camera's go out.",
};

/** What is wrong with a connection that is doubted. */
export const suspectWords = ({ reason }: DiagnosticData["connectionSuspect"]) => AILMENTS[reason];

const LOSSES: Record<string, string> = {
  WEBRTC_WEBSOCKET_ERROR: "its signaling socket was cut",
  WEBRTC_ICE_ERROR: "no media came any more, and there is no other path",
  WEBRTC_TIMEOUT_ERROR: "it took too long",
  WEBRTC_SERVER_ERROR: "the service gave it up",
  WEBRTC_SIGNALING_ERROR: "an offer or an answer failed",
};

/** Why a connection was lost, in brackets; nothing where that isn't known. */
export const lossWords = (reason: string | undefined) => (reason ? ` (${LOSSES[reason] ?? reason})` : "");

const KINDS: Record<string, string> = {
  host: "direct",
  srflx: "through a NAT",
  prflx: "through a NAT",
  relay: "over a relay",
};

/** The path that media takes, from both ends. */
export function pathWords({ local, remote }: DiagnosticData["selectedCandidatePair"]): string {
  const kinds = [local, remote].map(({ candidateType }) => KINDS[candidateType] ?? candidateType);
  const how = kinds.find((kind) => kind.includes("relay")) ?? kinds.find((kind) => kind.includes("NAT")) ?? kinds[0];
  return `${how}, ${local.protocol.toUpperCase()}`;
}

/** One end of the path. */
export function endWords({ candidateType, address, port }: DiagnosticData["selectedCandidatePair"]["local"]): string {
  if (!address) return candidateType;
  return `${address.includes(":") ? `[${address}]` : address}:${port ?? "?"} (${candidateType})`;
}
