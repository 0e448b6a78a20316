import { DecartSDKError } from "../errors";
import { answer, createGuard, type GuardOptions, type Handler } from "./guard";
import { keyOf } from "./key";
import { follow, relay } from "./relay";

/** Options of {@link createProxyHandler}. */
export interface ProxyHandlerOptions extends GuardOptions {
  /** The permanent key, or a function that is asked for each request. @default The environment variable DECART_API_KEY. */
  apiKey?: string | (() => string | Promise<string>) | undefined;
  /** The path that the handler is mounted at, as the browser sees it: `/api/decart`. @default "" */
  basePath?: string | undefined;
  /**
   * What may be called, as `METHOD /path`, where `*` stands for one segment. Client tokens aren't among the defaults:
   * see `createTokenHandler`.
   *
   * @default {@link PROXY_ROUTES}
   */
  allow?: readonly string[] | undefined;
  /** Where the service is. @default "https://api.decart.ai" */
  baseUrl?: string | undefined;
}

/** What a proxy lets pass unless it is told otherwise: `process`, `queue` and `files`. */
export const PROXY_ROUTES: readonly string[] = [
  "POST /v1/generate/*",
  "POST /v1/jobs/*",
  "GET /v1/jobs/*",
  "GET /v1/jobs/*/content",
  "POST /v1/files",
  "GET /v1/files/*",
  "DELETE /v1/files/*",
];

/**
 * Passes calls of a client with `proxy` on to the service, and adds the key, which no answer ever holds. Bodies stream
 * both ways, of any size; a caller who goes away takes the upstream request along.
 *
 * @example
 * // app/api/decart/[...path]/route.ts
 * const handler = createProxyHandler({ basePath: "/api/decart", authorize: isLoggedIn });
 * export const { GET, POST, DELETE, OPTIONS } = toNextApp(handler);
 * @throws `INVALID_OPTIONS` without an `authorize`: an open proxy is an open account.
 */
export function createProxyHandler(options: ProxyHandlerOptions): Handler {
  const guard = createGuard(options, "createProxyHandler()", "anybody could use the service");
  const { apiKey, basePath = "", allow = PROXY_ROUTES, baseUrl = "https://api.decart.ai" } = options;
  const routes = allow.map(parse);
  const base = basePath.replace(/\/+$/, "");
  const upstream = baseUrl.replace(/\/+$/, "");

  return (request) =>
    guard.run(request, ["GET", "POST", "DELETE"], async () => {
      const { pathname, search } = new URL(request.url);
      const segments = pathname.startsWith(`${base}/`) ? segmentsOf(pathname.slice(base.length + 1)) : null;
      const fits = (route: Route) => segments !== null && matches(route, segments);
      if (!segments || !routes.some(fits)) return answer(404, { error: "This path is not proxied" });
      if (!routes.some((route) => route.method === request.method && fits(route))) {
        return answer(405, { error: "Method not allowed" });
      }
      if (request.method === "POST" && !request.body) {
        return answer(400, { error: "There is no body. A body parser that runs before the proxy takes it away." });
      }
      const key = await keyOf(apiKey);
      const url = `${upstream}/${segments.map(encodeURIComponent).join("/")}${search}`;
      try {
        return await relay(await follow(request, url, key), key);
      } catch (error) {
        if (request.signal.aborted) return new Response(null, { status: 499 });
        guard.logger.error("The service can't be reached.", { url: upstream, error: String(error) });
        return answer(502, { error: "The service can't be reached" });
      }
    });
}

interface Route {
  method: string;
  segments: string[];
}

function parse(rule: string): Route {
  const [, method, path] = /^([A-Z]+) \/(\S+)$/.exec(rule) ?? [];
  if (method && path) return { method, segments: path.split("/") };
  throw new DecartSDKError(
    "INVALID_OPTIONS",
    "createProxyHandler(): `allow` must be a list of rules such as `GET /v1/jobs/*`.",
  );
}

const matches = ({ segments }: Route, given: string[]) =>
  segments.length === given.length && segments.every((segment, i) => segment === "*" || segment === given[i]);

/**
 * The decoded segments of a path; null where one of them could be another path for whoever reads it next: an encoded
 * slash, dots, control characters.
 */
function segmentsOf(path: string): string[] | null {
  try {
    const segments = path.split("/").map(decodeURIComponent);
    const isPlain = (segment: string) =>
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are looked for
      !/^\.*$|[/\\\x00-\x1f\x7f]/.test(segment) && !/^(\.|%2e)+$/i.test(segment) && !/%(2f|5c|25)/i.test(segment);
    return segments.every(isPlain) ? segments : null;
  } catch {
    return null;
  }
}
