import type { CDPSession } from "puppeteer-core";

/** What a page holds after forced collections, and how many seconds its main thread has worked. */
export async function held(cdp: CDPSession) {
  await cdp.send("Performance.enable");
  // Peer connections and weak references need more than one.
  for (let round = 0; round < 5; round += 1) await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  return { kB: Math.round(usedSize / 1000), ...(await worked(cdp)) };
}

/** Seconds that a page's main thread has worked so far: on anything, and on JavaScript. */
export async function worked(cdp: CDPSession) {
  const { metrics } = await cdp.send("Performance.getMetrics");
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return {
    listeners: of("JSEventListeners"),
    tasks: of("TaskDuration"),
    scripts: of("ScriptDuration"),
    at: of("Timestamp"),
  };
}
