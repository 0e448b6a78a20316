import { DecartSDKError, InvalidInputError } from "../errors";
import type { Platform } from "../platform/platform";
import { type ConnectOptions, type RealTimeInput, VIDEO_CODECS } from "./connect-options";

/** The tracks of what the app has passed; they stay the app's. */
export function tracksOf(input: RealTimeInput): MediaStreamTrack[] {
  if (input === null) return [];
  if (typeof input === "object" && "getTracks" in input) return input.getTracks();
  if (typeof input === "object" && "kind" in input) return [input];
  throw new InvalidInputError("connect(): the input must be a MediaStream, a MediaStreamTrack or null.");
}

/** The browser would offer another codec without a word, and the app would never know. */
export function checkCodec({ videoCodecs }: Platform, wanted: string | undefined): void {
  const known = (videoCodecs?.() ?? []).map(({ mimeType }) => mimeType.toLowerCase());
  const able = (name: string) => known.includes(`video/${name}`);
  // A stack that tells nothing about itself is asked nothing.
  if (!wanted || known.length === 0 || able(wanted)) return;
  const list = VIDEO_CODECS.filter(able).join(", ");
  throw new InvalidInputError(`connect(): \`preferredVideoCodec\` must be one that this browser has: ${list}.`);
}

/** Without a TURN server there is no relay, and the connect would run into its timeout. */
export function checkRelay(
  { iceTransportPolicy, iceServers = [] }: Pick<ConnectOptions, "iceTransportPolicy" | "iceServers">,
  call: string,
): void {
  if (iceTransportPolicy !== "relay") return;
  if (iceServers.flatMap(({ urls }) => urls).some((url) => /^turns?:/i.test(url))) return;
  throw new InvalidInputError(
    `${call}: \`iceTransportPolicy: "relay"\` needs a \`turn:\` or \`turns:\` URL in \`iceServers\`.`,
  );
}

/** What makes a session's stream, where there is WebRTC. @throws `UNSUPPORTED_PLATFORM` */
export function streamsOf({ createPeerConnection, createMediaStream }: Platform): () => MediaStream {
  if (!createPeerConnection || !createMediaStream) throw unsupported();
  return createMediaStream;
}

const unsupported = () =>
  new DecartSDKError(
    "UNSUPPORTED_PLATFORM",
    `This runtime has no WebRTC. In Node, npm install @roamhq/wrtc ws, and write:
  import wrtc from "@roamhq/wrtc"; import WebSocket from "ws";
  import { createNodePlatform } from "@decartai/sdk/node";
  const client = createDecartClient({ apiKey, platform: createNodePlatform({ webrtc: wrtc, WebSocket }) });`,
  );
