import { DecartSDKError } from "../errors";
import { createConsoleLogger, type Logger } from "../logger";

/** What a handler of this package is: web-standard, so that every framework and runtime can carry it. */
export type Handler = (request: Request) => Promise<Response>;

/**
 * Who may call. `true` lets a request pass, a `Response` is sent in its place, everything else is a 401; what it throws
 * is a 500 and lets nobody pass. `"public"` lets everybody pass: say it only where anybody may spend your credits.
 * Leave the request's body unread.
 */
export type Authorize =
  | "public"
  | ((request: Request) => boolean | Response | null | undefined | Promise<boolean | Response | null | undefined>);

/** How often a caller may call. Counted in this process only: several instances count apart. */
export interface RateLimit {
  /** Calls in a window. */
  limit: number;
  /** How long a window is, in seconds. @default 60 */
  windowSeconds?: number | undefined;
  /** Names the caller: a user's id, say. @default All callers are counted together. */
  key?: ((request: Request) => string | Promise<string>) | undefined;
}

/** What all handlers have in common. */
export interface GuardOptions {
  /** Who may call. */
  authorize: Authorize;
  /** How often they may. Left out: as often as they like. */
  rateLimit?: RateLimit | undefined;
  /**
   * Full origins of other pages that may call (with cookies), or `"*"` for any page (without). A page of the handler's
   * own origin always may, and so may callers that aren't pages.
   *
   * @default []
   */
  allowedOrigins?: readonly string[] | "*" | undefined;
  /** Hears of what went wrong on this side; callers are told no more than that. @default createConsoleLogger("error") */
  logger?: Logger | undefined;
}

/** A request that passed every check: `headers` go onto whatever is answered. */
export interface Guard {
  logger: Logger;
  /** Calls `serve` for requests that may pass, and answers all others. */
  run(
    request: Request,
    methods: readonly string[],
    serve: (request: Request) => Response | Promise<Response>,
  ): Promise<Response>;
}

/** An answer in JSON that no cache keeps. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });
}

/**
 * The checks that come before any work: origin, method, authorization, rate.
 *
 * @throws `INVALID_OPTIONS` without an `authorize`.
 */
export function createGuard(options: GuardOptions | undefined, call: string, harm: string): Guard {
  const { authorize, rateLimit, allowedOrigins = [], logger = createConsoleLogger("error") } = options ?? {};
  const invalid = (message: string) => new DecartSDKError("INVALID_OPTIONS", `${call}: ${message}`);
  if (authorize !== "public" && typeof authorize !== "function") {
    throw invalid(
      `\`authorize\` is missing. Pass a function that tells from the request whether its sender may: without one ${harm} on your account. If that is what you want, say so: authorize: "public".`,
    );
  }
  if (allowedOrigins !== "*" && !(Array.isArray(allowedOrigins) && allowedOrigins.every(isOrigin))) {
    throw invalid('`allowedOrigins` must be a list of full origins, such as https://app.example.com, or "*".');
  }
  if (rateLimit && !(rateLimit.limit >= 1 && (rateLimit.windowSeconds ?? 60) > 0)) {
    throw invalid("`rateLimit` must be { limit, windowSeconds?, key? } with positive numbers.");
  }
  const count = rateLimit && createCounter(rateLimit);

  async function check(request: Request, methods: readonly string[]): Promise<Response | null> {
    if (!methods.includes(request.method)) {
      return answer(405, { error: "Method not allowed" }, { allow: methods.join(", ") });
    }
    const allowed = authorize === "public" || (await authorize?.(request));
    if (allowed instanceof Response) return allowed;
    if (allowed !== true) return answer(401, { error: "Not authorized" });
    const wait = count ? await count(request) : 0;
    return wait > 0 ? answer(429, { error: "Too many requests" }, { "retry-after": String(wait) }) : null;
  }

  return {
    logger,
    async run(request, methods, serve) {
      const cors = corsOf(request, allowedOrigins);
      if (!cors) return answer(403, { error: "This origin may not call" }, { vary: "origin" });
      if (request.method === "OPTIONS") {
        const wanted = request.headers.get("access-control-request-headers") ?? "content-type";
        const preflight = {
          "access-control-allow-methods": methods.join(", "),
          "access-control-allow-headers": wanted,
          "access-control-max-age": "600",
        };
        return new Response(null, { status: 204, headers: { ...cors, ...preflight } });
      }
      let response: Response;
      try {
        response = (await check(request, methods)) ?? (await serve(request));
      } catch (error) {
        logger.error(`${call} failed.`, { error });
        response = answer(500, { error: "Internal error" });
      }
      const headers = new Headers(response.headers);
      for (const [name, value] of Object.entries(cors)) headers.set(name, value);
      return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
    },
  };
}

function isOrigin(value: unknown): boolean {
  try {
    return new URL(String(value)).origin === value;
  } catch {
    return false;
  }
}

/** The headers for a page that may read the answer; null for one that may not even ask. */
function corsOf(request: Request, allowed: readonly string[] | "*"): Record<string, string> | null {
  const origin = request.headers.get("origin");
  const expose = { "access-control-expose-headers": "date, retry-after" };
  if (allowed === "*") return { "access-control-allow-origin": "*", ...expose };
  const vary = { vary: "origin" };
  if (origin === null || isSameOrigin(request, origin)) return vary;
  if (!allowed.includes(origin)) return null;
  return { ...vary, ...expose, "access-control-allow-origin": origin, "access-control-allow-credentials": "true" };
}

/**
 * Whether a page of this very server asks. No page can forge one of these headers without a preflight; behind a proxy
 * the URL has another host than the page's.
 */
function isSameOrigin({ headers, url }: Request, origin: string): boolean {
  if (headers.get("sec-fetch-site") === "same-origin") return true;
  const hosts = [headers.get("x-forwarded-host"), headers.get("host"), new URL(url).host];
  return isOrigin(origin) && hosts.includes(new URL(origin).host);
}

const MOST_CALLERS = 10_000;

/** Counts calls; gives the seconds that a caller has to wait, 0 if none. */
function createCounter({ limit, windowSeconds = 60, key }: RateLimit): (request: Request) => Promise<number> {
  const windows = new Map<string, { end: number; calls: number }>();
  return async (request) => {
    const caller = (await key?.(request)) ?? "";
    const now = Date.now();
    if (windows.size > MOST_CALLERS) for (const [name, { end }] of windows) if (end <= now) windows.delete(name);
    let window = windows.get(caller);
    if (!window || window.end <= now) {
      window = { end: now + windowSeconds * 1000, calls: 0 };
      windows.set(caller, window);
    }
    window.calls++;
    return window.calls > limit ? Math.ceil((window.end - now) / 1000) : 0;
  };
}
