import type { Observe, Told } from "./observed";
import { createPoller } from "./poller";
import { createHistory } from "./report";
import { createTelemetry } from "./telemetry";

/** A report is made in any case, also by a browser that gives no figures. */
const REPORT_MS = 1000;

/** Puts together what looks at a session. */
export const observe: Observe = (observed, past) => {
  const history = createHistory(observed);
  const telemetry = observed.telemetry && createTelemetry(observed, observed.telemetry);
  const tell = (told: Told) => {
    history.tell(told);
    telemetry?.tell(told);
  };
  for (const told of past) tell(told);
  const poller = createPoller(
    {
      ...observed,
      onQuality(quality) {
        history.quality(quality);
        observed.onQuality(quality);
      },
    },
    () => observed.isWatched() || !!telemetry?.active,
    (stats) => {
      history.stats(stats);
      telemetry?.stats(stats);
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
