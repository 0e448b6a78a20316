import type { Part } from "../results";
import { onPage, type World } from "../world";
import { held } from "./held";

type Page = typeof import("../../test/browser/pages/leaks");

/** What a page holds after a session that has been connected anew so many times. */
export async function heap(world: World): Promise<Part> {
  const { emulator, testPage } = await world.near();
  const counts = world.pick([1, 10], [1, 10, 100]);
  const rows = await onPage(testPage("leaks"), async (page) => {
    const run = page.scenarios<Page>();
    const cdp = await page.cdp();
    const rows: (string | number)[][] = [];
    // The first ones fill caches and compile code.
    await reconnected(3);
    const before = await held(cdp);
    for (const count of counts) {
      await reconnected(count);
      const now = await held(cdp);
      const listeners = now.listeners - before.listeners;
      rows.push([count, now.kB, signed(now.kB - before.kB), listeners === 0 ? "none" : signed(listeners)]);
    }
    return rows;

    async function reconnected(count: number) {
      await run.reconnects(emulator.service, count);
      await run.end();
      await emulator.remote.waitForIdle({ timeoutMs: 30_000 });
    }
  });
  return {
    title: "What reconnects leave behind",
    how: "The page's JavaScript heap after forced collections, when a session with so many new connections has ended, beside the heap after a first one with three: one reading each. `npm run test:long` counts the objects themselves, and fails when one is left.",
    tables: [{ head: ["reconnects", "heap, kB", "more than at first", "more listeners"], rows }],
  };
}

const signed = (value: number) => (value > 0 ? `+${value}` : String(value));
