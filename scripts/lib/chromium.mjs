import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { aptInstall, findProgram, hasApt } from "./programs.mjs";
import { runNode } from "./run.mjs";
import { heartbeat, ROOT, say } from "./say.mjs";

const NAMES = ["chromium", "google-chrome", "google-chrome-stable", "chrome", "chromium-browser"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  `${process.env.PROGRAMFILES}\\Google\\Chrome\\Application\\chrome.exe`,
  `${process.env["PROGRAMFILES(X86)"]}\\Google\\Chrome\\Application\\chrome.exe`,
  `${process.env.LOCALAPPDATA}\\Google\\Chrome\\Application\\chrome.exe`,
];

/** The path of a Chromium or Chrome, or undefined: `CHROME_PATH`, one that is installed, Playwright's own. */
export function findChromium() {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (existsSync(chosen)) return chosen;
    throw new Error(`CHROME_PATH is "${chosen}", and no file is there.`);
  }
  const candidates = [...NAMES.map(findProgram), ...PLACES, playwrightChromium()];
  return candidates.find((path) => path && existsSync(path) && starts(path));
}

/**
 * Ubuntu's chromium-browser is a script that asks for a snap: a file being there doesn't make it a browser.
 * @param {string} path
 */
function starts(path) {
  if (process.platform === "win32") return true; // chrome.exe opens a window for --version
  try {
    const output = execFileSync(path, ["--version"], { stdio: ["ignore", "pipe", "ignore"], timeout: 20_000 });
    return /chrom/i.test(output.toString());
  } catch {
    return false;
  }
}

function playwrightChromium() {
  try {
    return createRequire(`${ROOT}package.json`)("playwright-core").chromium.executablePath();
  } catch {
    return undefined; // Nothing is installed yet, or Playwright has no build for this platform.
  }
}

/** Finds a Chromium or installs one, and puts its path into `CHROME_PATH` for everything started from here. */
export async function ensureChromium() {
  let path = findChromium();
  if (!path && hasApt()) {
    say("no Chromium found: installing Debian's package");
    await aptInstall(["chromium"]);
    path = findChromium();
  }
  if (!path) {
    say("no Chromium found: downloading Playwright's with npx playwright-core install chromium");
    const stop = heartbeat("the download is still at work");
    await runNode("playwright-core/cli.js", ["install", "chromium"]);
    stop();
    path = findChromium();
  }
  if (!path)
    throw new Error("No Chromium could be found or installed. Install one, or set CHROME_PATH to its program.");
  process.env.CHROME_PATH = path;
  return path;
}
