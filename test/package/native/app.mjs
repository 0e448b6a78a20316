// `node app.mjs URL SOCKET_URL KEY FILE`: what an app in React Native does with the package; prints what came of it.
import process from "node:process";
import wrtc from "@roamhq/wrtc";
import "./globals.mjs";

const [, , baseUrl, realtimeBaseUrl, apiKey, uri] = process.argv;
const names = () => Reflect.ownKeys(globalThis).map(String).join();
const before = names();
const { createDecartClient } = await import("@decartai/sdk");
const untouched = names() === before;

const options = { apiKey, baseUrl, realtimeBaseUrl, telemetry: false };
const { process: transform, queue, files, tokens, realtime } = createDecartClient(options);
const data = { uri: uri ?? "", name: "cat.png", type: "image/png" };
const image = await transform({ model: "lucy-image-2", prompt: "Anime style", data });
const job = await queue.submitAndPoll({ model: "lucy-2.1", prompt: "Anime style", data });
const file = await files.upload(data);
const found = await files.get(file.id);
const token = await tokens.create({ expiresIn: 60 });
const track = () => new wrtc.nonstandard.RTCVideoSource().createTrack();
const live = { model: "lucy-2.1", onRemoteStream() {} };
const refused = await realtime.connect(track(), live).catch((error) => error);
const camera = await realtime.createCameraVideoTrack().catch((error) => error);

// As a WebRTC package for React Native does it, with its `registerGlobals()`.
Object.assign(globalThis, { RTCPeerConnection: wrtc.RTCPeerConnection, MediaStream: wrtc.MediaStream });
const session = await createDecartClient(options).realtime.connect(track(), live);
const state = session.getConnectionState();
session.disconnect();

console.log(
  JSON.stringify({
    untouched,
    image: Buffer.from(await image.arrayBuffer()).toString("base64"),
    job: job.status,
    file: found.size_bytes,
    token: token.apiKey.slice(0, 3),
    refused: refused.code,
    camera: camera.code,
    state,
  }),
);
process.exit();
