import { InvalidAPIKeyError } from "../errors";

// A connect that starts with a token still has to reach the service with it.
const MARGIN_MS = 30_000;
const SHARE = 0.75;

/**
 * Gets client tokens from your server (`createTokenHandler` of `@decartai/sdk/server`), for `apiKey`. A token is kept
 * until shortly before it expires (30 s, or a quarter of its life) or the service refuses it, and asked for once, however
 * many calls need it.
 *
 * Clocks of users are wrong, so the time that it lives counts, from the request on: `expiresIn` (seconds) of the
 * answer; else the distance of `expiresAt` from the answer's `Date` header (which another origin has to expose);
 * without either no token is kept.
 *
 * @param init What else the request needs, such as `{ credentials: "include" }` or your own headers; a function is asked
 * anew for each token. The method is POST unless it says otherwise.
 * @example
 * const client = createDecartClient({ apiKey: tokenProvider("/api/realtime-token") });
 * @throws Its function rejects with `INVALID_API_KEY`: `data.status` when the server refused, `retryable` when it
 * couldn't be reached or was busy.
 */
export function tokenProvider(
  url: string,
  init?: RequestInit | (() => RequestInit | Promise<RequestInit>),
): (refused?: string) => Promise<string> {
  let kept: { apiKey: string; isFresh(): boolean } | undefined;
  let pending: Promise<string> | undefined;

  async function mint(): Promise<string> {
    const elapsed = stopwatch();
    const own = typeof init === "function" ? await init() : init;
    const failed = (why: unknown, details: object) => new InvalidAPIKeyError(`No token from ${url}: ${why}.`, details);
    const response = await fetch(url, { method: "POST", ...own }).catch((cause) => {
      throw failed("it can't be reached", { cause, retryable: true });
    });
    const { status } = response;
    const answer = (await response.json().catch(() => null)) ?? {};
    const { apiKey } = answer;
    if (!response.ok || typeof apiKey !== "string") {
      throw failed(`HTTP ${status}`, { data: { status }, retryable: status === 429 || status >= 500 });
    }
    const limit = keptFor(answer, response.headers.get("date"));
    kept = { apiKey, isFresh: () => elapsed() < limit };
    return apiKey;
  }

  return async (refused) => {
    if (refused && kept?.apiKey === refused) kept = undefined;
    if (kept?.isFresh()) return kept.apiKey;
    pending ??= mint().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

/** For how many milliseconds a token can be used again; not a number where nothing tells. */
export function keptFor(answer: { expiresIn?: unknown; expiresAt?: unknown }, date: string | null): number {
  const seconds = Number(answer.expiresIn);
  const life = seconds > 0 ? seconds * 1000 : Date.parse(`${answer.expiresAt}`) - Date.parse(`${date}`);
  return Math.max(life - MARGIN_MS, life * SHARE);
}

/** Milliseconds since now, by whichever clock says more: one may be set back, the other may stop while a laptop sleeps. */
export function stopwatch(clocks: (() => number)[] = [() => Date.now(), () => performance.now()]): () => number {
  const started = clocks.map((now) => now());
  return () => Math.max(...clocks.map((now, i) => now() - (started[i] as number)));
}
