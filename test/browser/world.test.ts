import { afterAll, beforeAll, expect, test } from "vitest";
import { startEmulator } from "../../src/emulator/index";
import { lookCode } from "../support/look-code";
import { launchBrowser } from "./support/driver";
import { expectOrder } from "./support/faults";
import { type PageServer, servePages } from "./support/page-server";

type Page = typeof import("./pages/faults");
type Viewers = typeof import("./pages/viewers");

const LOOK = lookCode("an oil painting");

let pages: PageServer;
beforeAll(async () => {
  pages = await servePages();
});
afterAll(() => pages?.close());

/** Why the browser didn't take the page from its cache, in its own words. */
const whyNot = () =>
  (
    performance.getEntriesByType("navigation") as (PerformanceEntry & {
      notRestoredReasons?: { reasons?: { reason: string }[] };
    })[]
  )
    .flatMap(({ notRestoredReasons }) => notRestoredReasons?.reasons ?? [])
    .map(({ reason }) => reason);

/** A session with a prompt that isn't its first one, in a browser of its own. */
async function withSession(run: (parts: Awaited<ReturnType<typeof open>>) => Promise<void>) {
  const parts = await open();
  try {
    await run(parts);
    expect(parts.page.problems).toEqual([]);
  } finally {
    await parts.browser.close();
    await parts.emulator.close();
  }
}

async function open() {
  const [emulator, browser] = await Promise.all([startEmulator(), launchBrowser()]);
  const page = await browser.newPage(pages.url("faults"));
  const session = page.scenarios<Page>();
  const { url, httpUrl, apiKey } = emulator;
  const started = await session.start({
    url,
    httpUrl,
    apiKey,
    options: { initialState: { prompt: { text: "ink" } } },
  });
  if (!started.ok) throw new Error(String(started.error.message));
  await session.steer("an oil painting");
  await session.recovered(LOOK);
  await session.ticks(1);
  await session.mark();
  return { emulator, browser, page, session, started };
}

// A viewer: Chromium keeps no page in its cache whose own camera runs.
test("a page that goes into the browser's cache leaves nothing open, and comes back to the same picture", async () => {
  const [emulator, browser] = await Promise.all([startEmulator({ models: ["tiny"] }), launchBrowser()]);
  try {
    const [one, other] = [await browser.newPage(pages.url("viewers")), await browser.newPage(pages.url("viewers"))];
    const { url, httpUrl, apiKey } = emulator;
    const service = { url, httpUrl, apiKey };
    const token = await one.scenarios<Viewers>().produce(service, "an oil painting");
    const viewer = other.scenarios<Viewers>();
    await viewer.visit(service);
    const id = Number(await viewer.watch(token));
    await viewer.shows(id, LOOK);
    await other.goto(pages.url("loopback"));
    await expect.poll(() => emulator.sessions.filter(({ open }) => open).length, { timeout: 10_000 }).toBe(1);
    await other.goBack();
    expect(await other.evaluate(whyNot)).toEqual([]);
    await viewer.shows(id, LOOK);
    const states = (await viewer.told())[id]?.states ?? [];
    expect(states.slice(0, 2)).toEqual(["connecting", "connected"]);
    expect(states.filter((state) => state === "reconnecting")).toHaveLength(1);
    expect(states.at(-1)).toMatch(/connected|generating/);
    expect((await viewer.told())[id]).toMatchObject({ streams: 1, errors: [] });
    expect([...one.problems, ...other.problems]).toEqual([]);
  } finally {
    await browser.close();
    await emulator.close();
  }
});

test("time without a network costs no attempts, and the network's return ends it", async () => {
  await withSession(async ({ emulator, page, session }) => {
    await page.setOffline(true);
    // The browser cuts new sockets only: the old one is lost as it would be.
    emulator.sessions.at(-1)?.terminate();
    await session.until("reconnecting");
    await page.setOffline(false);
    const back = await session.recovered(LOOK);
    await session.ticks(1);
    console.log(`the picture was back ${Math.round(back)} ms after the fault`);
    const { states, rejections } = await session.report();
    expectOrder(states);
    expect(states.slice(3)).toEqual(["reconnecting", "connected", "generating"]);
    expect(rejections).toEqual([]);
    await session.stop();
    await emulator.waitForIdle();
  });
});
