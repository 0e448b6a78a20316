import type { Clock } from "../platform/platform";

/** Timers by name: at most one of a name runs. */
export interface Timers<Name> {
  /** Starts a timer; one of the same name that runs is replaced. */
  start(name: Name, ms: number): void;
  stop(name: Name): void;
}

/** Makes an empty set of timers. */
export function createTimers<Name>(clock: Clock, onDue: (name: Name) => void): Timers<Name> {
  const cancels = new Map<Name, () => void>();
  const stop = (name: Name) => {
    cancels.get(name)?.();
    cancels.delete(name);
  };
  return {
    stop,
    start(name, ms) {
      stop(name);
      const cancel = clock.after(ms, () => {
        cancels.delete(name);
        onDue(name);
      });
      cancels.set(name, cancel);
    },
  };
}
