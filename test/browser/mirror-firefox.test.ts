import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findProgram } from "../../scripts/lib/programs.mjs";
import { launchBrowser, type TestBrowser } from "./support/driver";
import { withSession } from "./support/fixture";
import { type PageServer, servePages } from "./support/page-server";

type Page = typeof import("./pages/mirror-session");
type Alone = typeof import("./pages/mirror");

const MIRRORED = { halves: "blue-red", mark: "normal" };
const UNMIRRORED = { halves: "red-blue", mark: "normal" };
const source = "canvas";

// Firefox has no MediaStreamTrackProcessor, not in a worker either: here the canvas is the real path.
describe.skipIf(!findProgram("firefox-esr"))("in Firefox", () => {
  const shared = {} as { browser: TestBrowser; pages: PageServer };
  beforeAll(async () => {
    [shared.browser, shared.pages] = await Promise.all([launchBrowser({ browser: "firefox" }), servePages()]);
    console.log(shared.browser.version);
  });
  afterAll(async () => {
    await shared.browser?.close();
    await shared.pages?.close();
  });
  const CANVAS = { way: "canvas", problem: expect.stringContaining("worker:") };

  test.each([
    [true, MIRRORED],
    [false, UNMIRRORED],
  ] as const)("mirror: %s", (mirror, expected) =>
    withSession<Page>(shared, "mirror-session", async ({ service, run }) => {
      await run.connect({ ...service, source, options: { mirror } });
      expect(await run.lookAt(640, 360)).toEqual(expected);
      expect(await run.told()).toEqual(mirror ? [CANVAS] : []);
      expect(await run.disconnect()).toBe(true);
    }),
  );

  test.each(["vp8", "vp9", "av1"] as const)("%s, at three sizes that follow one another", (codec) =>
    withSession<Page>(shared, "mirror-session", async ({ service, run }) => {
      await run.connect({ ...service, source, options: { mirror: true, preferredVideoCodec: codec } });
      expect(await run.lookAt(640, 360)).toEqual(MIRRORED);
      await run.resize(1280, 704);
      expect(await run.lookAt(1280, 704)).toEqual(MIRRORED);
      await run.resize(1088, 624);
      expect(await run.lookAt(1088, 624)).toEqual(MIRRORED);
      await run.disconnect();
    }),
  );

  test("another source and a new connection stay mirrored", () =>
    withSession<Page>(shared, "mirror-session", async ({ service, run }) => {
      const { sessionId } = await run.connect({ ...service, source, options: { mirror: true } });
      expect(await run.until("blue-red")).toEqual(MIRRORED);
      expect(await run.replace({ source, width: 640, height: 480 })).toEqual({ sessionId, before: "live" });
      expect(await run.lookAt(640, 480)).toEqual(MIRRORED);
      await run.reconnect();
      expect(await run.lookAt(640, 480)).toEqual(MIRRORED);
      await run.disconnect();
    }));

  test("hidden: the unmirrored track, a diagnostic; shown again: mirrored", () =>
    withSession<Page>(shared, "mirror-session", async ({ service, page, run }) => {
      await run.connect({ ...service, source, options: { mirror: true } });
      expect(await run.until("blue-red")).toEqual(MIRRORED);
      const other = await shared.browser.newPage(shared.pages.url("mirror"));
      await other.bringToFront();
      await run.whenHidden(true);
      expect(await run.toldLast()).toEqual({ way: "none", problem: expect.stringContaining("hidden") });
      await page.bringToFront();
      await run.whenHidden(false);
      expect(await run.toldLast()).toEqual({ way: "canvas" });
      expect(await run.until("blue-red")).toEqual(MIRRORED);
      await other.close();
      await run.disconnect();
    }));

  test("the processor alone: start, another size, another source, stop", async () => {
    const page = await shared.browser.newPage(shared.pages.url("mirror"));
    const run = page.scenarios<Alone>();
    expect(await run.start({ width: 640, height: 360, source })).toMatchObject({ changes: [CANVAS], same: false });
    expect(await run.lookAt(640, 360)).toBe("blue-red");
    await run.resize(321, 181);
    expect(await run.lookAt(321, 181)).toBe("blue-red");
    expect(await run.replace({ width: 1280, height: 704, source })).toEqual({ same: true, before: "live" });
    expect(await run.lookAt(1280, 704)).toBe("blue-red");
    expect(await run.stop()).toEqual({ source: "live", output: "ended" });
    expect(page.problems).toEqual([]);
    await page.close();
  });
});
