import { DEFAULT_RETRY } from "../core/backoff";
import { DEFAULT_RECOVERY, type SessionPolicy } from "../core/policy";
import { createEmitter } from "../events";
import { isAvatarModel } from "../models";
import { check } from "../options";
import { type AvatarAudio, createAvatarAudio } from "./avatar-audio";
import { checkCodec, checkRelay, tracksOf, unsupported } from "./connect-checks";
import { type ConnectOptions, connectSchema, type RealTimeInput } from "./connect-options";
import { type RealTimeContext, realtimeModel } from "./context";
import { readImage } from "./image-input";
import { createRealTimeClient, type RealTimeClient, type RealTimeEvents } from "./realtime-client";
import { createRemoteStream } from "./remote-stream";
import { createSession, type Session } from "./session";
import { createSnapshots } from "./snapshots";
import { socketUrl } from "./socket-url";

const ICE_SERVERS = [{ urls: "stun:stun.l.google.com:19302" }];
const CONNECT_TIMEOUT_MS = 30_000;

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
  const given = tracksOf(input);
  checkCodec(platform, options.preferredVideoCodec);
  checkRelay(options);
  warnOfMirror(context, options.mirror, given);
  const model = realtimeModel(context, options.model);
  const avatar = isAvatarModel(model.name);
  // A picture of the caller's has no place in a video that is made from sound.
  const tracks = avatar ? given.filter(({ kind }) => kind === "audio") : given;
  const { signal, initialState } = options;
  signal?.throwIfAborted();

  const emitter = createEmitter<RealTimeEvents>(context.reportListenerError);
  const remote = createRemoteStream(createMediaStream, options, guard);
  let used: string | undefined;
  const session = createSession({
    platform,
    policy: policyOf(context, options),
    socketUrl() {
      const before = used;
      used = undefined;
      const url = (api_key: string) => {
        const { error } = session.state;
        // A refused key is refused again: the provider was asked for another one.
        if (error?.code === "INVALID_API_KEY" && api_key === before) throw error;
        used = api_key;
        return socketUrl(context.realtimeBaseUrl, model.urlPath, options.queryParams ?? {}, {
          api_key,
          model: model.name,
          resolution: options.resolution,
          user_agent: context.userAgent,
        });
      };
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
        tracks: sound ? [sound.track] : tracks,
        directions: { audio: "sendrecv", video: avatar ? "recvonly" : "sendrecv" },
        preferredVideoCodec: options.preferredVideoCodec ?? "vp8",
        customizeOffer: options.customizeOffer,
        emit,
      }),
    notify({ event, data }) {
      // Not the message: the service's text may quote a prompt.
      if (event === "error")
        context.logger.warn("The session has reported an error.", { code: data.code, reason: data.reason });
      if (event === "connectionChange") context.logger.info(`The session is ${data}.`);
      if (event === "connectionChange") sound?.follow(data);
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
    guard,
    onChange: () => snapshots.changed(),
  });
  const snapshots = createSnapshots(() => ({ state: session.state, remoteStream: remote.stream }), guard);

  const sound = avatar && input === null ? openSound(context, session) : undefined;

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
    // Aborted by the app in its function for `connected`: the session has ended by now.
    signal?.throwIfAborted();
  } finally {
    signal?.removeEventListener("abort", abort);
  }
  return createRealTimeClient({
    session,
    emitter,
    playAudio: sound?.play,
    readImage: (image, signal) => readImage(platform, image, signal),
    ...snapshots,
  });
}

function openSound({ platform, logger }: RealTimeContext, { dispatch, ended }: Session): AvatarAudio | undefined {
  const sound = createAvatarAudio({
    clock: platform.clock,
    ended,
    onBlocked: (blocked) => dispatch({ type: "diagnostic", event: { name: "audioBlocked", data: { blocked } } }),
  });
  if (!sound) logger.warn("This runtime has no Web Audio: the avatar gets no sound. Pass an audio track of your own.");
  return sound;
}

// The mirroring itself replaces this.
function warnOfMirror({ logger }: RealTimeContext, mirror: ConnectOptions["mirror"], tracks: MediaStreamTrack[]): void {
  const front = () => tracks.some((track) => track.getSettings?.().facingMode === "user");
  if (mirror === true || (mirror && front())) logger.warn("`mirror`: the video is not mirrored yet.");
}

/** An explicit `undefined` is as good as nothing. */
function withDefaults<T extends object>(defaults: T, given: { [K in keyof T]?: T[K] | undefined }): T {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set) };
}

function policyOf(context: RealTimeContext, options: ConnectOptions): SessionPolicy {
  const { reconnect } = options;
  const policy = withDefaults(DEFAULT_RETRY, reconnect || {});
  return {
    role: "producer",
    sequential: options.handshake === "sequential" || context.insistsOnOrder,
    connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    connect: policy,
    reconnect: reconnect === false ? null : policy,
    recovery: withDefaults(DEFAULT_RECOVERY, options.recovery ?? {}),
    freshKeys: context.freshKeys,
  };
}
