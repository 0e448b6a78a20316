import { type ConnectionQuality, judge, type SteadyQuality, settle, UNSTEADY } from "../core/quality";
import { NO_VIDEO, readProgress, watchStall } from "../core/stall";
import type { WebRTCStats } from "../core/stats";
import { type Reading, readStats } from "../core/stats-reader";
import type { StatsReport } from "../core/vitals";
import type { Connection, Observed } from "./observed";

/** A stall has to be found within 2 s, however seldom the app wants figures. */
const LONGEST_STEP_MS = 1000;

/** Reads a connection's statistics again and again. */
export interface Poller {
  /** Reads them now; null when there is no connection. */
  look(): Promise<WebRTCStats | null>;
}

/**
 * Starts to look, while somebody wants it, until the session ends.
 *
 * @param onStats Gets each sample; the app gets it by itself.
 */
export function createPoller(observed: Observed, wanted: () => boolean, onStats: (stats: WebRTCStats) => void): Poller {
  const { platform, ended, statsIntervalMs } = observed;
  const { clock } = platform;
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
    const connection = observed.connection();
    // The time of the call: the answer comes late when the page is busy, and its counters are older than that.
    const at = clock.now();
    const report = ((await connection?.getStats().catch(() => null)) ?? null) as StatsReport | null;
    if (ended.aborted || connection !== observed.connection()) return null;
    if (connection !== source) {
      reading = undefined;
      quality = UNSTEADY;
      source = connection;
    }
    const [next, change] = watchStall(stall, connection, report && readProgress(report), at);
    stall = next;
    if (change) observed.onDiagnostic({ name: "videoStall", data: change });
    if (!report || !sampled) return null;
    const before = reading?.stats ?? null;
    reading = readStats(report, reading);
    const { stats } = reading;
    tellPair(stats);
    onStats(stats);
    observed.onStats(stats);
    quality = settle(quality, judge(stats, before, observed.model?.fps ?? null), stats.timestamp);
    if (quality.told !== told) {
      told = quality.told;
      observed.onQuality(told);
    }
    return stats;
  }

  function tellPair({ connection }: WebRTCStats) {
    const [selected] = connection?.selectedCandidatePairs ?? [];
    const text = JSON.stringify(selected);
    if (!selected || text === pair) return;
    pair = text;
    observed.onDiagnostic({ name: "selectedCandidatePair", data: selected });
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
    if (!wanted() || observed.state().away) return;
    look(step % steps === 0);
    step += 1;
  }
  let cancel = () => {};
  ended.addEventListener("abort", () => cancel());
  tick();
  return { look: () => look() };
}
