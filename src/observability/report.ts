import { type ConnectionQuality, UNKNOWN_QUALITY } from "../core/quality";
import type { WebRTCStats } from "../core/stats";
import { VERSION } from "../version";
import type { Observed, Told } from "./observed";
import { scrubbed } from "./scrub";
import type { ReportEntry, SessionReport } from "./session-report";

const FIRST = 100;
const MOST = 400;
const SAMPLES = 10;

/** Remembers what a session tells. */
export interface History {
  tell(told: Told): void;
  stats(stats: WebRTCStats): void;
  quality(quality: ConnectionQuality): void;
  report(): SessionReport;
}

export function createHistory(observed: Observed): History {
  const { clock } = observed.platform;
  const states: SessionReport["states"] = [];
  const errors: SessionReport["errors"] = [];
  const timeline: ReportEntry[] = [];
  let left = 0;
  let samples: WebRTCStats[] = [];
  let quality = UNKNOWN_QUALITY;
  const since = (at: number) => Math.round(at - observed.session.state.connectStartedAt);

  /** The beginning and the end are what is asked for. */
  function keep<T>(list: T[], entry: T): boolean {
    list.push(entry);
    return list.length > MOST && list.splice(FIRST, 1).length > 0;
  }

  function note(at: number, name: string, data: unknown) {
    if (keep(timeline, { atMs: since(at), name, data: scrubbed(data) })) left += 1;
  }

  return {
    tell({ event, data, at }) {
      const atMs = since(at);
      if (event === "connectionChange") keep(states, { atMs, state: data });
      else if (event === "diagnostic") note(at, data.name, data.data);
      else if (event === "generationEnded" || event === "queuePosition") note(at, event, data);
      else if (event === "error") {
        // Not the message: the service's text may quote a prompt.
        const { code, reason = null, retryable } = data;
        keep(errors, { atMs, code, reason, retryable });
      }
    },
    stats(stats) {
      samples = [...samples, scrubbed(stats)].slice(-SAMPLES);
    },
    quality(next) {
      quality = next;
      note(clock.now(), "connectionQuality", next);
    },
    report() {
      const { session, status, generationSeconds, connectStartedAt } = observed.session.state;
      const now = Date.now();
      return {
        versions: { sdk: VERSION, userAgent: observed.userAgent },
        browser: (globalThis as { navigator?: Navigator }).navigator?.userAgent ?? null,
        createdAt: new Date(now).toISOString(),
        startedAt: new Date(now - (clock.now() - connectStartedAt)).toISOString(),
        model: observed.model?.name ?? null,
        sessionId: session?.id ?? observed.watches ?? null,
        generationSeconds,
        state: status,
        quality,
        states: [...states],
        errors: [...errors],
        timeline: [...timeline],
        left,
        samples: [...samples],
      };
    },
  };
}
