import { checkOptions, type DecartClientOptions, invalid, keyOf, noKey, urlOf } from "./client-options";
import type { Batch } from "./http/batch";
import type { Files } from "./http/files";
import type { Process } from "./http/process";
import type { Queue } from "./http/queue";
import type { HttpContext } from "./http/request";
import type { Tokens } from "./http/tokens";
import { noopLogger } from "./logger";
import type { CameraOptions, CameraVideoTrack } from "./media/camera-options";
import { inputSchemas, isDeprecatedModel, isImageModel, models, resolveModelAlias } from "./models";
import { loadBatch, loadImages, loadMedia, loadPrewarm, loadSight, loadViewer } from "./parts";
import { createBrowserPlatform } from "./platform/browser";
import { connect } from "./realtime/connect";
import type { ConnectOptions, RealTimeInput } from "./realtime/connect-options";
import type { Connectivity, ConnectivityOptions } from "./realtime/connectivity";
import type { RealTimeContext } from "./realtime/context";
import { createPeerConnection } from "./realtime/peer-connection";
import type { PrewarmOptions } from "./realtime/prewarm";
import type { RealTimeClient } from "./realtime/realtime-client";
import type { RealTimeSubscribeClient, SubscribeOptions } from "./realtime/subscribe";
import { VERSION } from "./version";

export type { DecartClientOptions };

/** Live sessions. */
export interface RealTime {
  /**
   * Connects a camera to a model. Resolves when the connection stands, the initial state is acknowledged and the
   * session's id is known.
   *
   * @param input A MediaStream or a single track; null for a model that needs neither. It stays the caller's: its
   * tracks are sent, and never stopped. For a live avatar null gives a session with `playAudio`, and silence while
   * nothing plays (where there is no Web Audio, as in Node, a session without sound); of a stream of the caller's own
   * its sound is sent alone.
   * @throws `INVALID_API_KEY` (at once), `INVALID_INPUT`, `MODEL_NOT_FOUND`, `MODERATION_REJECTED` (the initial state
   * was refused; the service's text), `UNSUPPORTED_PLATFORM`, `LOAD_ERROR` (with an image), `WEB_RTC_ERROR`
   * with a `reason`, or the reason of an aborted `signal`. Whatever it rejects with, nothing stays open.
   */
  connect(input: RealTimeInput, options: ConnectOptions): Promise<RealTimeClient>;
  /**
   * Opens a camera at a model's size and frame rate, mirrored or not, for `connect` and for a preview.
   *
   * @throws `CAMERA_DENIED`, `CAMERA_NOT_FOUND`, `CAMERA_IN_USE`, `CAMERA_OVERCONSTRAINED`, `INVALID_INPUT`,
   * `MODEL_NOT_FOUND`, `UNSUPPORTED_PLATFORM` (an insecure page, or no browser), `LOAD_ERROR`.
   */
  createCameraVideoTrack(options?: CameraOptions): Promise<CameraVideoTrack>;
  /**
   * Prepares what the next `connect` needs, without a camera: call it while the user still looks for the button. The peer
   * connection and its offer are made, and with `socket: true` the socket is opened, which may count as a session on the
   * service. A `connect` with the same model, URL and peer options takes it over (the diagnostic `prewarm` says so);
   * otherwise, and after 30 s, it is dropped. Resolves when it is ready, and never rejects.
   */
  prewarm(options: PrewarmOptions): Promise<void>;
  /**
   * Watches somebody's session, and sends nothing. Resolves when the connection stands; a lost one comes back as a
   * producer's does, for as long as the token's session lasts.
   *
   * @throws `INVALID_INPUT` (a malformed token; nothing was sent), `SUBSCRIBE_TOKEN_INVALID` when the token's session
   * has ended or has reconnected (later it is an `error` event, and the end), `INVALID_API_KEY`, `UNSUPPORTED_PLATFORM`,
   * `WEB_RTC_ERROR` with a `reason`, or the reason of an aborted `signal`.
   */
  subscribe(options: SubscribeOptions): Promise<RealTimeSubscribeClient>;
  /**
   * Looks whether a session can be expected to connect, without a camera: whether the signaling socket opens and the key
   * is taken, which ICE candidates there are, whether media can go straight over UDP or only over a relay, and how far
   * the service is. What is in the way is in the result; it doesn't reject for it.
   *
   * The socket is closed at once, and no media is sent: nothing is generated. The service may still count it as a session.
   *
   * @throws `INVALID_INPUT`, `MODEL_NOT_FOUND`, `UNSUPPORTED_PLATFORM`, or the reason of an aborted `signal`.
   */
  checkConnectivity(options?: ConnectivityOptions): Promise<Connectivity>;
}

/** What {@link createDecartClient} returns. */
export interface DecartClient {
  /** Live sessions, viewers, cameras. */
  realtime: RealTime;
  /** Client tokens for pages; on a server. */
  tokens: Tokens;
  /** The registry: the same object as the export `models`. */
  models: typeof models;
  /** Transforms an image while you wait. */
  process: Process;
  /** Video jobs. */
  queue: Queue;
  /** Files that are uploaded once and used in several calls. */
  files: Files;
}

/**
 * Creates a client. Nothing is sent before a call.
 *
 * @throws `INVALID_API_KEY` without a key, `INVALID_BASE_URL`, `INVALID_OPTIONS`.
 * @example
 * const client = createDecartClient({ apiKey: "…" });
 * const session = await client.realtime.connect(stream, { model, onRemoteStream });
 */
export function createDecartClient(options: DecartClientOptions = {}): DecartClient {
  checkOptions(options);
  const { logger = noopLogger, integration, proxy, telemetry = true } = options;
  const platform = options.platform ?? createBrowserPlatform();
  const behindProxy = proxy !== undefined;
  if (behindProxy && options.apiKey !== undefined) {
    throw invalid("createDecartClient(): pass `proxy` or `apiKey`, not both.");
  }
  const apiKey = behindProxy ? noKey : keyOf(options.apiKey, platform);
  const name = integration ? `${integration} ` : "";
  const userAgent = `decart-js-sdk/${VERSION} lang/js ${name}runtime/${platform.runtime}`;
  const reportListenerError = (error: unknown) => {
    try {
      logger.error("A function of the app threw.", { error });
    } catch {
      // The logger is one of them.
    }
  };
  const context: RealTimeContext = {
    platform,
    logger,
    userAgent,
    apiKey,
    createTransport: createPeerConnection,
    realtimeBaseUrl: urlOf("realtimeBaseUrl", options.realtimeBaseUrl ?? "wss://api3.decart.ai", /^wss?:$/),
    freshKeys: typeof options.apiKey === "function",
    insistsOnOrder: false,
    warned: new Set(),
    integration,
    telemetry: telemetry && { ...(telemetry as object), refusals: 0 },
    loadSight,
    loadMedia,
    loadImages,
    reportListenerError,
    guard(call) {
      try {
        call();
      } catch (error) {
        reportListenerError(error);
      }
    },
  };
  const http: HttpContext = {
    platform,
    userAgent,
    guard: context.guard,
    warnOf(name) {
      const kind = isImageModel(name) ? "image" : "video";
      if (!isDeprecatedModel(kind, name) || context.warned.has(kind + name)) return;
      context.warned.add(kind + name);
      const successor = resolveModelAlias(name);
      logger.warn(`The model name "${name}" is deprecated.${successor === name ? "" : ` Use "${successor}".`}`);
    },
    baseUrl: behindProxy
      ? urlOf("proxy", proxy, /^https?:$/)
      : urlOf("baseUrl", options.baseUrl ?? "https://api.decart.ai", /^https?:$/),
    apiKey: behindProxy ? () => undefined : apiKey,
  };
  let loaded: Batch | undefined;
  const batch = async () => {
    loaded ??= (await loadBatch()).createBatch(http);
    return loaded;
  };
  inputSchemas.of = (name) => ({
    "~standard": {
      validate: async (value) => (await batch()).inputSchemaOf(name)?.["~standard"].validate(value) ?? { value },
    },
  });
  return {
    realtime: {
      connect: (input, connectOptions) => connect(context, input, connectOptions),
      createCameraVideoTrack: async (camera) => (await loadMedia()).createCameraVideoTrack(camera),
      prewarm: (prewarm) =>
        loadPrewarm().then(
          (loaded) => loaded.prewarm(context, prewarm),
          () => {},
        ),
      checkConnectivity: async (wanted) => (await loadSight()).checkConnectivity(context, wanted),
      subscribe: async (subscribeOptions) => (await loadViewer()).subscribe(context, subscribeOptions),
    },
    tokens: forward(async () => (await batch()).tokens, ["create"]),
    models,
    process: async (processOptions) => (await batch()).process(processOptions),
    queue: forward(async () => (await batch()).queue, ["submit", "status", "result", "submitAndPoll", "wait"]),
    files: forward(async () => (await batch()).files, ["upload", "get", "delete"]),
  };
}

/** Methods that are loaded with the first call of one. */
const forward = <T extends object>(load: () => Promise<T>, names: (keyof T)[]): T =>
  Object.fromEntries(
    names.map((name) => [
      name,
      async (...args: unknown[]) => {
        const loaded = await load();
        return (loaded[name] as (...args: unknown[]) => unknown)(...args);
      },
    ]),
  ) as T;
