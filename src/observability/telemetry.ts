import type { WebRTCStats } from "../core/stats";
import { VERSION } from "../version";
import type { Observed, TelemetrySettings, Told } from "./observed";
import { withoutSecrets } from "./scrub";

/** Items of an array in one request, and bytes that a browser takes along from a page that closes. */
const MOST_ITEMS = 120;
const MOST_BYTES = 60_000;
/** Kept while there is no network. */
const MOST_KEPT = 600;
/** An ad blocker refuses everything: after so many refusals in a row nothing is tried any more. */
const MOST_REFUSALS = 3;
/** One sample a second, however often the app wants them. */
const SAMPLE_MS = 1000;
/** One that is read a little early is the one of its second. */
const EARLY_MS = 100;

interface Diagnostic {
  name: string;
  data: unknown;
  timestamp: number;
}

/** Sends what is measured to the service. Never an effect on the session: what fails is forgotten. */
export interface Telemetry {
  /** False once the service has refused too often. */
  readonly active: boolean;
  /** @param at When it was read: a busy browser answers late, and the next one in time. */
  stats(stats: WebRTCStats, at: number): void;
  tell(told: Told): void;
}

export function createTelemetry(observed: Observed, settings: TelemetrySettings): Telemetry {
  const { platform, session, integration } = observed;
  const { url = "https://platform.decart.ai/api/v1/telemetry", intervalMs = 10_000 } = settings;
  const { ended } = session;
  const { clock } = platform;
  const epoch = Date.now() - clock.now();
  let stats: WebRTCStats[] = [];
  let diagnostics: Diagnostic[] = [];
  let sessionId = currentId();
  let sampledAt = Number.NEGATIVE_INFINITY;
  let cancel = () => {};
  const isActive = () => settings.refusals < MOST_REFUSALS;

  function currentId() {
    return session.state.session?.id ?? observed.watches ?? "";
  }

  /** What is kept belongs to one session; a reconnect brings another. */
  function begin() {
    const id = currentId();
    if (id === sessionId) return;
    flush();
    sessionId = id;
  }

  function bodyOf(someStats: WebRTCStats[], someDiagnostics: Diagnostic[]): string {
    const model = observed.model?.name;
    return JSON.stringify(
      {
        sessionId,
        timestamp: Date.now(),
        sdkVersion: VERSION,
        model,
        tags: { session_id: sessionId, sdk_version: VERSION, model, integration },
        stats: someStats,
        diagnostics: someDiagnostics,
      },
      withoutSecrets,
    );
  }

  function take() {
    const taken = { stats, diagnostics };
    stats = [];
    diagnostics = [];
    return taken;
  }

  function flush() {
    const taken = take();
    for (let from = 0; from < Math.max(taken.stats.length, taken.diagnostics.length); from += MOST_ITEMS) {
      const part = <T>(list: T[]) => list.slice(from, from + MOST_ITEMS);
      post(bodyOf(part(taken.stats), part(taken.diagnostics)));
    }
  }

  /** What a page that closes can still send is one small request: the oldest samples stay behind. */
  function flushAtEnd() {
    const taken = take();
    const some = { stats: taken.stats.slice(-MOST_ITEMS), diagnostics: taken.diagnostics.slice(-MOST_ITEMS) };
    if (some.stats.length + some.diagnostics.length === 0) return;
    let body = bodyOf(some.stats, some.diagnostics);
    while (new TextEncoder().encode(body).length > MOST_BYTES) {
      (some.stats.length > 0 ? some.stats : some.diagnostics).shift();
      body = bodyOf(some.stats, some.diagnostics);
    }
    post(body, true);
  }

  async function post(body: string, keepalive = false) {
    if (!isActive()) return;
    const send = (key: string | undefined) =>
      platform.fetch(url, {
        method: "POST",
        keepalive,
        headers: {
          "Content-Type": "application/json",
          ...(key && { "X-API-KEY": key }),
          ...(platform.runtime !== "browser" && { "User-Agent": observed.userAgent }),
        },
        body,
      });
    try {
      const key = observed.usedKey();
      let response = await send(key);
      // A short-lived token of the connection has expired. A page that closes has no time for another one.
      if (response.status === 401 && observed.freshKeys && !keepalive)
        response = await send(await observed.apiKey(key));
      settings.refusals = response.ok ? 0 : settings.refusals + 1;
      // An answer that nobody reads would hold its connection.
      response.body?.cancel().catch(() => {});
    } catch {
      settings.refusals += 1;
    }
    if (!isActive()) observed.logger.debug("Telemetry was refused, and is sent no more.");
  }

  function tick() {
    cancel = clock.after(intervalMs, tick);
    const { status } = session.state;
    // While the network is gone nothing would arrive, and nobody has refused it.
    if (status === "connected" || status === "generating") flush();
  }
  cancel = clock.after(intervalMs, tick);
  const end = () => {
    cancel();
    flushAtEnd();
  };
  if (ended.aborted) queueMicrotask(end);
  else ended.addEventListener("abort", end);

  return {
    get active() {
      return isActive();
    },
    stats(sample, at) {
      if (!isActive()) return;
      begin();
      if (at < sampledAt + SAMPLE_MS - EARLY_MS) return;
      sampledAt = at;
      stats = [...stats, sample].slice(-MOST_KEPT);
    },
    tell({ event, data, at }) {
      if (!isActive()) return;
      begin();
      if (event === "diagnostic") {
        diagnostics = [...diagnostics, { ...data, timestamp: Math.round(epoch + at) }].slice(-MOST_KEPT);
      }
      // The page is put away, perhaps for good.
      if (event === "connectionChange" && session.state.away) flushAtEnd();
    },
  };
}
