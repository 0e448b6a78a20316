import { createMirroredTrack, type MirrorInfo, MirrorVideoProcessor } from "@decartai/sdk";
import { drawn, halvesOf, play, shownBy } from "./halves";
import { nextFrame } from "./session";

/** What to mirror, and how. */
export interface PipelineInput {
  width: number;
  height: number;
  /** The camera's film, or a canvas of the page. */
  source?: "camera" | "canvas";
  workerUrl?: string;
}

interface Pipeline {
  track: MediaStreamTrack;
  resize(width: number, height: number): Promise<void>;
  processor: MirrorVideoProcessor;
  output: MediaStreamTrack;
  video: HTMLVideoElement;
  /** How it was mirrored, from the first to now. */
  changes: MirrorInfo[];
  /** Tracks that took the output's place. */
  tracks: MediaStreamTrack[];
}

let pipeline: Pipeline | undefined;

function current(): Pipeline {
  if (!pipeline) throw new Error("nothing is mirrored");
  return pipeline;
}

async function open({ width, height, source = "camera" }: PipelineInput) {
  if (source === "canvas") {
    const made = drawn(width, height);
    return { track: made.track, resize: async (w: number, h: number) => made.resize(w, h) };
  }
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate: 20 } });
  const track = stream.getVideoTracks()[0] as MediaStreamTrack;
  return { track, resize: (w: number, h: number) => track.applyConstraints({ width: w, height: h }) };
}

/** Mirrors a source with the processor that the package exports. */
export async function start(input: PipelineInput) {
  const { track, resize } = await open(input);
  const changes: MirrorInfo[] = [];
  const tracks: MediaStreamTrack[] = [];
  const processor = new MirrorVideoProcessor({
    ...(input.workerUrl && { workerUrl: input.workerUrl }),
    onChange: (info) => changes.push(info),
    onTrack(next) {
      tracks.push(next);
      if (pipeline) pipeline.output = next;
    },
  });
  const output = await processor.start(track);
  pipeline = { track, resize, processor, output, video: play(output), changes, tracks };
  return { changes: [...changes], same: output === track, kind: output.kind, contentHint: output.contentHint };
}

/** How it is mirrored, from the first to now, and how many tracks have taken the output's place. */
export const changes = () => ({ changes: current().changes, tracks: current().tracks.length });

/** What the output shows after some frames, and at what size. */
export async function look(frames = 3) {
  const { video, output } = current();
  if ((video.srcObject as MediaStream).getVideoTracks()[0] !== output) video.srcObject = new MediaStream([output]);
  for (let frame = 0; frame < frames; frame += 1) await nextFrame(video);
  return { halves: shownBy(video), width: video.videoWidth, height: video.videoHeight };
}

/** Waits until the output has a size, and says what it shows. */
export async function lookAt(width: number, height: number) {
  const { video } = current();
  while (video.videoWidth !== width || video.videoHeight !== height) await nextFrame(video);
  await nextFrame(video);
  return shownBy(video);
}

/** Changes the size of the source. */
export const resize = (width: number, height: number) => current().resize(width, height);

/** Mirrors another source in the place of the current one; whether the output is the same track. */
export async function replace(input: PipelineInput) {
  const { processor, track, output } = current();
  const other = await open(input);
  const next = await processor.replace(other.track);
  const before = track.readyState;
  Object.assign(current(), { ...other, output: next });
  return { same: next === output, before };
}

/** So many frames of the source and of the output, read side by side. */
export async function compare(frames: number) {
  const { track, output } = current();
  const read = async (from: MediaStreamTrack) => {
    const { readable } = new MediaStreamTrackProcessor({ track: from as MediaStreamVideoTrack, maxBufferSize: 30 });
    const reader = readable.getReader();
    const timestamps: number[] = [];
    let facts: object = {};
    while (timestamps.length < frames) {
      const { value: frame } = await reader.read();
      if (!frame) break;
      timestamps.push(frame.timestamp);
      facts = { format: frame.format, colour: frame.colorSpace.toJSON(), size: frame.displayWidth };
      frame.close();
    }
    await reader.cancel();
    return { timestamps, facts };
  };
  const [source, mirrored] = await Promise.all([read(track), read(output)]);
  return { source, mirrored };
}

/** Ends the mirroring; what becomes of the two tracks. */
export async function stop() {
  const { processor, track, output, video } = current();
  processor.stop();
  await new Promise((resolve) => setTimeout(resolve));
  const states = { source: track.readyState, output: output.readyState };
  track.stop();
  video.remove();
  pipeline = undefined;
  return states;
}

/** A single mirrored track, whose owner stops the source, or the mirrored one. */
export async function single(stops: "source" | "mirrored" | "twice") {
  const { track } = await open({ width: 320, height: 180 });
  const mirrored = await createMirroredTrack(track);
  if (stops === "twice") {
    const again = await createMirroredTrack(mirrored);
    const video = play(again);
    for (let frame = 0; frame < 3; frame += 1) await nextFrame(video);
    const halves = shownBy(video);
    track.stop();
    return { same: again === mirrored, halves };
  }
  const ended = new Promise<string>((resolve) => mirrored.addEventListener("ended", () => resolve("ended")));
  if (stops === "source") {
    track.stop();
    return { event: await ended, mirrored: mirrored.readyState };
  }
  mirrored.stop();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const source = track.readyState;
  track.stop();
  return { source };
}

/** Mirrors frames that are made here one by one, with rotations, formats and sizes that cameras seldom give. */
export async function frames(kinds: { width: number; height: number; rotation?: number; format?: "NV12" | "RGBA" }[]) {
  const generator = new MediaStreamTrackGenerator({ kind: "video" });
  const writer = generator.writable.getWriter();
  const mirrored = await createMirroredTrack(generator);
  const { readable } = new MediaStreamTrackProcessor({ track: mirrored as MediaStreamVideoTrack, maxBufferSize: 20 });
  const reader = readable.getReader();
  const results: object[] = [];
  for (const [index, { width, height, rotation, format }] of kinds.entries()) {
    const frame = await makeFrame(width, height, index * 50_000, rotation, format);
    // The first ones may come before anybody reads.
    const again = setInterval(() => writer.write(frame.clone()), 100);
    let value: VideoFrame | undefined;
    while (value?.timestamp !== frame.timestamp) {
      value?.close();
      value = (await reader.read()).value;
      if (!value) throw new Error("no frame");
    }
    clearInterval(again);
    frame.close();
    const { displayWidth, displayHeight, timestamp, format: out } = value;
    results.push({
      halves: halvesOf(value, displayWidth, displayHeight),
      size: `${displayWidth}×${displayHeight}`,
      timestamp,
      ...(format && { format: out }),
    });
    value.close();
  }
  await reader.cancel();
  generator.stop();
  return results;
}

/** A frame that is red on the left and blue on the right as it is to be shown, whatever turn it takes to get there. */
async function makeFrame(width: number, height: number, timestamp: number, rotation = 0, format?: "NV12" | "RGBA") {
  const turned = rotation % 180 !== 0;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  // Turned by so much clockwise, the picture is upright: so it is drawn turned the other way.
  context.translate(width / 2, height / 2);
  context.rotate((-rotation * Math.PI) / 180);
  const [w, h] = turned ? [height, width] : [width, height];
  context.fillStyle = "#f00";
  context.fillRect(-w / 2, -h / 2, w / 2, h);
  context.fillStyle = "#00f";
  context.fillRect(0, -h / 2, w / 2, h);
  const drawnFrame = new VideoFrame(canvas, { timestamp, alpha: "discard" });
  if (!rotation && !format) return drawnFrame;
  const wanted = format ?? "RGBA";
  const pixels = new Uint8Array(width * height * 4);
  if (wanted === "NV12") fillNv12(pixels, width, height);
  else await drawnFrame.copyTo(pixels, { format: "RGBA" } as VideoFrameCopyToOptions);
  drawnFrame.close();
  const init = { format: wanted, codedWidth: width, codedHeight: height, timestamp, rotation };
  return new VideoFrame(pixels, init as VideoFrameBufferInit);
}

function fillNv12(pixels: Uint8Array, width: number, height: number) {
  for (let y = 0; y < height; y += 1) {
    pixels.fill(81, y * width, y * width + width / 2).fill(41, y * width + width / 2, (y + 1) * width);
  }
  const chroma = width * height;
  const pairs = Math.ceil(width / 2);
  for (let i = 0; i < pairs * Math.ceil(height / 2); i += 1) {
    const [u, v] = i % pairs < pairs / 2 ? [90, 240] : [240, 110];
    pixels[chroma + i * 2] = u as number;
    pixels[chroma + i * 2 + 1] = v as number;
  }
}

/** Sends a mirrored track through a peer connection of this page, in a codec; what is decoded on the other side? */
export async function throughPeers(codec: string, width: number, height: number) {
  const { track } = await open({ width, height });
  const mirrored = await createMirroredTrack(track);
  const [sender, receiver] = [new RTCPeerConnection(), new RTCPeerConnection()];
  sender.onicecandidate = ({ candidate }) => receiver.addIceCandidate(candidate ?? undefined);
  receiver.onicecandidate = ({ candidate }) => sender.addIceCandidate(candidate ?? undefined);
  const transceiver = sender.addTransceiver(mirrored, { direction: "sendonly" });
  const codecs = RTCRtpReceiver.getCapabilities("video")?.codecs ?? [];
  transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => mimeType.toLowerCase() === `video/${codec}`));
  const arrived = new Promise<MediaStreamTrack>((resolve) => {
    receiver.ontrack = (event) => resolve(event.track);
  });
  await sender.setLocalDescription();
  await receiver.setRemoteDescription(sender.localDescription as RTCSessionDescription);
  await receiver.setLocalDescription();
  await sender.setRemoteDescription(receiver.localDescription as RTCSessionDescription);
  const video = play(await arrived);
  const shape = () => Math.abs(video.videoWidth / video.videoHeight - width / height) < 0.01;
  do await nextFrame(video);
  while (!shape());
  const halves = shownBy(video);
  let used = "";
  (await receiver.getStats()).forEach((stats) => {
    if (stats.type === "codec") used = stats.mimeType;
  });
  sender.close();
  receiver.close();
  track.stop();
  video.remove();
  return { halves, used };
}
