import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, type TestBrowser } from "./support/driver";
import { type PageServer, servePages } from "./support/page-server";

type Loopback = typeof import("./pages/loopback");

let browser: TestBrowser;
let pages: PageServer;

beforeAll(async () => {
  [browser, pages] = await Promise.all([launchBrowser(), servePages()]);
});

afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

test("the fake camera goes through a loopback peer connection and is decoded", async () => {
  const page = await browser.newPage(pages.url("loopback"));
  const result = await page.scenarios<Loopback>().loopback({ width: 1088, height: 624, frames: 20 });
  expect(result.camera).toEqual({ width: 1088, height: 624 });
  expect(result.frames).toBe(20);
  expect(result.last.width / result.last.height).toBeCloseTo(1088 / 624, 1);
  const picture = await page.screenshot();
  expect(String.fromCharCode(...picture.subarray(1, 4))).toBe("PNG");
  expect(page.problems).toEqual([]);
  await page.close();
});

test("console lines and unhandled rejections are collected", async () => {
  const page = await browser.newPage(pages.url("loopback"));
  await page.evaluate((text) => console.warn(text), "a warning");
  await page.scenarios<Loopback>().neglect("nobody handles this");
  await expect.poll(() => page.console).toContainEqual({ type: "warn", text: "a warning" });
  await expect.poll(() => page.problems.join("\n")).toContain("nobody handles this");
  await page.close();
});

test("a page that can't be bundled says why", async () => {
  await expect(browser.newPage(pages.url("no-such-page"))).rejects.toThrow("no-such-page");
});
