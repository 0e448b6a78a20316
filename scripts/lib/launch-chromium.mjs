import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "puppeteer-core";
import { chromiumArgs } from "./chromium-args.mjs";

/**
 * Starts a headless Chromium with a fake camera and microphone. `close` ends it and removes its profile.
 * @param {{ executablePath: string, args?: string[], asks?: boolean, loopbackPeers?: boolean }} options
 */
export async function launchChromium({ executablePath, args = [], asks = false, loopbackPeers = true }) {
  const profile = mkdtempSync(join(tmpdir(), "decart-chromium-"));
  // Chromium's last processes may still write when the first one has ended. Also for an exit that doesn't wait for close.
  const remove = () => rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  process.once("exit", remove);
  const browser = await launch({
    browser: "chrome",
    executablePath,
    headless: true,
    // Over a pipe, Chromium ends when this process does, even when that crashes or is killed.
    pipe: true,
    // Signals belong to the script or the test runner.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    userDataDir: profile,
    defaultViewport: { width: 1280, height: 800 },
    protocolTimeout: 120_000,
    args: [...chromiumArgs({ asks, loopbackPeers }), ...args],
  });
  return {
    browser,
    async close() {
      await browser.close();
      remove();
      process.off("exit", remove);
    },
  };
}
