import * as v from "valibot";
import { DecartSDKError, InvalidAPIKeyError, isDecartSDKError } from "./errors";
import { createTokens, type Tokens } from "./http/tokens";
import { type Logger, noopLogger } from "./logger";
import { models } from "./models";
import { check, flag, fn, must, shaped, text } from "./options";
import { createBrowserPlatform } from "./platform/browser";
import type { Platform } from "./platform/platform";
import { connect } from "./realtime/connect";
import type { ConnectOptions, RealTimeInput } from "./realtime/connect-options";
import type { RealTimeContext } from "./realtime/context";
import { createPeerConnection } from "./realtime/peer-connection";
import type { RealTimeClient } from "./realtime/realtime-client";
import { VERSION } from "./version";

/** Options of {@link createDecartClient}; all may be left out where the environment has a key. */
export interface DecartClientOptions {
  /**
   * The key: a permanent one on a server, a client token on a page. A function is asked anew for each connection
   * attempt and each request, so that a reconnect has a token that hasn't expired.
   *
   * @default The environment variable DECART_API_KEY, where there is one.
   */
  apiKey?: string | (() => string | Promise<string>) | undefined;
  /** Of the HTTP API. @default "https://api.decart.ai" */
  baseUrl?: string | undefined;
  /** Of live sessions, `ws:` or `wss:`. @default "wss://api3.decart.ai" */
  realtimeBaseUrl?: string | undefined;
  /** The name of what the SDK is built into, for the user agent. */
  integration?: string | undefined;
  /** This version sends no telemetry, whatever is set here. @default true */
  telemetry?: boolean | { url?: string | undefined; intervalMs?: number | undefined } | undefined;
  /** Where the SDK writes what it does. @default noopLogger */
  logger?: Logger | undefined;
  /** The runtime, where it isn't found by itself: `createNodePlatform` of `@decartai/sdk/node`, or a fake one. */
  platform?: Platform | undefined;
}

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
   * was refused; the service's text), `UNSUPPORTED_PLATFORM`, `WEB_RTC_ERROR` with a `reason`, or the reason of an
   * aborted `signal`. Whatever it rejects with, nothing stays open.
   */
  connect(input: RealTimeInput, options: ConnectOptions): Promise<RealTimeClient>;
}

/** What {@link createDecartClient} returns. */
export interface DecartClient {
  realtime: RealTime;
  tokens: Tokens;
  models: typeof models;
}

const optionsSchema = v.object(
  {
    apiKey: v.optional(v.union([text, fn], must("a string or a function"))),
    baseUrl: v.optional(text),
    realtimeBaseUrl: v.optional(text),
    integration: v.optional(text),
    telemetry: v.optional(v.union([flag, shaped("an object")], must("true, false or an object"))),
    logger: v.optional(shaped("a Logger", "debug", "info", "warn", "error")),
    platform: v.optional(shaped("a Platform", "fetch", "openSocket", "clock", "random")),
  },
  must("an object"),
);

/**
 * Creates a client. Nothing is sent before a call.
 *
 * @throws `INVALID_API_KEY` without a key, `INVALID_BASE_URL`, `INVALID_OPTIONS`.
 * @example
 * const client = createDecartClient({ apiKey: "…" });
 * const session = await client.realtime.connect(stream, { model, onRemoteStream });
 */
export function createDecartClient(options: DecartClientOptions = {}): DecartClient {
  check(optionsSchema, options, "createDecartClient()", (message) => new DecartSDKError("INVALID_OPTIONS", message));
  const { logger = noopLogger, integration } = options;
  const platform = options.platform ?? createBrowserPlatform();
  const apiKey = keyOf(options.apiKey, platform);
  const userAgent = [
    "decart-js-sdk/",
    VERSION,
    " lang/js ",
    integration && `${integration} `,
    "runtime/",
    platform.runtime,
  ]
    .filter(Boolean)
    .join("");
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
    reportListenerError,
    guard(call) {
      try {
        call();
      } catch (error) {
        reportListenerError(error);
      }
    },
  };
  const baseUrl = urlOf("baseUrl", options.baseUrl ?? "https://api.decart.ai", /^https?:$/);
  return {
    realtime: { connect: (input, connectOptions) => connect(context, input, connectOptions) },
    tokens: createTokens({ platform, baseUrl, userAgent, apiKey }),
    models,
  };
}

const missingKey = () =>
  new InvalidAPIKeyError(
    "Missing API key. Pass `apiKey` to createDecartClient() or set the DECART_API_KEY environment variable.",
  );

/** A key goes into a header: what can't stand there would be quoted by the runtime's own error. */
function checkedKey(key: unknown, missing: () => Error): string {
  const trimmed = typeof key === "string" ? key.trim() : "";
  if (!trimmed) throw missing();
  if (/[^!-~]/.test(trimmed)) throw new InvalidAPIKeyError("The API key has a space or a character that no key has.");
  return trimmed;
}

function keyOf(apiKey: DecartClientOptions["apiKey"], platform: Platform): () => string | Promise<string> {
  if (typeof apiKey !== "function") {
    const key = checkedKey(apiKey ?? platform.env("DECART_API_KEY"), missingKey);
    return () => key;
  }
  const checked = (key: unknown) =>
    checkedKey(key, () => new InvalidAPIKeyError("The `apiKey` function returned no key."));
  const failed = (cause: unknown): never => {
    if (isDecartSDKError(cause)) throw cause;
    throw new InvalidAPIKeyError("The `apiKey` function failed: see `cause`.", { cause, retryable: true });
  };
  return () => {
    try {
      const key = apiKey();
      return typeof key === "string" ? checked(key) : Promise.resolve(key).then(checked).catch(failed);
    } catch (cause) {
      return failed(cause);
    }
  };
}

function urlOf(option: string, value: string, protocol: RegExp): string {
  try {
    const { protocol: scheme, search, hash } = new URL(value);
    // A path is appended to it; behind a # it would be no path, and its key part of an error's text.
    if (protocol.test(scheme) && !search && !hash) return value.replace(/\/+$/, "");
  } catch {
    // Said below.
  }
  const schemes = protocol.test("wss:") ? "ws: or wss:" : "http: or https:";
  throw new DecartSDKError(
    "INVALID_BASE_URL",
    `createDecartClient(): \`${option}\` must be an absolute ${schemes} URL without ? and #.`,
  );
}
