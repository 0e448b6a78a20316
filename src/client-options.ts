import { DecartSDKError, InvalidAPIKeyError, isDecartSDKError } from "./errors";
import type { Logger } from "./logger";
import { check, is, must, shaped, text } from "./options";
import type { Platform } from "./platform/platform";
import * as v from "./schema";

/** Options of {@link createDecartClient}; all may be left out where the environment has a key. */
export interface DecartClientOptions {
  /**
   * The key: a permanent one on a server, a client token on a page. A function is asked anew for each connection
   * attempt and each request, so that a reconnect has a token that hasn't expired. It is given the key that the service
   * has refused, if that is why it is asked: one that keeps keys must not return that one again.
   *
   * @default The environment variable DECART_API_KEY, where there is one.
   */
  apiKey?: string | ((refused?: string) => string | Promise<string>) | undefined;
  /**
   * Your own backend, which passes requests on and adds the key (`createProxyHandler` of `@decartai/sdk/server`): an
   * absolute URL, or a path that starts with a slash. For `process`, `queue`, `files` and `tokens`; live sessions go
   * straight to the service and need a client with an `apiKey`. Takes the place of `apiKey` and `baseUrl`.
   */
  proxy?: string | undefined;
  /** Of the HTTP API. @default "https://api.decart.ai" */
  baseUrl?: string | undefined;
  /** Of live sessions, `ws:` or `wss:`. @default "wss://api3.decart.ai" */
  realtimeBaseUrl?: string | undefined;
  /** The name of what the SDK is built into, for the user agent. */
  integration?: string | undefined;
  /**
   * Statistics and diagnostics of live sessions, sent to the service every `intervalMs` (10 000) with the key in a header:
   * no prompts, images or addresses are among them. `false` sends nothing. Another `url` is for a sink of your own.
   *
   * @default true
   */
  telemetry?: boolean | { url?: string | undefined; intervalMs?: number | undefined } | undefined;
  /** Where the SDK writes what it does. @default noopLogger */
  logger?: Logger | undefined;
  /** The runtime, where it isn't found by itself: `createNodePlatform` of `@decartai/sdk/node`, or a fake one. */
  platform?: Platform | undefined;
}

const isSink = (value: unknown) => {
  const { url = "http:", intervalMs = 1 } = Object(value);
  return value instanceof Object && /^https?:/.test(url) && intervalMs > 0;
};

const optionsSchema = v.object(
  {
    apiKey: v.optional(is((value) => /^(string|function)$/.test(typeof value), "a string or a function")),
    proxy: v.optional(text),
    baseUrl: v.optional(text),
    realtimeBaseUrl: v.optional(text),
    integration: v.optional(text),
    telemetry: v.optional(
      is((value) => typeof value === "boolean" || isSink(value), "true, false or { url?, intervalMs? }"),
    ),
    logger: v.optional(shaped("a Logger", "debug", "info", "warn", "error")),
    platform: v.optional(shaped("a Platform", "fetch", "openSocket", "clock", "random")),
  },
  must("an object"),
);

/** An error about options. */
export const invalid = (message: string) => new DecartSDKError("INVALID_OPTIONS", message);

export function noKey(): never {
  throw invalid(
    "`proxy` is for HTTP only. For live sessions create another client, with `apiKey: tokenProvider(url)`.",
  );
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

/** The key of the moment, as `apiKey` or the environment has it. */
export function keyOf(
  apiKey: DecartClientOptions["apiKey"],
  platform: Platform,
): (refused?: string) => string | Promise<string> {
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
  return (refused) => {
    try {
      const key = apiKey(refused);
      return typeof key === "string" ? checked(key) : Promise.resolve(key).then(checked).catch(failed);
    } catch (cause) {
      return failed(cause);
    }
  };
}

/** A base URL without slashes at its end. @throws `INVALID_BASE_URL` */
export function urlOf(option: string, value: string, protocol: RegExp): string {
  const isProxy = option === "proxy";
  try {
    // Two slashes would name another host.
    const isPath = isProxy && /^\/(?![\\/])/.test(value);
    // A path is appended to it; behind a # it would be no path, and its key part of an error's text.
    if (!/[?#]/.test(value) && (isPath || protocol.test(new URL(value).protocol))) return value.replace(/\/+$/, "");
  } catch {
    // Said below.
  }
  const schemes = protocol.test("wss:") ? "ws: or wss:" : "http: or https:";
  throw new DecartSDKError(
    "INVALID_BASE_URL",
    `createDecartClient(): \`${option}\` must be an absolute ${schemes} URL without ? and #${isProxy ? " or a path that starts with one slash" : ""}.`,
  );
}

/** Checks the types of all options. @throws `INVALID_OPTIONS` */
export const checkOptions = (options: unknown) => check(optionsSchema, options, "createDecartClient()", invalid);
