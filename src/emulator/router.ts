import type { IncomingMessage, ServerResponse } from "node:http";

/** What a route is asked. */
export interface RouteRequest {
  raw: IncomingMessage;
  /** The parts of the path that the pattern names, decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  header(name: string): string | undefined;
  /** The body as JSON; undefined when it is empty. @throws HttpError 400, 413 */
  json(): Promise<unknown>;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
}

/** What a route answers. */
export interface Reply {
  status: number;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** One path; `:name` stands for a segment. */
export interface Route {
  method: string;
  pattern: string;
  handle(request: RouteRequest): Reply | Promise<Reply>;
}

/** An answer that ends a route early. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const MAX_BODY = 1024 * 1024;

async function readJson(raw: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new HttpError(413, "The body is too large");
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new HttpError(400, "The body isn't JSON");
  }
}

function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const segment = given[i] ?? "";
    if (!part.startsWith(":")) {
      if (part !== segment) return null;
    } else {
      try {
        params[part.slice(1)] = decodeURIComponent(segment);
      } catch {
        return null;
      }
    }
  }
  return params;
}

/** Any page may call, as with the service. */
const CORS = { "access-control-allow-origin": "*", "access-control-expose-headers": "retry-after" };

function write(response: ServerResponse, { status, body, headers }: Reply): void {
  if (response.destroyed) return;
  const text = body === undefined ? "" : JSON.stringify(body);
  response.writeHead(status, {
    ...CORS,
    ...(text && { "content-type": "application/json" }),
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

const PREFLIGHT = {
  "access-control-allow-methods": "GET, POST, DELETE, OPTIONS",
  "access-control-allow-headers": "content-type, x-api-key, user-agent, authorization",
  "access-control-max-age": "600",
};

/** Hears of each request that was answered. */
export type OnAnswered = (raw: IncomingMessage, path: string, status: number) => void;

/**
 * Answers HTTP requests with routes: 404 for a path that there isn't, 405 for a wrong method, errors as
 * `{ error }`, CORS on everything.
 *
 * @param before - may answer in place of the routes (a fault)
 */
export function createRouter(routes: Route[], before: (path: string) => Reply | null, onAnswered: OnAnswered) {
  async function answer(raw: IncomingMessage, url: URL, signal: AbortSignal): Promise<Reply> {
    if (raw.method === "OPTIONS") return { status: 204, headers: PREFLIGHT };
    const early = before(url.pathname);
    if (early) return early;
    let known = false;
    for (const route of routes) {
      const params = match(route.pattern, url.pathname);
      if (!params) continue;
      known = true;
      if (route.method !== raw.method) continue;
      return route.handle({
        raw,
        params,
        query: url.searchParams,
        header: (name) => [raw.headers[name]].flat()[0],
        json: () => readJson(raw),
        signal,
      });
    }
    return known
      ? { status: 405, body: { error: "Method not allowed" } }
      : { status: 404, body: { error: "Not found" } };
  }

  return async (raw: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(raw.url ?? "/", "http://emulator");
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    let reply: Reply;
    try {
      reply = await answer(raw, url, gone.signal);
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 500;
      reply = { status, body: { error: error instanceof Error ? error.message : String(error) } };
    }
    write(response, reply);
    onAnswered(raw, url.pathname, reply.status);
  };
}
