import { DEFAULT_RETRY } from "../core/backoff";
import type { SessionPolicy } from "../core/session-state";
import { DecartSDKError, InvalidInputError } from "../errors";
import { createEmitter } from "../events";
import { check } from "../options";
import { type ConnectOptions, connectSchema } from "./connect-options";
import { type RealTimeContext, realtimeModel } from "./context";
import { readImage } from "./image-input";
import { createRealTimeClient, type RealTimeClient, type RealTimeEvents } from "./realtime-client";
import { createRemoteStream } from "./remote-stream";
import { createSession } from "./session";
import { createSnapshots } from "./snapshots";
import { socketUrl } from "./socket-url";

/** What `connect` takes: a camera (and microphone), a single track, or nothing for a model that needs none. */
export type RealTimeInput = MediaStream | MediaStreamTrack | null;

const ICE_SERVERS = [{ urls: "stun:stun.l.google.com:19302" }];
const CONNECT_TIMEOUT_MS = 30_000;
const ATTEMPT_TIMEOUT_MS = 10_000;

/** `client.realtime.connect`: makes a session out of its parts and starts it, all in the tick of the call. */
export async function connect(
  context: RealTimeContext,
  input: RealTimeInput,
  options: ConnectOptions,
): Promise<RealTimeClient> {
  const { platform, guard } = context;
  const { createMediaStream } = platform;
  if (!platform.createPeerConnection || !createMediaStream) throw unsupported();
  check(connectSchema, options, "connect()");
  const tracks = tracksOf(input);
  const model = realtimeModel(context, options.model);
  const { signal, initialState } = options;
  signal?.throwIfAborted();

  const emitter = createEmitter<RealTimeEvents>(context.reportListenerError);
  const remote = createRemoteStream(createMediaStream, options, guard);
  const session = createSession({
    platform,
    policy: policyOf(context, options),
    socketUrl() {
      const url = (api_key: string) =>
        socketUrl(context.realtimeBaseUrl, model.urlPath, options.queryParams ?? {}, {
          api_key,
          model: model.name,
          resolution: options.resolution,
          user_agent: context.userAgent,
        });
      const key = context.apiKey();
      return typeof key === "string" ? url(key) : key.then(url);
    },
    createTransport: (emit) =>
      context.createTransport({
        platform,
        configuration: {
          iceServers: options.iceServers ?? ICE_SERVERS,
          iceTransportPolicy: options.iceTransportPolicy ?? "all",
          bundlePolicy: "max-bundle",
        },
        tracks,
        directions: { audio: "sendrecv", video: "sendrecv" },
        preferredVideoCodec: options.preferredVideoCodec ?? "vp8",
        customizeOffer: options.customizeOffer,
        emit,
      }),
    notify({ event, data }) {
      if (event === "error") context.logger.warn(data.message, { code: data.code, reason: data.reason });
      if (event === "connectionChange") context.logger.info(`The session is ${data}.`);
      if (event === "connectionChange") guard(() => options.onConnectionChange?.(data));
      emitter.emit(event, data);
    },
    attachTrack(track) {
      remote.attach(track as MediaStreamTrack);
      snapshots.changed();
    },
    onInsistsOnOrder() {
      context.insistsOnOrder = true;
    },
    onChange: () => snapshots.changed(),
  });
  const snapshots = createSnapshots(() => ({ state: session.state, remoteStream: remote.stream }), guard);

  const end = (error: unknown) => session.dispatch({ type: "end", error });
  const abort = () => end(signal?.reason);
  signal?.addEventListener("abort", abort);
  try {
    const connected = session.connect();
    const prompt = initialState?.prompt;
    const sceneReady = (image: string | null) =>
      session.dispatch({
        type: "sceneReady",
        scene: { prompt: prompt ? { text: prompt.text, enhance: prompt.enhance ?? true } : null, image },
      });
    // Read while the socket opens.
    if (initialState?.image == null) sceneReady(null);
    else readImage(platform, initialState.image, session.ended).then(sceneReady, end);
    await connected;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
  return createRealTimeClient({
    session,
    emitter,
    readImage: (image) => readImage(platform, image, session.ended),
    ...snapshots,
  });
}

function tracksOf(input: RealTimeInput): MediaStreamTrack[] {
  if (input === null) return [];
  if (typeof input === "object" && "getTracks" in input) return input.getTracks();
  if (typeof input === "object" && "kind" in input) return [input];
  throw new InvalidInputError("connect(): the input must be a MediaStream, a MediaStreamTrack or null.");
}

function policyOf(context: RealTimeContext, options: ConnectOptions): SessionPolicy {
  const { reconnect } = options;
  const policy = { ...DEFAULT_RETRY };
  for (const [name, value] of Object.entries(reconnect || {})) {
    if (value !== undefined) policy[name as keyof typeof policy] = value;
  }
  return {
    role: "producer",
    sequential: options.handshake === "sequential" || context.insistsOnOrder,
    connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    connect: policy,
    reconnect: reconnect === false ? null : policy,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    freshKeys: context.freshKeys,
  };
}

const unsupported = () =>
  new DecartSDKError(
    "UNSUPPORTED_PLATFORM",
    `This runtime has no WebRTC. In Node, install a WebRTC stack and pass it:
  import wrtc from "@roamhq/wrtc";
  import { createNodePlatform } from "@decartai/sdk/node";
  const client = createDecartClient({ platform: createNodePlatform({ webrtc: wrtc }) });`,
  );
