import type { Clock } from "../../src/platform/platform";

/** A clock on which every wait is over at once, for code whose waits lie between real requests. */
export function createInstantClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  let now = 0;
  return {
    waits,
    now: () => now,
    after(ms, run) {
      waits.push(ms);
      // Nothing else would end what waits for ever: no time passes here.
      if (waits.length > 100) throw new Error("waits without an end");
      now += ms;
      queueMicrotask(run);
      return () => {};
    },
  };
}
