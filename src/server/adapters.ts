import type { Handler } from "./guard";

/** A request of Node, Express or Next.js (pages), as far as it is read. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  /** Such as `POST`. */
  method?: string | undefined;
  /** Path and query. */
  url?: string | undefined;
  /** Express has the path in it that the app was asked for, before any mounting. */
  originalUrl?: string | undefined;
  /** Names in small letters. */
  headers: Record<string, string | string[] | undefined>;
  /** Somebody has read the body already. */
  readableEnded?: boolean | undefined;
}

/** A response of Node, Express or Next.js (pages), as far as it is written. */
export interface NodeResponse {
  /** Set before the first byte. */
  statusCode: number;
  /** Whether it is too late for a status. */
  headersSent: boolean;
  /** Whether everything has been handed over. */
  writableFinished: boolean;
  /** Sets one header. */
  setHeader(name: string, value: string | string[]): unknown;
  /** Writes a piece of the body; false asks to wait for `drain`. */
  write(chunk: Uint8Array): boolean;
  /** Ends the body. */
  end(): unknown;
  /** Breaks the connection off. */
  destroy(error?: Error): unknown;
  /** Listens once, to `drain`, `close` and `finish`. */
  once(event: string, listener: () => void): unknown;
  /** Listens no more. */
  off(event: string, listener: () => void): unknown;
}

/** A handler as Node's `http.createServer`, Express and Next.js pages call it. */
export type NodeHandler = (request: NodeRequest, response: NodeResponse) => Promise<void>;

function toStream(request: NodeRequest): ReadableStream<Uint8Array> {
  const chunks = request[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

function toRequest(request: NodeRequest, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    // Those of HTTP/2 that begin with a colon are no headers.
    if (!name.startsWith(":")) for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const { method = "GET" } = request;
  const url = new URL(request.originalUrl ?? request.url ?? "/", `http://${headers.get("host") || "localhost"}`);
  const init: RequestInit & { duplex: "half" } = { method, headers, signal, duplex: "half" };
  const hasBody = headers.has("content-length") || headers.has("transfer-encoding");
  if (hasBody && !request.readableEnded && !/^(GET|HEAD)$/.test(method)) init.body = toStream(request);
  return new Request(url, init);
}

async function send(answer: Response, response: NodeResponse, signal: AbortSignal): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) if (name !== "set-cookie") response.setHeader(name, value);
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  const reader = answer.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done || signal.aborted) break;
    if (!response.write(value)) await drained(response);
  }
  if (signal.aborted) await reader?.cancel();
  else response.end();
}

/** Resolves when more can be written, or nobody reads any more. */
function drained(response: NodeResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off("drain", settle);
      response.off("close", settle);
      resolve();
    };
    response.once("drain", settle);
    response.once("close", settle);
  });
}

/** Carries a handler in Node's own `http.createServer`. Express and Next.js pages take the same function. */
export function toNode(handler: Handler): NodeHandler {
  return async (request, response) => {
    const gone = new AbortController();
    response.once("close", () => {
      if (!response.writableFinished) gone.abort();
    });
    try {
      let answer: Response;
      try {
        answer = await handler(toRequest(request, gone.signal));
      } catch {
        // A handler answers its own failures: what is left are requests that are none, such as one without a valid host.
        answer = new Response(null, { status: 400 });
      }
      await send(answer, response, gone.signal);
    } catch (error) {
      // The answer broke in the middle: only a broken connection can tell so now.
      response.destroy(error instanceof Error ? error : undefined);
    }
  };
}

/**
 * Carries a handler in Express: `app.use("/api/decart", toExpress(handler))`. A proxy must come before body parsers, or
 * it has no body left to pass on.
 */
export const toExpress = (handler: Handler): NodeHandler => toNode(handler);

/**
 * Carries a handler in a Next.js API route of the pages router. A proxy needs the body as it came: export
 * `config = { api: { bodyParser: false } }` beside it.
 *
 * @example
 * export default toNextPages(createTokenHandler({ authorize }));
 */
export const toNextPages = (handler: Handler): NodeHandler => toNode(handler);

/**
 * Carries a handler in a route of the Next.js app router.
 *
 * @example
 * export const { GET, POST, DELETE, OPTIONS } = toNextApp(handler);
 */
export const toNextApp = (handler: Handler): Record<"GET" | "POST" | "DELETE" | "OPTIONS", Handler> => ({
  GET: handler,
  POST: handler,
  DELETE: handler,
  OPTIONS: handler,
});
