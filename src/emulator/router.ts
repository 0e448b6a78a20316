import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";

/** What a route is asked. */
export interface RouteRequest {
  raw: IncomingMessage;
  /** The parts of the path that the pattern names, decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  header(name: string): string | undefined;
  /** The body as JSON; undefined when it is empty. @throws HttpError 400, 413 */
  json(): Promise<unknown>;
  /** The body as a form. @throws HttpError 400, 413, 415 */
  form(): Promise<FormData>;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
}

/** What a route answers. */
export interface Reply {
  status: number;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in place of `body`; its type goes into `headers`. */
  bytes?: Uint8Array | undefined;
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

/** The largest form, in bytes. All of it is held in memory. */
const MAX_FORM = 512 * 1024 * 1024;

async function readForm(raw: IncomingMessage): Promise<FormData> {
  const type = raw.headers["content-type"] ?? "";
  if (!/^multipart\/form-data *;/i.test(type)) throw new HttpError(415, "The body must be multipart/form-data");
  let size = 0;
  const limited = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > MAX_FORM) throw new HttpError(413, "The body is too large");
      controller.enqueue(chunk);
    },
  });
  const body = (Readable.toWeb(raw) as ReadableStream<Uint8Array>).pipeThrough(limited);
  try {
    return await new Response(body, { headers: { "content-type": type } }).formData();
  } catch (error) {
    throw error instanceof HttpError || size > MAX_FORM
      ? new HttpError(413, "The body is too large")
      : new HttpError(400, "The body isn't a form");
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
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "retry-after, x-emulator-look, x-emulator-pixels",
};

function write(response: ServerResponse, { status, body, bytes, headers }: Reply): void {
  if (response.destroyed) return;
  const content = bytes ?? Buffer.from(body === undefined ? "" : JSON.stringify(body));
  response.writeHead(status, {
    ...CORS,
    ...(body !== undefined && { "content-type": "application/json" }),
    "content-length": content.byteLength,
    ...headers,
  });
  response.end(content);
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
        form: () => readForm(raw),
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
