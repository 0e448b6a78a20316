import { serverError } from "../core/failure";
import { type DecartSDKError, isDecartSDKError, WebRTCError } from "../errors";
import { check, positive } from "../options";
import type { Platform } from "../platform/platform";
import * as v from "../schema";
import { gatherCandidates, type IceFindings } from "./candidate-kinds";
import { streamsOf } from "./connect-checks";
import { type ConnectOptions, connectSchema } from "./connect-options";
import { type RealTimeContext, realtimeModel } from "./context";
import { openSignaling } from "./signaling";
import { socketUrl } from "./socket-url";

/** Options of `client.realtime.checkConnectivity`. */
export interface ConnectivityOptions extends Pick<ConnectOptions, "signal"> {
  /** For a client token that is only good for certain models. @default "lucy-2.1" */
  model?: ConnectOptions["model"] | undefined;
  /** Those that `connect` will be given. @default [{ urls: "stun:stun.l.google.com:19302" }] */
  iceServers?: RTCIceServer[] | undefined;
  /** Milliseconds for all of it: what hasn't answered by then counts as unreachable. @default 8000 */
  timeoutMs?: number | undefined;
}

/** What stands between this device and the service. */
export interface Connectivity extends IceFindings {
  /** Nothing that was found speaks against a session. */
  ok: boolean;
  /** The signaling socket: whether it opens, how long that takes, and what is wrong with it, or with the key. */
  socket: { reachable: boolean; openMs: number | null; error: DecartSDKError | null };
  /** Milliseconds to the service's signaling host and back, over HTTP; null where that gave no answer. */
  rttMs: number | null;
}

const STUN = [{ urls: "stun:stun.l.google.com:19302" }];
const TIMEOUT_MS = 8000;
/** A service that has taken the socket says who the session is, or why it is refused. */
const FIRST_WORD_MS = 2000;

const { iceServers, signal } = connectSchema.entries;
const schema = v.object({
  model: v.optional(connectSchema.entries.model),
  iceServers,
  signal,
  timeoutMs: v.optional(positive),
});

/** `client.realtime.checkConnectivity`. */
export async function checkConnectivity(
  context: RealTimeContext,
  options: ConnectivityOptions = {},
): Promise<Connectivity> {
  const { platform } = context;
  streamsOf(platform);
  check(schema, options, "checkConnectivity()");
  const { signal, iceServers = STUN, timeoutMs = TIMEOUT_MS } = options;
  const model = realtimeModel(context, options.model ?? "lucy-2.1");
  signal?.throwIfAborted();
  const ending = new AbortController();
  const cancel = platform.clock.after(timeoutMs, () => ending.abort());
  const abort = () => ending.abort();
  signal?.addEventListener("abort", abort);
  try {
    const url = async () =>
      socketUrl(context.realtimeBaseUrl, model.urlPath, {
        api_key: await context.apiKey(),
        model: model.name,
        user_agent: context.userAgent,
      });
    const [socket, ice, rttMs] = await Promise.all([
      checkSocket(platform, url, ending.signal),
      gatherCandidates(platform, iceServers, ending.signal),
      roundTrip(platform, context.realtimeBaseUrl, ending.signal),
    ]);
    signal?.throwIfAborted();
    return { ok: socket.reachable && !socket.error && ice.media !== "none", socket, ...ice, rttMs };
  } finally {
    cancel();
    ending.abort();
    signal?.removeEventListener("abort", abort);
  }
}

/** Opens the socket, waits for the service's first word, and closes it. */
async function checkSocket(
  platform: Platform,
  url: () => Promise<string>,
  ended: AbortSignal,
): Promise<Connectivity["socket"]> {
  const { clock } = platform;
  const socket: Connectivity["socket"] = { reachable: false, openMs: null, error: null };
  const unreachable = (message: string) => new WebRTCError("WEBRTC_WEBSOCKET_ERROR", message);
  let close = () => {};
  try {
    const address = await url();
    await new Promise<void>((resolve) => {
      const begun = clock.now();
      let given = false;
      // The first word counts; a close, or the end of the check, comes after it.
      const give = (error: DecartSDKError | null = null) => {
        if (!given) socket.error = error;
        given = true;
        resolve();
      };
      ended.addEventListener("abort", () =>
        give(socket.reachable ? null : unreachable("The signaling socket did not open in time.")),
      );
      if (ended.aborted) return resolve();
      const signaling = openSignaling(platform, address, (event) => {
        if (event.type === "socketOpen") {
          Object.assign(socket, { reachable: true, openMs: Math.round(clock.now() - begun) });
          const waited = clock.after(FIRST_WORD_MS, give);
          ended.addEventListener("abort", waited);
        } else if (event.type === "message") {
          give(event.message.type === "error" ? serverError(event.message.error) : null);
        } else if (event.type === "socketClosed") {
          give(
            socket.reachable ? null : unreachable("The signaling socket could not be opened. A firewall may block it."),
          );
        }
      });
      close = () => signaling.close();
    });
  } catch (cause) {
    // Of the key's function; anything else would quote the URL, and the key in it.
    socket.error = isDecartSDKError(cause) ? cause : unreachable("The signaling socket could not be opened.");
  } finally {
    close();
  }
  return socket;
}

/** The shortest of a few requests over one connection; the first one opens it. The key has no part in it. */
async function roundTrip(platform: Platform, baseUrl: string, ended: AbortSignal): Promise<number | null> {
  const url = baseUrl.replace(/^ws/, "http");
  const times: number[] = [];
  try {
    for (let count = 0; count < 4; count += 1) {
      const begun = platform.clock.now();
      await platform.fetch(url, { method: "HEAD", mode: "no-cors", cache: "no-store", signal: ended });
      times.push(platform.clock.now() - begun);
    }
  } catch {
    // Unreachable, or out of time: what was measured until then counts.
  }
  const [, ...warm] = times;
  return warm.length > 0 ? Math.round(Math.min(...warm) * 10) / 10 : null;
}
