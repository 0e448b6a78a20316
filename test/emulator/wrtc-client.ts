import wrtcModule from "@roamhq/wrtc";
import { WebSocket } from "ws";
import type { Pixels } from "../../src/emulator/index";
import { type AudioChunk, type DecodedFrame, loadWebRtc } from "../../src/emulator/stack";

/** Where to connect to, and with what. */
export interface Address {
  url: string;
  apiKey: string;
  /** @default "/v1/stream" */
  path?: string;
}

type Message = { type: string } & Record<string, unknown>;

/** A client with nothing but a socket: what it sends and hears is the protocol, byte for byte. */
export interface RawClient {
  socket: WebSocket;
  messages: Message[];
  send(message: unknown): void;
  /** Resolves with the n-th message of a type, also one of the past. */
  next(type: string, nth?: number): Promise<Message>;
  closed: Promise<{ code: number; reason: string }>;
  close(): Promise<void>;
}

export async function connectRaw(
  emulator: Address,
  query: Record<string, string> = {},
  headers = {},
): Promise<RawClient> {
  const parameters = new URLSearchParams({ api_key: emulator.apiKey, model: "lucy-2.1", user_agent: "test", ...query });
  const socket = new WebSocket(`${emulator.url}${emulator.path ?? "/v1/stream"}?${parameters}`, { headers });
  const messages: Message[] = [];
  const looks = new Set<() => void>();
  socket.on("message", (data, isBinary) => {
    if (isBinary) messages.push({ type: "binary", data });
    else {
      try {
        messages.push(JSON.parse(String(data)) as Message);
      } catch {
        messages.push({ type: "text", data: String(data) });
      }
    }
    for (const look of looks) look();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on("close", (code, reason) => {
      resolve({ code, reason: String(reason) });
      for (const look of looks) look();
    }),
  );
  await new Promise<void>((resolve, reject) => {
    socket.on("open", () => resolve());
    socket.on("error", reject);
  });
  return {
    socket,
    messages,
    closed,
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    next(type, nth = 1) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = messages.filter((message) => message.type === type)[nth - 1];
          if (!found && socket.readyState === WebSocket.CLOSED) reject(new Error(`closed before ${type} ${nth}`));
          if (found) resolve(found);
          if (found || socket.readyState === WebSocket.CLOSED) looks.delete(look);
        };
        looks.add(look);
        look();
      });
    },
    async close() {
      socket.close();
      await closed;
    },
  };
}

/** A client with a synthetic camera and microphone; decodes what comes back. */
export interface MediaClient extends RawClient {
  pc: RTCPeerConnection;
  /** What the camera shows from now on; null ends it. */
  camera(frame: DecodedFrame | null): void;
  microphone(samples: (() => Int16Array) | null): void;
  /** Resolves with the first frame from now on that satisfies the check. */
  frame(check?: (frame: DecodedFrame) => boolean): Promise<DecodedFrame>;
  sound(check: (chunk: AudioChunk) => boolean): Promise<AudioChunk>;
  negotiate(options?: RTCOfferOptions, edit?: (sdp: string) => string): Promise<void>;
}

/** A frame with something in it: gradients in luma and chroma. */
export function testFrame(width: number, height: number, rotation: 0 | 90 | 180 | 270 = 0): DecodedFrame {
  const chroma = ((width + 1) >> 1) * ((height + 1) >> 1);
  const data = new Uint8Array(width * height + 2 * chroma);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * width + x] = 40 + ((x * 90) / width + (y * 90) / height);
  }
  data.fill(110, width * height, width * height + chroma);
  data.fill(150, width * height + chroma);
  return { width, height, data, rotation };
}

export const asPixels = ({ width, height, data }: DecodedFrame): Pixels => ({ width, height, data });

export async function connectMedia(
  emulator: Address,
  directions: { video?: RTCRtpTransceiverDirection; audio?: RTCRtpTransceiverDirection } = {},
  query: Record<string, string> = {},
): Promise<MediaClient> {
  const stack = await loadWebRtc();
  const raw = await connectRaw(emulator, query);
  const pc: RTCPeerConnection = new wrtcModule.RTCPeerConnection();
  const camera = stack.createVideoSource();
  const microphone = stack.createAudioSource();
  const { video = "sendrecv", audio = "sendrecv" } = directions;
  const videoTrack = camera.createTrack();
  const audioTrack = microphone.createTrack();
  const transceivers = [
    pc.addTransceiver("video", { direction: video }),
    pc.addTransceiver("audio", { direction: audio }),
  ];
  let shown: DecodedFrame | null = null;
  let spoken: (() => Int16Array) | null = null;
  const frames = new Set<(frame: DecodedFrame) => void>();
  const sounds = new Set<(chunk: AudioChunk) => void>();
  const stops = [
    stack.watchVideo((transceivers[0] as RTCRtpTransceiver).receiver.track, (frame) => {
      for (const watch of [...frames]) watch(frame);
    }),
    stack.watchAudio((transceivers[1] as RTCRtpTransceiver).receiver.track, (chunk) => {
      for (const watch of [...sounds]) watch(chunk);
    }),
  ];
  const timers = [
    setInterval(() => shown && camera.push(shown), 40),
    setInterval(() => {
      const samples = spoken?.();
      if (!samples) return;
      microphone.push({
        samples,
        sampleRate: samples.length * 100,
        bitsPerSample: 16,
        channelCount: 1,
        numberOfFrames: samples.length,
      });
    }, 10),
  ];
  const early: RTCIceCandidateInit[] = [];
  let answers = 0;
  pc.onicecandidate = ({ candidate }) => raw.send({ type: "ice-candidate", candidate });
  raw.socket.on("message", async () => {
    const message = raw.messages.at(-1); // The one that has just come: this listener runs after the one that keeps it.
    if (message?.type !== "ice-candidate" || !message.candidate) return;
    if (pc.remoteDescription) await pc.addIceCandidate(message.candidate as RTCIceCandidateInit).catch(() => {});
    else early.push(message.candidate as RTCIceCandidateInit);
  });

  return {
    ...raw,
    pc,
    camera(frame) {
      shown = frame;
      if (frame) void transceivers[0]?.sender.replaceTrack(videoTrack);
    },
    microphone(samples) {
      spoken = samples;
      if (samples) void transceivers[1]?.sender.replaceTrack(audioTrack);
    },
    frame: (check = () => true) =>
      new Promise((resolve) => {
        const watch = (frame: DecodedFrame) => {
          if (!check(frame)) return;
          frames.delete(watch);
          resolve(frame);
        };
        frames.add(watch);
      }),
    sound: (check) =>
      new Promise((resolve) => {
        const watch = (chunk: AudioChunk) => {
          if (!check(chunk)) return;
          sounds.delete(watch);
          resolve(chunk);
        };
        sounds.add(watch);
      }),
    async negotiate(options = {}, edit = (sdp) => sdp) {
      const offer = await pc.createOffer(options);
      await pc.setLocalDescription(offer);
      raw.send({ type: "offer", sdp: edit(offer.sdp ?? "") });
      const answer = await raw.next("answer", ++answers);
      await pc.setRemoteDescription({ type: "answer", sdp: answer.sdp as string });
      for (const candidate of early.splice(0)) await pc.addIceCandidate(candidate);
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      for (const stop of stops) stop();
      videoTrack.stop();
      audioTrack.stop();
      pc.close();
      await raw.close();
    },
  };
}
