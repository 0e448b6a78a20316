import type { DiagnosticEvent } from "../core/diagnostics";
import { type ConnectionQuality, judge, type SteadyQuality, settle, UNSTEADY } from "../core/quality";
import { NO_VIDEO, readProgress, watchStall } from "../core/stall";
import type { WebRTCStats } from "../core/stats";
import { type Reading, readStats } from "../core/stats-reader";
import { entriesOf } from "../core/stats-streams";
import type { StatsReport } from "../core/vitals";
import type { Connection, Observed } from "./observed";

/** A stall has to be found within 2 s, however seldom the app wants figures. */
const LONGEST_STEP_MS = 1000;

/** Reads a connection's statistics again and again. */
export interface Poller {
  /** Reads them now; null when there is no connection. */
  look(): Promise<WebRTCStats | null>;
}

/** Who is told what was found. */
export interface Findings {
  /** @param at When the reading was asked for. */
  stats(stats: WebRTCStats, at: number): void;
  quality(quality: ConnectionQuality): void;
}

/** Starts to look, while somebody wants it, until the session ends. */
export function createPoller(observed: Observed, wanted: () => boolean, findings: Findings): Poller {
  const { session, statsIntervalMs = 1000 } = observed;
  const { ended } = session;
  const { clock } = observed.platform;
  /** The connection whose picture the app has. */
  const current = () => session.transport((session.state.previous ?? session.state.link)?.attempt ?? 0);
  const diagnose = (event: DiagnosticEvent) => session.dispatch({ type: "diagnostic", event });
  const steps = Math.ceil(statsIntervalMs / LONGEST_STEP_MS);
  let step = 0;
  let source: Connection | undefined;
  let reading: Reading | undefined;
  let stall = NO_VIDEO;
  let quality: SteadyQuality = UNSTEADY;
  let told: ConnectionQuality = UNSTEADY.told;
  let pair = "";
  let looking: Promise<WebRTCStats | null> | undefined;

  /** @param sampled Whether the figures are due, or only the video is looked after. */
  async function read(sampled: boolean): Promise<WebRTCStats | null> {
    const connection = current();
    // The time of the call: the answer comes late when the page is busy, and its counters are older than that.
    const at = clock.now();
    const live = ((await connection?.getStats().catch(() => null)) ?? null) as StatsReport | null;
    if (ended.aborted || connection !== current()) return null;
    if (connection !== source) {
      reading = undefined;
      quality = UNSTEADY;
      source = connection;
    }
    // Read once: a browser makes each entry anew for every pass.
    const report = live && entriesOf(live);
    const [next, change] = watchStall(stall, connection, report && readProgress(report), at);
    stall = next;
    if (change) diagnose({ name: "videoStall", data: change });
    if (!report || !sampled) return null;
    const before = reading?.stats ?? null;
    reading = readStats(report, reading);
    const { stats } = reading;
    tellPair(stats);
    findings.stats(stats, at);
    quality = settle(quality, judge(stats, before, observed.model?.fps ?? null), stats.timestamp);
    // A new connection of the same quality is no news.
    if (JSON.stringify(quality.told) !== JSON.stringify(told)) {
      told = quality.told;
      findings.quality(told);
    }
    return stats;
  }

  function tellPair({ connection }: WebRTCStats) {
    const [selected] = connection?.selectedCandidatePairs ?? [];
    const text = JSON.stringify(selected);
    if (!selected || text === pair) return;
    pair = text;
    diagnose({ name: "selectedCandidatePair", data: selected });
  }

  // One at a time: a browser that takes its time is asked again when it has answered.
  function look(sampled = true) {
    looking ??= read(sampled).finally(() => {
      looking = undefined;
    });
    return looking;
  }

  function tick() {
    if (ended.aborted) return;
    cancel = clock.after(statsIntervalMs / steps, tick);
    // A page that is put away has no video.
    if (!wanted() || session.state.away) return;
    look(step % steps === 0);
    step += 1;
  }
  let cancel = () => {};
  ended.addEventListener("abort", () => cancel());
  tick();
  return { look: () => look() };
}
