/**
 * Live sessions in Node.
 *
 * @module @decartai/sdk/node
 */

import { createReadStream } from "node:fs";
import { blob } from "node:stream/consumers";
import { DecartSDKError } from "../errors";
import { commonPlatform, type Globals } from "./common";
import type { Platform } from "./platform";
import { openWebSocket, type WebSocketLike } from "./web-socket";

/** A WebRTC stack for Node, such as the default export of `@roamhq/wrtc`. */
export interface NodeWebRtc {
  /** As browsers have it. */
  RTCPeerConnection: new (
    configuration?: RTCConfiguration,
  ) => RTCPeerConnection;
  /** As browsers have it. */
  MediaStream: new () => MediaStream;
  /** Tells the codecs, where the stack knows them. */
  RTCRtpReceiver?: { getCapabilities?(kind: string): { codecs: RTCRtpCodec[] } | null };
}

/** Options of {@link createNodePlatform}. */
export interface NodePlatformOptions {
  /** The WebRTC stack. */
  webrtc: NodeWebRtc;
  /** A WebSocket class, such as that of `ws`. @default The runtime's own, which Node has from version 22 on. */
  WebSocket?: (new (url: string) => WebSocketLike) | undefined;
}

/**
 * Live sessions in Node, over a WebRTC stack that you bring.
 *
 * @example
 * import wrtc from "@roamhq/wrtc";
 * import WebSocket from "ws";
 * const client = createDecartClient({ platform: createNodePlatform({ webrtc: wrtc, WebSocket }) });
 * @throws `UNSUPPORTED_PLATFORM` without a WebRTC stack, and where there is no WebSocket.
 */
export function createNodePlatform(options: NodePlatformOptions): Platform {
  const { webrtc, WebSocket: Implementation = (globalThis as Globals).WebSocket } = (options ??
    {}) as Partial<NodePlatformOptions>;
  if (typeof webrtc?.RTCPeerConnection !== "function" || typeof webrtc.MediaStream !== "function") {
    throw unsupported("`webrtc` must be a WebRTC stack, such as @roamhq/wrtc");
  }
  if (!Implementation) throw unsupported("This Node has no WebSocket: pass one, such as that of ws");
  return {
    ...commonPlatform(),
    readFile: async (url, limit) => (await blob(createReadStream(new URL(url), { end: limit - 1 }))) as Blob,
    openSocket: (url, handlers) => openWebSocket(Implementation, url, handlers),
    createPeerConnection(configuration) {
      exitCleanly();
      return new webrtc.RTCPeerConnection(configuration);
    },
    createMediaStream: () => new webrtc.MediaStream(),
    videoCodecs: () => webrtc.RTCRtpReceiver?.getCapabilities?.("video")?.codecs ?? [],
    runtime: "node",
  };
}

const unsupported = (what: string) =>
  new DecartSDKError(
    "UNSUPPORTED_PLATFORM",
    `createNodePlatform(): ${what}. npm install @roamhq/wrtc ws, and write:
  import wrtc from "@roamhq/wrtc"; import WebSocket from "ws";
  const platform = createNodePlatform({ webrtc: wrtc, WebSocket });`,
  );

let exits = false;

/** The native stack crashes when the process runs out of work after a peer was closed: it is ended before. */
function exitCleanly(): void {
  if (exits) return;
  exits = true;
  process.once("beforeExit", (code) => process.exit(code));
}
