import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useCameraFilm } from "../browser/support/camera-film";
import { launchBrowser, type TestBrowser } from "../browser/support/driver";
import { servePages } from "../browser/support/page-server";

type Page = typeof import("../browser/pages/mirror");

// The worker travels as text in each build, minified ones too: a bundler that touched it would break it.
const film = useCameraFilm();
let browser: TestBrowser;
beforeAll(async () => {
  browser = await launchBrowser({ args: film.args });
});
afterAll(() => browser?.close());

test.each([
  ["dist", undefined],
  ["cjs", undefined],
  ["cdn", undefined],
  ["dist", "/mirror-worker.js"],
] as const)("the %s build mirrors in a worker, workerUrl: %s", async (sdk, workerUrl) => {
  const worker = readFileSync("dist/mirror-worker.js", "utf8");
  const policy = `default-src 'none'; script-src 'self'; worker-src ${workerUrl ? "'self'" : "blob:"}; img-src data:`;
  const pages = await servePages({
    sdk,
    headers: { "content-security-policy": policy },
    scripts: { "/mirror-worker.js": worker },
  });
  const page = await browser.newPage(pages.url("mirror"));
  const run = page.scenarios<Page>();
  const started = await run.start({ width: 640, height: 360, ...(workerUrl && { workerUrl }) });
  expect(started.changes).toEqual([{ way: "worker" }]);
  expect(await run.look()).toMatchObject({ halves: "blue-red" });
  await run.stop();
  expect(page.problems).toEqual([]);
  await page.close();
  await pages.close();
});
