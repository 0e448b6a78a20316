import { commonPlatform, type Globals } from "./common";
import type { Platform } from "./platform";
import { openWebSocket } from "./web-socket";

/**
 * The platform of the runtime that the SDK is in: a browser in the first place; in Node, Deno, Bun and Workers
 * everything over HTTP works, and there is no WebRTC.
 */
export function createBrowserPlatform(): Platform {
  const globals: Globals = globalThis;
  const { RTCPeerConnection: Peer, MediaStream: Stream } = globals;
  return {
    ...commonPlatform(),
    openSocket: (url, handlers) => openWebSocket(WebSocket, url, handlers),
    createPeerConnection: Peer && ((configuration) => new Peer(configuration)),
    createMediaStream: Stream && (() => new Stream()),
    videoCodecs: () => globals.RTCRtpReceiver?.getCapabilities?.("video")?.codecs ?? [],
    runtime: runtimeOf(globals),
  };
}

function runtimeOf(globals: Globals): string {
  if (globals.Deno) return "deno";
  if (globals.Bun) return "bun";
  if (globals.process?.versions?.node) return "node";
  return globals.window ? "browser" : "worker";
}
