// A program in Node that has a live session, with a WebRTC stack and a WebSocket of its choice.
import { createDecartClient, type RealTimeClient } from "@decartai/sdk";
import { createNodePlatform, type NodeWebRtc } from "@decartai/sdk/node";

export async function watch(webrtc: NodeWebRtc, track: MediaStreamTrack, portrait: URL): Promise<RealTimeClient> {
  const client = createDecartClient({ platform: createNodePlatform({ webrtc, WebSocket: undefined }) });
  return client.realtime.connect(track, {
    model: "lucy-2.1",
    initialState: { image: portrait },
    onRemoteStream: (stream) => console.log(stream.getVideoTracks().length),
  });
}

// @ts-expect-error Node has no WebRTC stack of its own.
export const wrong = () => createNodePlatform({});
