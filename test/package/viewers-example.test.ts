import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium } from "../../scripts/lib/launch-chromium.mjs";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { lookCode } from "../support/look-code";
import { codeOf, environmentOf, start } from "./example";
import { root } from "./packed";

const PATIENCE = { timeout: 20_000, interval: 200 };

/** What each video of the page shows: the producer's first. */
async function shown(page: Page): Promise<(number | null)[]> {
  const pictures = await page.$$eval("main video", (videos) =>
    (videos as HTMLVideoElement[]).map((video) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
      canvas.getContext("2d")?.drawImage(video, 0, 0);
      return canvas.width ? canvas.toDataURL("image/png").split(",")[1] : null;
    }),
  );
  return pictures.map((picture) => picture && codeOf(Buffer.from(picture, "base64"))) as (number | null)[];
}
const states = (page: Page) =>
  page.$$eval("main output", (outputs) => outputs.map((output) => (output as HTMLOutputElement).value));
const click = (page: Page, viewer: number) => page.click(`.viewer:nth-child(${viewer}) button`);

describe.skipIf(!process.env.CHROME_PATH)("viewers, in Chromium", () => {
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  let emulator: Emulator;
  beforeAll(async () => {
    [browser, emulator] = await Promise.all([
      launchChromium({ executablePath: process.env.CHROME_PATH ?? "" }),
      startEmulator(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await emulator?.close();
  });

  async function open(env?: Record<string, string>): Promise<{ page: Page; url: string; problems: unknown[] }> {
    const url = await start("viewers/main.mjs", ["--port", "0"], env).firstLine;
    const page = await browser.browser.newPage();
    const problems: unknown[] = [];
    page.on("pageerror", (error) => problems.push(error));
    await page.setViewport({ width: 1200, height: 900 });
    await page.goto(url);
    return { page, url, problems };
  }

  test("with one command: all four show the same, and what changes changes for all", async () => {
    const { page, url, problems } = await open();
    expect((await fetch(`${url}/api/show`)).status).toBe(401);
    for (const viewer of [1, 2, 3]) await click(page, viewer);
    await expect.poll(() => states(page), PATIENCE).toEqual(["off", ...Array(3).fill("waiting for the producer")]);
    await page.click("#producer [type=submit]");
    const anime = lookCode("Anime style");
    await expect.poll(() => shown(page), PATIENCE).toEqual([anime, anime, anime, anime]);
    await expect.poll(() => states(page), PATIENCE).toEqual(["generating", "connected", "connected", "connected"]);
    mkdirSync(join(root, "out/examples"), { recursive: true });
    writeFileSync(join(root, "out/examples/viewers.png"), await page.screenshot());

    await click(page, 2);
    await page.$eval("#producer input", (input) => {
      (input as HTMLInputElement).value = "Lego World";
    });
    await page.click("#producer [type=submit]");
    const lego = lookCode("Lego World");
    await expect.poll(() => shown(page), PATIENCE).toEqual([lego, lego, null, lego]);

    await page.click("#producer [type=button]");
    await expect
      .poll(() => states(page), PATIENCE)
      .toEqual(["disconnected", "waiting for the producer", "off", "waiting for the producer"]);
    expect(problems).toEqual([]);
    await page.close();
  });

  test("a producer who reconnects has another token: the viewers come along by themselves", async () => {
    const { page, problems } = await open(environmentOf(emulator));
    await page.click("#producer [type=submit]");
    await expect.poll(() => states(page), PATIENCE).toEqual(["generating", "off", "off", "off"]);
    for (const viewer of [1, 2, 3]) await click(page, viewer);
    const anime = lookCode("Anime style");
    await expect.poll(() => shown(page), PATIENCE).toEqual([anime, anime, anime, anime]);
    await emulator.sessions[0]?.terminate();
    const next = await emulator.waitForSession(({ watches, index }) => watches === null && index > 0);
    const here = () => emulator.sessions.filter(({ watches, open }) => open && watches === next.id).length;
    await expect.poll(here, PATIENCE).toBe(3);
    await expect.poll(() => states(page), PATIENCE).toEqual(["generating", "connected", "connected", "connected"]);
    await expect.poll(() => shown(page), PATIENCE).toEqual([anime, anime, anime, anime]);
    expect(problems).toEqual([]);
    await page.close();
    await emulator.waitForIdle();
  });
});
