import type { CDPSession } from "puppeteer-core";

/** What a page holds after forced collections, and what its main thread has worked. */
export async function held(cdp: CDPSession) {
  await cdp.send("Performance.enable");
  // Peer connections and weak references need more than one.
  for (let round = 0; round < 5; round += 1) await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  return { kB: Math.round(usedSize / 1000), ...(await worked(cdp)) };
}

/** Seconds of processor time of a page's main thread so far: not those in which it waited for a processor. */
export async function worked(cdp: CDPSession) {
  const { metrics } = await cdp.send("Performance.getMetrics");
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return {
    listeners: of("JSEventListeners"),
    busy: of("ThreadTime"),
    at: of("Timestamp"),
  };
}
