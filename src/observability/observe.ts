import type { Sight, Told } from "./observed";
import { createPoller } from "./poller";
import { createHistory } from "./report";
import { createTelemetry } from "./telemetry";

/** A report is made in any case, also by a browser that gives no figures. */
const REPORT_MS = 1000;

const MEASURED = ["stats", "connectionQuality", "diagnostic"] as const;

/** Puts together what looks at a session. */
export const observe: Sight["observe"] = (observed, past) => {
  const { emitter } = observed;
  const history = createHistory(observed);
  const telemetry = observed.telemetry ? createTelemetry(observed, observed.telemetry) : null;
  const tell = (told: Told) => {
    history.tell(told);
    telemetry?.tell(told);
  };
  for (const told of past) tell(told);
  const poller = createPoller(
    observed,
    () => observed.isWatched() || MEASURED.some((event) => emitter.listenerCount(event) > 0) || !!telemetry?.active,
    {
      stats(stats, at) {
        history.stats(stats);
        telemetry?.stats(stats, at);
        emitter.emit("stats", stats);
      },
      quality(quality) {
        history.quality(quality);
        observed.onQuality(quality);
        emitter.emit("connectionQuality", quality);
      },
    },
  );
  return {
    tell,
    async report() {
      const late = new Promise((resolve) => observed.platform.clock.after(REPORT_MS, () => resolve(null)));
      await Promise.race([poller.look(), late]);
      return history.report();
    },
  };
};
