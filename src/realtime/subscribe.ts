import { DecartSDKError, InvalidInputError } from "../errors";
import type { Listenable } from "../events";
import { check, must, text, whole } from "../options";
import * as v from "../schema";
import { checkRelay, streamsOf } from "./connect-checks";
import { connectSchema } from "./connect-options";
import type { RealTimeContext } from "./context";
import { type ConnectionOptions, openSession } from "./open-session";
import type { RealTimeEvents } from "./realtime-events";
import { handleOf, type SessionHandle } from "./session-handle";
import { socketUrl } from "./socket-url";

/** Options of `client.realtime.subscribe`. */
export interface SubscribeOptions extends ConnectionOptions {
  /** The `subscribeToken` of the producer's session, as it is now: a reconnect of the producer's brings another one. */
  token: string;
}

/** Events of a viewer. */
export type SubscribeEvents = Pick<RealTimeEvents, "connectionChange" | "error" | "stats" | "diagnostic">;

/** A viewer's side of somebody else's session: it sees what the producer's `onRemoteStream` gets, and sends nothing. */
export interface RealTimeSubscribeClient extends SessionHandle, Listenable<SubscribeEvents> {
  /** The producer's video: the stream that `onRemoteStream` got. */
  readonly remoteStream: MediaStream | null;
}

const { model: _, ...shared } = connectSchema.entries;
const subscribeSchema = v.object({ ...shared, token: text }, must("an object"));

const matching = (form: RegExp) => v.custom<string>((value) => typeof value === "string" && form.test(value));

// As `subscribeToken` is made. Dots alone would climb up the path; half a surrogate pair can't be encoded.
const tokenSchema = v.object({
  sid: matching(/^(?!\.*$)\P{Cs}+$/u),
  ip: matching(/^\P{Cs}+$/u),
  port: whole(0, 65535),
});

function sessionOf(token: string): v.Output<typeof tokenSchema> {
  try {
    return tokenSchema(JSON.parse(atob(token)));
  } catch {
    // No cause: what a parser says quotes the token.
    throw new InvalidInputError("subscribe(): `token` must be the `subscribeToken` of a session.");
  }
}

/** `client.realtime.subscribe`: a session in the role of a viewer. */
export async function subscribe(context: RealTimeContext, options: SubscribeOptions): Promise<RealTimeSubscribeClient> {
  const createStream = streamsOf(context.platform);
  check(subscribeSchema, options, "subscribe()");
  checkRelay(options, "subscribe()");
  const { sid, ip, port } = sessionOf(options.token);
  options.signal?.throwIfAborted();

  const opened = openSession(context, createStream, options, {
    role: "viewer",
    watches: sid,
    // There is no state that an offer could be ahead of.
    sequential: true,
    deadToken: () =>
      new DecartSDKError(
        "SUBSCRIBE_TOKEN_INVALID",
        "The session of this subscribe token has ended or reconnected. Get the producer's current `subscribeToken`.",
      ),
    url: (api_key) =>
      socketUrl(
        context.realtimeBaseUrl,
        `/subscribe/${encodeURIComponent(sid)}`,
        { IP: ip, port: String(port) },
        { api_key, user_agent: context.userAgent },
      ),
    media: () => ({
      tracks: [],
      directions: { audio: "recvonly", video: "recvonly" },
      preferredVideoCodec: "vp8",
      customizeOffer: undefined,
    }),
  });
  await opened.connect();
  const { getSnapshot } = opened;
  return {
    ...handleOf(opened),
    get remoteStream() {
      return getSnapshot().remoteStream;
    },
  };
}
