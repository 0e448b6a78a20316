import type { Platform } from "../platform/platform";

/** What calls over HTTP need from the client that they belong to. */
export interface HttpContext {
  readonly platform: Platform;
  readonly baseUrl: string;
  readonly userAgent: string;
  /** The key of the moment. */
  apiKey(): string | Promise<string>;
}

/** One request. */
export interface HttpRequest {
  method: "GET" | "POST" | "DELETE";
  /** Begins with a slash; its segments are percent-encoded by the caller. */
  path: string;
  /** Sent as JSON. */
  json?: unknown;
  signal?: AbortSignal | undefined;
  /** How often it is tried in all, when the network fails or the service is busy (429, 5xx). @default 1 */
  tries?: number;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;

const isBusy = (status: number) => status === 429 || status >= 500;

/**
 * Sends a request with the key in its header. Resolves with whatever the service answers, also with a refusal;
 * rejects when there was no answer.
 */
export async function request(context: HttpContext, request: HttpRequest): Promise<Response> {
  const { platform } = context;
  const { method, path, json, signal, tries = 1 } = request;
  const headers: Record<string, string> = { "X-API-KEY": await context.apiKey() };
  // Browsers forbid this header, and a worker's fetch would make it a reason to ask for permission first.
  if (platform.runtime !== "browser") headers["User-Agent"] = context.userAgent;
  if (json !== undefined) headers["Content-Type"] = "application/json";
  const init: RequestInit = { method, headers };
  if (json !== undefined) init.body = JSON.stringify(json);
  if (signal) init.signal = signal;

  for (let attempt = 1; ; attempt += 1) {
    const last = attempt >= tries;
    let response: Response | undefined;
    try {
      response = await platform.fetch(context.baseUrl + path, init);
      if (last || !isBusy(response.status)) return response;
      // Not awaited: where somebody has cloned the response, it settles only when the clone is read.
      response.body?.cancel().catch(() => {});
    } catch (error) {
      if (last || signal?.aborted) throw error;
    }
    await pause(platform, retryAfter(response) ?? FIRST_DELAY_MS * 2 ** (attempt - 1));
  }
}

/** Milliseconds of a `Retry-After` header in seconds or as a date; undefined without a usable one. */
function retryAfter(response: Response | undefined): number | undefined {
  const header = response?.headers.get("retry-after");
  if (!header) return undefined;
  const ms = Number.isFinite(Number(header)) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_DELAY_MS) : undefined;
}

const pause = (platform: Platform, ms: number) => new Promise<void>((resolve) => platform.clock.after(ms, resolve));
