import { DEFAULT_RETRY } from "../core/backoff";
import type { ConnectionState } from "../core/notices";
import { DEFAULT_RECOVERY, type SessionPolicy } from "../core/policy";
import { UNKNOWN_QUALITY } from "../core/quality";
import { createEmitter, type Emitter } from "../events";
import type { ConnectOptions } from "./connect-options";
import type { RealTimeContext } from "./context";
import type { TransportOptions } from "./media-transport";
import { createObservation, type Observation } from "./observation";
import type { RealTimeEvents } from "./realtime-events";
import { createRemoteStream } from "./remote-stream";
import { createSession, type Session } from "./session";
import { createSnapshots, type Snapshots } from "./snapshots";

const ICE_SERVERS = [{ urls: "stun:stun.l.google.com:19302" }];
const CONNECT_TIMEOUT_MS = 30_000;

/** What a producer and a viewer differ in. */
export interface SessionParts extends Pick<SessionPolicy, "role" | "sequential" | "deadToken"> {
  /** A viewer doesn't know what it is that makes its video. */
  model?: { name: string; fps: number };
  /** The id of the session that a viewer watches. */
  watches?: string;
  /** The socket's URL with the key of the moment. */
  url(key: string): string;
  /** What is sent and received; asked for each attempt. */
  media(): Pick<TransportOptions, "tracks" | "directions" | "preferredVideoCodec" | "customizeOffer">;
  /** Told of each state before the app is. */
  follow?(state: ConnectionState): void;
}

/** A session with all that an app sees of it. */
export interface OpenSession extends Snapshots, Pick<Observation, "report"> {
  session: Session;
  emitter: Emitter<RealTimeEvents>;
  /**
   * Connects; an aborted `signal` ends that with its reason.
   *
   * @param begin What can start once the socket opens; its failure ends the session.
   */
  connect(begin?: (end: (error: unknown) => void) => void): Promise<void>;
}

/** What `openSession` needs of the app's options. */
export type ConnectionOptions = Pick<
  ConnectOptions,
  | "onRemoteStream"
  | "onRemoteVideoTrack"
  | "onRemoteAudioTrack"
  | "onConnectionChange"
  | "signal"
  | "connectTimeoutMs"
  | "reconnect"
  | "recovery"
  | "iceServers"
  | "iceTransportPolicy"
  | "statsIntervalMs"
>;

/** Makes a session out of its parts. Nothing is opened before `connect`. */
export function openSession(
  context: RealTimeContext,
  createMediaStream: () => MediaStream,
  options: ConnectionOptions,
  parts: SessionParts,
): OpenSession {
  const { platform, guard, logger, warm } = context;
  const { signal } = options;
  const emitter = createEmitter<RealTimeEvents>(context.reportListenerError);
  const remote = createRemoteStream(createMediaStream, options, guard);
  const observation = createObservation(context);
  let quality = UNKNOWN_QUALITY;
  let used: string | undefined;
  const session = createSession({
    platform: warm?.platform ?? platform,
    policy: policyOf(context, options, parts),
    socketUrl() {
      const { error } = session.state;
      const refused = error?.code === "INVALID_API_KEY" ? used : undefined;
      used = undefined;
      const url = (key: string) => {
        // It is refused again: the provider was asked for another one.
        if (key === refused) throw error;
        used = key;
        return parts.url(key);
      };
      const key = context.apiKey(refused);
      return typeof key === "string" ? url(key) : key.then(url);
    },
    createTransport(emit) {
      const transport = { platform, configuration: configurationOf(options), ...parts.media(), emit };
      return warm?.take(parts.url(""), transport) ?? context.createTransport(transport);
    },
    notify({ event, data }) {
      // Not the message: the service's text may quote a prompt.
      if (event === "error") {
        logger.warn("The session has reported an error.", { code: data.code, reason: data.reason });
      } else if (event === "connectionChange") {
        logger.info(`The session is ${data}.`);
        parts.follow?.(data);
        guard(() => options.onConnectionChange?.(data));
      }
      observation.tell(event, data);
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
  const snapshots = createSnapshots(() => ({ state: session.state, remoteStream: remote.stream, quality }), guard);

  return {
    session,
    emitter,
    ...snapshots,
    report: observation.report,
    async connect(begin) {
      const end = (error: unknown) => session.dispatch({ type: "end", error });
      const abort = () => end(signal?.reason);
      signal?.addEventListener("abort", abort);
      try {
        const connected = session.connect();
        begin?.(end);
        await connected;
        // Aborted by the app in its function for `connected`: the session has ended by now.
        signal?.throwIfAborted();
      } finally {
        signal?.removeEventListener("abort", abort);
      }
      observation.start({
        ...options,
        ...context,
        ...parts,
        ...snapshots,
        session,
        emitter,
        usedKey: () => used,
        onQuality(next) {
          quality = next;
          snapshots.changed();
        },
      });
    },
  };
}

/** How a peer connection is made. */
export const configurationOf = ({
  iceServers = ICE_SERVERS,
  iceTransportPolicy = "all",
}: Pick<ConnectOptions, "iceServers" | "iceTransportPolicy">): RTCConfiguration => ({
  iceServers,
  iceTransportPolicy,
  bundlePolicy: "max-bundle",
});

/** An explicit `undefined` is as good as nothing. */
function withDefaults<T extends object>(defaults: T, given: { [K in keyof T]?: T[K] | undefined }): T {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set) };
}

function policyOf(
  { freshKeys }: RealTimeContext,
  { reconnect, connectTimeoutMs = CONNECT_TIMEOUT_MS, recovery = {} }: ConnectionOptions,
  { role, sequential, deadToken }: SessionParts,
): SessionPolicy {
  const policy = withDefaults(DEFAULT_RETRY, reconnect || {});
  return {
    role,
    sequential,
    deadToken,
    connectTimeoutMs,
    connect: policy,
    reconnect: reconnect === false ? null : policy,
    recovery: withDefaults(DEFAULT_RECOVERY, recovery),
    freshKeys,
  };
}
