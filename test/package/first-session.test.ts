import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium } from "../../scripts/lib/launch-chromium.mjs";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { fences } from "../documents/support/extract";
import { textOf } from "../guides/support/guides";
import { lookCode } from "../support/look-code";
import { codeOf } from "./example";
import { root } from "./packed";

const PATIENCE = { timeout: 20_000, interval: 200 };

/** The block of docs/first-session.md that has these words in it. */
function block(words: string): string {
  const [found, ...others] = fences(textOf("docs/first-session.md")).filter(({ code }) => code.includes(words));
  if (!found || others.length > 0) throw new Error(`not one block has "${words}"`);
  return found.code;
}

/** What the page's video shows. */
async function shown(page: Page): Promise<number | null> {
  const picture = await page.$eval("video", (element) => {
    const video = element as HTMLVideoElement;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    return canvas.width ? canvas.toDataURL("image/png").split(",")[1] : undefined;
  });
  return picture ? (codeOf(Buffer.from(picture, "base64")) ?? null) : null;
}
const said = (page: Page) => page.$eval("output", (output) => (output as HTMLOutputElement).value);
const until = (page: Page, text: string) => expect.poll(() => said(page), PATIENCE).toContain(text);

describe.skipIf(!process.env.CHROME_PATH)("docs/first-session.md, as it stands there, in Vite and Chromium", () => {
  // In the repository, so that `vite` and what the SDK needs are found as in a project of one's own.
  mkdirSync(join(root, "out"), { recursive: true });
  const folder = mkdtempSync(join(root, "out/first-session-"));
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  let emulator: Emulator;
  let vite: ViteDevServer;

  beforeAll(async () => {
    [browser, emulator] = await Promise.all([
      launchChromium({ executablePath: process.env.CHROME_PATH ?? "" }),
      startEmulator(),
    ]);
    // As the guide's last command has it.
    Object.assign(process.env, {
      DECART_API_KEY: emulator.apiKey,
      DECART_BASE_URL: emulator.httpUrl,
      VITE_DECART_URL: emulator.url,
    });
    mkdirSync(join(folder, "src"));
    mkdirSync(join(folder, "node_modules/@decartai"), { recursive: true });
    symlinkSync(root, join(folder, "node_modules/@decartai/sdk"), "dir");
    writeFileSync(join(folder, "package.json"), '{ "name": "first-session", "type": "module" }');
    writeFileSync(join(folder, "vite.config.ts"), block("defineConfig"));
    writeFileSync(join(folder, "index.html"), block("<!doctype html>"));
    writeFileSync(join(folder, "src/main.ts"), block("getUserMedia"));
    // Here the SDK is a link to the repository, which Vite serves only when it is told so.
    const server = { host: "127.0.0.1", port: 0, fs: { strict: false }, hmr: false, watch: null };
    vite = await createServer({ root: folder, logLevel: "error", server, optimizeDeps: { noDiscovery: true } });
    await vite.listen();
  });
  afterAll(async () => {
    await vite?.close();
    await browser?.close();
    await emulator?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(): Promise<Page> {
    const page = await browser.browser.newPage();
    await page.goto(vite.resolvedUrls?.local[0] ?? "");
    return page;
  }

  test("shows the transformed camera, follows the prompt, and stops", async () => {
    const page = await open();
    await page.click("button");
    await expect.poll(() => shown(page), PATIENCE).toBe(lookCode("Anime style"));
    await until(page, "generating");
    await page.$eval("input", (input) => {
      (input as HTMLInputElement).value = "Lego World";
      input.dispatchEvent(new Event("change"));
    });
    await expect.poll(() => shown(page), PATIENCE).toBe(lookCode("Lego World"));
    expect(emulator.sessions.length).toBe(1);
    await page.click("button");
    await until(page, "disconnected");
    await emulator.waitForIdle();
    await page.close();
  });

  test("says what the service says of a prompt, and why it ends", async () => {
    await emulator.configure({ denyPrompts: ["bad words"] });
    const page = await open();
    await page.click("button");
    await until(page, "generating");
    await page.$eval("input", (input) => {
      (input as HTMLInputElement).value = "bad words";
      input.dispatchEvent(new Event("change"));
    });
    await expect.poll(() => said(page), PATIENCE).not.toBe("generating");
    const session = emulator.sessions.at(-1);
    await session?.end("insufficient_credits");
    await until(page, "The service ended the session: insufficient_credits.");
    expect(await page.$eval("button", (button) => button.textContent)).toBe("Start");
    await page.close();
  });
});
