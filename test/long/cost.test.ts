import { expect, test } from "vitest";
import { useBrowser, withSession } from "../browser/support/fixture";

type Page = typeof import("../browser/pages/panel");

const shared = useBrowser();
/** Seconds of a session that are measured, and how often each way. */
const SECONDS = 15;
const ROUNDS = 2;

/** The part of the main thread's time that a session takes, with or without all that looks at it. */
async function share(looked: boolean): Promise<number> {
  let part = Number.NaN;
  await withSession<Page>(shared, "panel", async ({ emulator, service, page, run }) => {
    const cdp = await page.cdp();
    await cdp.send("Performance.enable");
    const read = async () => {
      const { metrics } = await cdp.send("Performance.getMetrics");
      const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
      return { busy: of("TaskDuration"), at: of("Timestamp") };
    };
    const telemetry = looked && { url: `${service.httpUrl}/api/v1/telemetry`, intervalMs: 5000 };
    await run.connect({ ...service, telemetry });
    if (looked) await run.show();
    const session = await emulator.waitForSession();
    // The first seconds are those of the connect.
    await session.waitForFrames(60, { timeoutMs: 20_000 });
    const before = await read();
    await session.waitForFrames(20 * SECONDS, { timeoutMs: 60_000 });
    const after = await read();
    part = (after.busy - before.busy) / (after.at - before.at);
    await run.disconnect();
  });
  return part;
}

test("what statistics, telemetry and panel cost: the main thread's time of a session with them, and without", async () => {
  const shares = { without: [] as number[], with: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    shares.without.push(await share(false));
    shares.with.push(await share(true));
  }
  const mean = (values: number[]) => (100 * values.reduce((sum, value) => sum + value, 0)) / values.length;
  const [without, withAll] = [mean(shares.without), mean(shares.with)];
  console.log(
    `main thread: ${without.toFixed(2)} % of a core without, ${withAll.toFixed(2)} % with statistics, telemetry and panel: ${(withAll - without).toFixed(2)} points more`,
  );
  // The promise is 2 points; a busy machine may double what it measures.
  expect(withAll - without).toBeLessThan(4);
});
