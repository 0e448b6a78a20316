import { check, flag } from "../options";
import type { Platform, Socket, SocketHandlers } from "../platform/platform";
import * as v from "../schema";
import { checkCodec, checkRelay, streamsOf } from "./connect-checks";
import { type ConnectOptions, connectSchema } from "./connect-options";
import { type RealTimeContext, realtimeModel, type Warm } from "./context";
import type { MediaTransport, TransportEvent, TransportOptions } from "./media-transport";
import { configurationOf } from "./open-session";
import { type ProducerOptions, producerMedia, producerUrl } from "./producer";

/** Options of `client.realtime.prewarm`: those of the `connect` that is to come. */
export interface PrewarmOptions extends ProducerOptions, Pick<ConnectOptions, "model"> {
  /**
   * Open the socket too, which saves one or two more round trips. To the service this may count as a session, and be
   * billed, whether it is used or not. @default false
   */
  socket?: boolean | undefined;
}

const { onRemoteStream: _, ...entries } = connectSchema.entries;
const prewarmSchema = v.object({ ...entries, socket: v.optional(flag) });

/** A prepared connection is good for so long, in milliseconds: then its candidates and the session's place are stale. */
const LIFETIME_MS = 30_000;

/** Prepares what the next connect needs. Never rejects: what goes wrong is told by the session that comes. */
export async function prewarm(context: RealTimeContext, options: PrewarmOptions): Promise<void> {
  context.warm?.discard("another one was prepared");
  const warm = createWarm(context, options);
  context.warm = warm;
  await warm.ready;
}

function createWarm(context: RealTimeContext, options: PrewarmOptions): Warm & { ready: Promise<void> } {
  const { platform, logger } = context;
  let problem: string | undefined;
  let taken = false;
  let known: { url: string; media: string; customizeOffer: unknown } | undefined;
  let transport: MediaTransport | undefined;
  let socket: ReturnType<typeof openBuffered> | undefined;
  let events: TransportEvent[] = [];
  let emit = (event: TransportEvent): void => {
    events.push(event);
    if (event.type === "signal") settle();
    if (event.type === "attemptFailed") discard(event.error.message);
  };
  let settle = () => {};
  const offered = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const cancel = platform.clock.after(LIFETIME_MS, () => discard("no connect came within 30 s"));

  function discard(why: string): void {
    if (taken || problem) return;
    problem = why;
    release();
    logger.warn(`What was prepared for a connect is not used: ${why}.`);
  }

  function release(): void {
    cancel();
    transport?.close();
    socket?.close();
    events = [];
    settle();
  }

  async function begin(): Promise<void> {
    check(prewarmSchema, options, "prewarm()");
    streamsOf(platform);
    checkCodec(platform, options.preferredVideoCodec);
    checkRelay(options, "prewarm()");
    const model = realtimeModel(context, options.model);
    const media = { configuration: configurationOf(options), ...producerMedia(model, options) };
    const url = producerUrl(context, model, options);
    known = { url: keyless(url("")), media: fingerprint(media), customizeOffer: options.customizeOffer };
    transport = context.createTransport({ platform, ...media, tracks: [], emit: (event) => emit(event) });
    transport.start();
    // The connect may come with an image.
    context.loadImages().catch(() => {});
    if (options.socket) {
      const key = await context.apiKey();
      if (problem || taken) return;
      socket = openBuffered(platform, url(key), () => discard("its socket was closed"));
      await socket.opened;
    }
    await offered;
  }

  return {
    ready: begin().catch((error) => discard(error instanceof Error ? error.message : String(error))),
    discard,
    platform: {
      ...platform,
      openSocket: (url, handlers) =>
        (taken && known?.url === keyless(url) && socket?.adopt(handlers)) || platform.openSocket(url, handlers),
    },
    take(url, wanted) {
      // A viewer, or a later attempt: this is not for them.
      if (taken || wanted.directions.audio !== "sendrecv") return undefined;
      const fits =
        known?.url === keyless(url) &&
        known.media === fingerprint(wanted) &&
        known.customizeOffer === wanted.customizeOffer;
      if (!fits) discard("it was prepared with other options");
      if (context.warm === this) context.warm = undefined;
      wanted.emit({
        type: "diagnostic",
        event: { name: "prewarm", data: { used: !problem, ...(problem && { problem }) } },
      });
      const prepared = transport;
      if (problem || !prepared) return undefined;
      taken = true;
      cancel();
      return {
        ...prepared,
        start() {
          emit = wanted.emit;
          for (const event of events) emit(event);
          for (const track of wanted.tracks) {
            prepared.replaceTrack(track.kind as "audio" | "video", track).catch(() => {});
          }
        },
      };
    },
  };
}

/** What two connections have to have in common. */
const fingerprint = ({
  configuration,
  directions,
  preferredVideoCodec,
}: Pick<TransportOptions, "configuration" | "directions" | "preferredVideoCodec">) =>
  JSON.stringify([configuration, directions, preferredVideoCodec]);

/** A provider may give another key each time; whose it is doesn't change. */
function keyless(url: string): string {
  const parsed = new URL(url);
  parsed.searchParams.delete("api_key");
  return String(parsed);
}

/** Opens a socket whose events wait for who takes it. */
function openBuffered(platform: Platform, url: string, onClose: () => void) {
  let handlers: SocketHandlers | undefined;
  const waiting: ((handlers: SocketHandlers) => void)[] = [];
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const pass = (event: (handlers: SocketHandlers) => void) => {
    if (handlers) event(handlers);
    else waiting.push(event);
  };
  const socket = platform.openSocket(url, {
    open() {
      open();
      pass((own) => own.open());
    },
    message: (data) => pass((own) => own.message(data)),
    close(code, reason) {
      open();
      if (!handlers) onClose();
      pass((own) => own.close(code, reason));
    },
  });
  return {
    opened,
    close: () => {
      open();
      socket.close();
    },
    /** Once; what has come so far follows when the caller has the socket. */
    adopt(own: SocketHandlers): Socket | undefined {
      if (handlers) return undefined;
      let closed = false;
      queueMicrotask(() => {
        handlers = own;
        for (const event of waiting.splice(0)) if (!closed) event(own);
      });
      return {
        send: (text) => socket.send(text),
        close() {
          closed = true;
          socket.close();
        },
      };
    },
  };
}
