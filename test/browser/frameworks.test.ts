import type { Plugin } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { installApart } from "../package/apart";
import { lookCode } from "../support/look-code";
import { launchBrowser, type TestBrowser, type TestPage } from "./support/driver";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/react") & typeof import("./pages/vue");

/** Gives pages the oldest React and Vue that package.json allows its peers to be. */
const oldest: Plugin = {
  name: "oldest-frameworks",
  setup(build) {
    build.onResolve({ filter: /^(react|react-dom|vue)(\/|$)/ }, async ({ path, kind, resolveDir }) => {
      const folder = await installApart("minimum");
      return resolveDir.startsWith(folder) ? null : build.resolve(path, { kind, resolveDir: folder });
    });
  },
};

const shared = useBrowser();
const minimum = useBrowser({ plugins: [oldest] });
const PATIENCE = { timeout: 10_000 };

/** What the page's console has, but for two things that nobody can help. */
const complaints = (page: TestPage) =>
  page.console.filter(
    ({ text }) =>
      // An advertisement.
      !text.includes("Download the React DevTools") &&
      // Chromium says so whenever a socket is closed before it is open, which is what an unmount may have to do.
      !text.includes("WebSocket is closed before the connection is established"),
  );

/**
 * The most sessions that the emulator had at once: from the client's first message until it says goodbye, or is gone. A
 * socket that is hung up before it was open may be seen later than its successor; nothing is ever said on it.
 */
async function mostAtOnce(emulator: Emulator): Promise<number> {
  const records = await Promise.all(emulator.sessions.map((session) => session.record()));
  const changes = records.flatMap(({ openedAt, received: [first], journal }) => {
    const end = journal.find(({ event }) => /^<?close/.test(event));
    if (!first || !end) return [];
    const opened = Date.parse(openedAt);
    // Two clocks are added up, of which one counts whole milliseconds.
    return [
      { at: opened + first.at, by: 1 },
      { at: opened + end.at - 1, by: -1 },
    ];
  });
  let now = 0;
  let most = 0;
  for (const { by } of changes.sort((a, b) => a.at - b.at || a.by - b.by)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

const FRAMEWORKS = [
  { name: "react", pages: shared, of: "19", mounts: 50 },
  { name: "vue", pages: shared, of: "3.5", mounts: 50 },
  { name: "react", pages: minimum, of: "18.0", mounts: 20 },
  { name: "vue", pages: minimum, of: "3.3", mounts: 20 },
];

/**
 * Looks every millisecond at how many peer connections the emulator has. Sockets can't be counted so: of two that follow
 * each other, the one's end may arrive after the other's beginning.
 */
function watchPeers(emulator: Emulator) {
  let most = 0;
  const timer = setInterval(async () => {
    most = Math.max(most, (await emulator.counters()).livePeerConnections);
  }, 1);
  return {
    /** Tells the most that there were at once. */
    end() {
      clearInterval(timer);
      return most;
    },
  };
}

describe.each(FRAMEWORKS)("$name $of", ({ name, of, pages, mounts }) => {
  test("shows the transformed video, steers it, and leaves nothing behind", () =>
    withSession<Page>(pages, name, async ({ service, emulator, page, run }) => {
      expect((await run.frameworkVersion()).startsWith(`${of}.`)).toBe(true);
      await run.mount(service);
      await run.framesUntilLook(lookCode(null));
      await run.setPrompt("Anime style");
      await run.framesUntilLook(lookCode("Anime style"));
      expect(await run.read()).toEqual({ state: expect.stringMatching(/connected|generating/), error: null });
      expect(await run.renderAgain(5)).toBe(0);
      await run.unmount();
      await emulator.waitForIdle();
      expect((await emulator.counters()).sessions).toBe(1);
      await run.stopCamera();
      expect(complaints(page)).toEqual([]);
    }));

  test(`mounted and unmounted ${mounts} times at random moments: never two sessions, none at the end, no warning`, () =>
    withSession<Page>(pages, name, async ({ service, emulator, page, run }) => {
      const peers = watchPeers(emulator);
      expect(await run.cycles(service, mounts, 250)).toBe(true);
      await emulator.waitForIdle();
      const { sessions } = await emulator.counters();
      const media = emulator.sessions.filter(({ framesOut }) => framesOut > 0).length;
      console.log(`${name}: ${mounts} mounts made ${sessions} sessions, ${media} of them got as far as frames`);
      expect(sessions).toBeGreaterThan(mounts / 2);
      expect([peers.end(), await mostAtOnce(emulator)]).toEqual([1, 1]);
      await run.stopCamera();
      expect(complaints(page)).toEqual([]);
    }));

  test("a refused key is an error of the result", () =>
    withSession<Page>(pages, name, async ({ service, run }) => {
      await run.mount({ ...service, apiKey: "wrong" });
      await expect.poll(run.read, PATIENCE).toEqual({ state: "disconnected", error: expect.stringMatching(/key/i) });
      await run.unmount();
      await run.stopCamera();
    }));
});

describe("where a video may not play by itself", () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await launchBrowser({ args: ["--autoplay-policy=document-user-activation-required"] });
  });
  afterAll(() => browser?.close());

  test.each(["react", "vue"])("%s: the app is told so, and a click lets it play", async (name) => {
    const emulator = await startEmulator();
    const { url, httpUrl, apiKey } = emulator;
    const address = `${shared.pages.url(name)}#${encodeURIComponent(JSON.stringify({ url, httpUrl, apiKey }))}`;
    const page = await browser.newPage(address);
    try {
      await emulator.waitForSession();
      await emulator.sessions[0]?.waitForEvent("frame-out");
      const run = page.scenarios<Page>();
      await expect.poll(run.playButton, PATIENCE).not.toBeNull();
      const at = (await run.playButton()) ?? { x: 0, y: 0 };
      const cdp = await page.cdp();
      for (const type of ["mousePressed", "mouseReleased"] as const) {
        await cdp.send("Input.dispatchMouseEvent", { type, ...at, button: "left", clickCount: 1 });
      }
      await run.framesUntilLook(lookCode(null));
      expect(await run.playButton()).toBeNull();
      await run.unmount();
      await emulator.waitForIdle();
      await run.stopCamera();
      expect(page.problems).toEqual([]);
    } finally {
      await page.close();
      await emulator.close();
    }
  });
});
