import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { launchChromium } from "./launch-chromium.mjs";
import { say } from "./say.mjs";

/**
 * Drives the demo page in Chromium with a fake camera, as a user would, and saves what it shows.
 * @param {{ url: string, executablePath: string, model: string, prompt?: string | undefined, seconds: number, out: string, onLaunch: (close: () => Promise<void>) => void }} options
 */
export async function driveDemo({ url, executablePath, model, prompt, seconds, out, onLaunch }) {
  // npm runs scripts in the package's folder, and says where it was called itself.
  const folder = resolve(process.env.INIT_CWD ?? ".", out);
  mkdirSync(folder, { recursive: true });
  const { browser, close } = await launchChromium({ executablePath });
  onLaunch(close);
  const page = await browser.newPage();
  /** @type {string[]} */
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.goto(url, { waitUntil: "load" });

  say(`connecting with ${model}`);
  const start = await page.evaluate((options) => window.demo.start(options), {
    model,
    ...(prompt === undefined ? {} : { prompt }),
  });
  say(`first transformed frame after ${Math.round(start.firstFrameMs)} ms; watching for ${seconds} s`);
  const measured = await page.evaluate((time) => window.demo.measure(time), seconds);

  for (const which of /** @type {const} */ (["input", "output"])) {
    const picture = await page.evaluate((name) => window.demo.snapshot(name), which);
    writeFileSync(`${folder}/${which}.png`, Buffer.from(picture.slice(picture.indexOf(",") + 1), "base64"));
  }
  writeFileSync(`${folder}/page.png`, await page.screenshot({ type: "png" }));
  say(`pictures are in ${folder}`);
  for (const problem of problems) say(`the page reported: ${problem}`);

  return {
    ok: measured.frames > 0 && measured.lookMatches && problems.length === 0,
    model,
    width: measured.width,
    height: measured.height,
    connectMs: Math.round(start.connectMs),
    firstFrameMs: Math.round(start.firstFrameMs),
    frames: measured.frames,
    fps: Math.round(measured.fps * 10) / 10,
    sessionId: start.sessionId,
    lookMatches: measured.lookMatches,
  };
}
