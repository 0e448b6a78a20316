import type { SessionNotices } from "../core/notices";
import type { Observed, Observer, Told } from "../observability/observed";
import type { SessionReport } from "../observability/session-report";
import type { RealTimeContext } from "./context";

/** What is seen of a session. */
export interface Observation {
  /** To be called with all that the session tells its app. */
  tell<K extends keyof SessionNotices>(event: K, data: SessionNotices[K]): void;
  /** Begins to look: the code for it is loaded now, and gets what was told before. */
  start(observed: Observed): void;
  report(): Promise<SessionReport>;
}

/** A connect that takes very long must not fill the memory. */
const MOST = 500;

/** Keeps what a session tells until somebody can look at it. */
export function createObservation({ platform, loadSight, logger }: RealTimeContext): Observation {
  const past: Told[] = [];
  let tell: Observer["tell"] = (told) => {
    if (past.length < MOST) past.push(told);
  };
  let observer: Promise<Observer>;
  return {
    tell: (event, data) => tell({ event, data, at: platform.clock.now() } as Told),
    start(observed) {
      observer = loadSight().then((sight) => {
        const made = sight.observe(observed, past.splice(0));
        tell = made.tell;
        return made;
      });
      observer.catch((error) => logger.warn(error.message));
    },
    report: async () => (await observer).report(),
  };
}
