import * as v from "valibot";
import { DecartSDKError, type ErrorCode, InvalidInputError } from "../errors";
import type { Platform, UploadProgress } from "../platform/platform";

/** What calls over HTTP need from the client that they belong to. */
export interface HttpContext {
  readonly platform: Platform;
  readonly baseUrl: string;
  readonly userAgent: string;
  /** The key of the moment; none behind a proxy, which has its own. */
  apiKey(refused?: string): string | undefined | Promise<string>;
  /** A key that the service has refused: whoever keeps it must not give it again. */
  refusedKey?: string | undefined;
  /** Writes to the logger that a model's name is deprecated, once for each name. */
  warnOf(name: string): void;
  /** Calls a function of the app; what it throws goes to the logger and no further. */
  guard(call: () => void): void;
}

/** One request. */
export interface HttpRequest {
  method: "GET" | "POST" | "DELETE";
  /** Begins with a slash (what didn't could continue the host's name); its segments come from {@link segment}, or are the SDK's own. */
  path: string;
  /** The code of whatever goes wrong with it. */
  code: ErrorCode;
  /** The call that it is for, as its user knows it: `tokens.create()`. Messages begin with it. */
  call: string;
  /** Facts that go into the `data` of its errors. */
  data?: Record<string, unknown>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: FormData | ReadableStream | undefined;
  headers?: Record<string, string> | undefined;
  onUploadProgress?: ((progress: UploadProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** How often it is tried in all, when the network fails or the service is busy (429, 5xx). @default 1 */
  tries?: number;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;
const MOST_TEXT = 500;

/**
 * Sends a request with the key in its header, and resolves with the answer if that is a success. Everything else is
 * a `DecartSDKError` of the request's code: a refusal with `data.status` and the service's text (never with the key,
 * should it be in there), a network that fails with its `cause`. An aborted signal rejects with its reason.
 */
export async function request(context: HttpContext, request: HttpRequest): Promise<Response> {
  const { platform, userAgent } = context;
  const { method, path, code, call, json, body, signal, onUploadProgress, tries = 1 } = request;
  const key = await abortable(signal, context.apiKey(context.refusedKey));
  const init: RequestInit & { duplex: "half" } = {
    method,
    headers: {
      ...(key && { "X-API-KEY": key }),
      // Browsers forbid this header, and a worker's fetch would make it a reason to ask for permission first.
      ...(platform.runtime !== "browser" && { "User-Agent": userAgent }),
      ...(json !== undefined && { "Content-Type": "application/json" }),
      ...request.headers,
    },
    body: json === undefined ? (body ?? null) : JSON.stringify(json),
    signal: signal ?? null,
    // For bodies that are streams; it means nothing to others.
    duplex: "half",
    // What is sent once isn't sent on. Told so, Node's fetch keeps no copy of it in memory; Cloudflare's Workers know no
    // "error", and hand out the redirect instead, which is no success either.
    ...(body && { redirect: platform.runtime === "worker" ? "manual" : "error" }),
  };

  for (let attempt = 1; ; attempt += 1) {
    let response: Response | undefined;
    let failure: unknown;
    try {
      const url = context.baseUrl + path;
      const upload = onUploadProgress && platform.upload;
      response = await (upload ? upload(url, init, onUploadProgress) : platform.fetch(url, init));
      if (response.ok) return response;
    } catch (error) {
      failure = error;
    }
    throwIfAborted(signal);
    const { status = 0 } = response ?? {};
    if (status === 401) context.refusedKey = key;
    const retryable = !response || status === 429 || status >= 500;
    if (!retryable || attempt >= tries) {
      const text = (await response?.text().catch(() => "")) ?? "";
      const hint = key && (status === 401 || status === 403) ? " Check the API key." : "";
      const said = (key ? text.replaceAll(key, "…") : text).slice(0, MOST_TEXT);
      const what = response ? `HTTP ${status}.${hint} ${said}` : "the service can't be reached.";
      const data = response ? { ...request.data, status } : request.data;
      const cause = !response && { cause: failure };
      throw new DecartSDKError(code, `${call}: ${what}`, { retryable, ...(data && { data }), ...cause });
    }
    // Not awaited: where somebody has cloned the response, it settles only when the clone is read.
    response?.body?.cancel().catch(() => {});
    const delay = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
    await pause(platform, retryAfter(response) ?? delay, signal);
  }
}

/** Sends a request, and checks the JSON that comes back. */
export const requestJson = async <T extends v.GenericSchema>(context: HttpContext, options: HttpRequest, schema: T) =>
  readJson(await request(context, options), options, schema);

/** The JSON of an answer, checked: nothing from the network is taken as it is. */
export async function readJson<T extends v.GenericSchema>(
  response: Response,
  { code, call, data, signal }: Pick<HttpRequest, "code" | "call" | "data" | "signal">,
  schema: T,
): Promise<v.InferOutput<T>> {
  const answer = v.safeParse(schema, await response.json().catch(() => throwIfAborted(signal)));
  if (answer.success) return answer.output;
  const { status } = response;
  throw new DecartSDKError(code, `${call}: the answer makes no sense.`, { data: { ...data, status } });
}

/**
 * An id as one segment of a path. Dots alone would climb up the path, encoded or not; half a surrogate pair can't be
 * encoded.
 */
export function segment(call: string, id: unknown): string {
  if (typeof id === "string" && /^(?!\.*$)\P{Cs}+$/u.test(id)) return encodeURIComponent(id);
  throw new InvalidInputError(`${call}: the id must be a string as the service gave it.`);
}

/** Throws a signal's reason once it is aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw signal.reason;
}

/** Waits; an aborted signal ends it with its reason. */
export function pause(platform: Platform, ms: number, signal?: AbortSignal): Promise<void> {
  let cancel = () => {};
  const wait = new Promise<void>((resolve) => {
    cancel = platform.clock.after(ms, resolve);
  });
  return abortable(signal, wait).finally(cancel);
}

/** A promise that an aborted signal rejects early. */
const abortable = <T>(signal: AbortSignal | undefined, promise: T | Promise<T>) =>
  new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    Promise.resolve(promise)
      .then(resolve, reject)
      .finally(() => signal?.removeEventListener("abort", abort));
  });

/** Milliseconds of a `Retry-After` header in seconds or as a date; undefined without a usable one. */
function retryAfter(response: Response | undefined): number | undefined {
  const header = response?.headers.get("retry-after");
  if (!header) return undefined;
  const ms = Number.isFinite(Number(header)) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_DELAY_MS) : undefined;
}
