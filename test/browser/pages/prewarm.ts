import { type ConnectOptions, createDecartClient, type RealTimeClient } from "@decartai/sdk";
import { type ConnectInput, camera, nextFrame } from "./session";

/** Prepares a connection, or not, and connects the camera: how long did that take, and what was used? */
export async function connect(input: ConnectInput & { warm?: { socket: boolean }; other?: Partial<ConnectOptions> }) {
  const { apiKey, url, httpUrl, warm, other } = input;
  const peers: RTCPeerConnection[] = [];
  const Peer = RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      peers.push(this);
    }
  };
  const { realtime } = createDecartClient({ apiKey, realtimeBaseUrl: url, baseUrl: httpUrl, telemetry: false });
  window.RTCPeerConnection = Peer;
  const stream = await camera(input);
  const options = { model: "lucy-2.1", queryParams: { a: "b" }, initialState: { prompt: { text: "warm" } } };
  if (warm) await realtime.prewarm({ model: "lucy-2.1", queryParams: { a: "b" }, ...warm });
  const prepared = peers.length;
  const video = document.createElement("video");
  video.muted = true;
  video.autoplay = true;
  const started = performance.now();
  const client: RealTimeClient = await realtime.connect(stream, {
    ...options,
    ...other,
    onRemoteStream(remote) {
      video.srcObject = remote;
    },
  });
  const connectMs = Math.round(performance.now() - started);
  const { width, height } = await nextFrame(video);
  const firstFrameMs = Math.round(performance.now() - started);
  const told: unknown[] = [];
  client.on("diagnostic", ({ name, data }) => name === "prewarm" && told.push(data));
  await Promise.resolve();
  client.disconnect();
  for (const track of stream.getTracks()) track.stop();
  const open = peers.filter(({ connectionState }) => connectionState !== "closed").length;
  return { connectMs, firstFrameMs, first: { width, height }, prepared, peers: peers.length, open, told };
}
