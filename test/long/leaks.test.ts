import type { CDPSession } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleEmulator, type EmulatorProgram, startEmulatorProcess } from "../browser/support/emulator-process";
import { useBrowser } from "../browser/support/fixture";
import { log } from "../browser/support/reliability-log";

type Page = typeof import("../browser/pages/leaks");

const shared = useBrowser();
let program: EmulatorProgram;
beforeAll(async () => {
  program = await bundleEmulator();
});
afterAll(() => program?.remove());

const KINDS = ["RTCPeerConnection", "WebSocket", "MediaStream", "MediaStreamTrack"] as const;
/** Collections until what can go has gone: weak references and peer connections need more than one. */
const ROUNDS = 20;

/** Objects of a kind that the page still holds, or that hold themselves. */
async function count(cdp: CDPSession, kind: string): Promise<number> {
  const objectGroup = "count";
  const { result } = await cdp.send("Runtime.evaluate", { expression: `${kind}.prototype`, objectGroup });
  const prototypeObjectId = result.objectId ?? "";
  const { objects } = await cdp.send("Runtime.queryObjects", { prototypeObjectId, objectGroup });
  const { result: length } = await cdp.send("Runtime.callFunctionOn", {
    functionDeclaration: "function () { return this.length; }",
    objectId: objects.objectId ?? "",
    returnByValue: true,
  });
  // What was found would be held for ever otherwise.
  await cdp.send("Runtime.releaseObjectGroup", { objectGroup });
  return length.value;
}

/** What the page holds after forced collections. */
async function holdings(cdp: CDPSession) {
  for (let round = 0; round < 3; round += 1) await cdp.send("HeapProfiler.collectGarbage");
  const counts: Record<string, number> = {};
  for (const kind of KINDS) counts[kind] = await count(cdp, kind);
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  const { metrics } = await cdp.send("Performance.getMetrics");
  const listeners = metrics.find(({ name }) => name === "JSEventListeners")?.value ?? 0;
  return { counts, listeners, heapKb: Math.round(usedSize / 1024) };
}

/** Collects until the counts are those of before, or it is clear that they won't be. */
async function settled(cdp: CDPSession, before: Record<string, number>) {
  let now = await holdings(cdp);
  for (let round = 0; round < ROUNDS; round += 1) {
    if (KINDS.every((kind) => (now.counts[kind] ?? 0) <= (before[kind] ?? 0))) break;
    now = await holdings(cdp);
  }
  return now;
}

test.each([
  ["100 connect/disconnect cycles", 100],
  ["50 forced reconnects", 50],
])("%s leave nothing in the page", async (name, times) => {
  const emulator = await startEmulatorProcess({ program });
  const page = await shared.browser.newPage(shared.pages.url("leaks"));
  try {
    const run = page.scenarios<Page>();
    const cdp = await page.cdp();
    await cdp.send("Performance.enable");
    const { service } = emulator;
    const go = async (count: number) => {
      if (name.includes("cycles")) return run.cycles(service, count);
      expect(await run.reconnects(service, count)).toBe(count + 1);
      await run.end();
    };
    // The first ones fill caches and compile code.
    await go(5);
    const before = await holdings(cdp);
    const started = performance.now();
    await go(times);
    const ms = Math.round(performance.now() - started);
    await emulator.remote.waitForIdle();
    const after = await settled(cdp, before.counts);
    const alive = await run.alive();
    const left = await run.left();
    const { liveSockets, livePeerConnections } = await emulator.remote.counters();
    log({
      kind: "leaks",
      what: name,
      before,
      after,
      alive,
      timers: left.timers,
      ghosts: liveSockets + livePeerConnections,
      ms,
    });
    console.log(name, JSON.stringify({ before, after, alive, left, ms }));
    for (const kind of KINDS) expect(after.counts[kind], kind).toBeLessThanOrEqual(before.counts[kind] ?? 0);
    expect(after.listeners).toBeLessThanOrEqual(before.listeners);
    // What a run leaves is the engine's own, such as code it has compiled by then: 10 kB a time would be ours.
    expect(after.heapKb - before.heapKb).toBeLessThan(times * 10);
    expect(alive).toEqual({ client: 0, stream: 0, track: 0 });
    expect(left).toEqual({ timers: 0, rejections: [] });
    expect(liveSockets + livePeerConnections).toBe(0);
    expect(page.problems).toEqual([]);
  } finally {
    await page.close();
    await emulator.close();
  }
});
