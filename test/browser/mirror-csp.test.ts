import { afterAll, beforeAll, expect, test } from "vitest";
import { workerScript } from "../../scripts/lib/worker-source.mjs";
import { useCameraFilm } from "./support/camera-film";
import { launchBrowser, type TestBrowser } from "./support/driver";
import { servePages } from "./support/page-server";

type Page = typeof import("./pages/mirror");

const film = useCameraFilm();
let browser: TestBrowser;
beforeAll(async () => {
  browser = await launchBrowser({ args: film.args });
});
afterAll(async () => {
  await browser?.close();
});

const strict = (workers: string) => `default-src 'none'; script-src 'self'; worker-src ${workers}; img-src data:`;

/** Mirrors the camera on a page with that policy. */
async function mirrorUnder(policy: string, workerUrl?: string) {
  const pages = await servePages({
    headers: { "content-security-policy": policy },
    scripts: { "/mirror-worker.js": await workerScript(), "/nothing.js": "" },
  });
  const page = await browser.newPage(pages.url("mirror"));
  try {
    const run = page.scenarios<Page>();
    await run.start({ width: 640, height: 360, ...(workerUrl && { workerUrl }) });
    const { halves } = await run.look();
    const { changes } = await run.changes();
    await run.stop();
    expect(page.problems).toEqual([]);
    return { halves, changes };
  } finally {
    await page.close();
    await pages.close();
  }
}

test("a policy that allows workers from blobs: nothing else is needed", async () => {
  expect(await mirrorUnder(strict("blob:"))).toEqual({ halves: "blue-red", changes: [{ way: "worker" }] });
});

test("a policy that allows the page's own workers: `workerUrl`", async () => {
  expect(await mirrorUnder(strict("'self'"), "/mirror-worker.js")).toEqual({
    halves: "blue-red",
    changes: [{ way: "worker" }],
  });
});

test("a policy that forbids the worker: mirrored on a canvas, and told what to pass", async () => {
  const { halves, changes } = await mirrorUnder(strict("'self'"));
  expect(halves).toBe("blue-red");
  expect(changes).toEqual([{ way: "canvas", problem: expect.stringContaining("pass `workerUrl`") }]);
});

test.each(["/no-such-script.js", "/nothing.js"])(
  "a `workerUrl` that leads to nothing (%s): mirrored on a canvas",
  async (url) => {
    const { halves, changes } = await mirrorUnder(strict("'self'"), url);
    expect(halves).toBe("blue-red");
    expect(changes).toEqual([{ way: "canvas", problem: expect.stringContaining("worker") }]);
  },
);
