import type { Clock } from "../../src/platform/platform";

/** A clock that stands still until it is moved; timers run in the order of their time, then of their making. */
export interface FakeClock extends Clock {
  /** Moves on by `ms`, and runs what falls due on the way. Promises settle between two timers. */
  advance(ms: number): Promise<void>;
  /** The device sleeps: the time goes on, and nothing runs until it wakes, when everything overdue does, once. */
  sleep(ms: number): Promise<void>;
  /** Timers that are waiting. */
  readonly pending: number;
}

/** Lets every promise that can settle now do so. */
export async function settled(): Promise<void> {
  // A macrotask of the real loop comes after all microtasks; two, for those that schedule another task.
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function createFakeClock(): FakeClock {
  let now = 0;
  let made = 0;
  const timers = new Set<{ due: number; order: number; run: () => void }>();
  return {
    now: () => now,
    after(ms, run) {
      made += 1;
      const timer = { due: now + ms, order: made, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    get pending() {
      return timers.size;
    },
    async sleep(ms) {
      now += ms;
      for (const timer of [...timers].filter(({ due }) => due <= now)) {
        timers.delete(timer);
        timer.run();
        await settled();
      }
    },
    async advance(ms) {
      const until = now + ms;
      await settled();
      for (;;) {
        const next = [...timers]
          .filter(({ due }) => due <= until)
          .sort((a, b) => a.due - b.due || a.order - b.order)[0];
        if (!next) break;
        now = next.due;
        timers.delete(next);
        next.run();
        await settled();
      }
      now = until;
    },
  };
}
