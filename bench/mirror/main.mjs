// `node bench/mirror/main.mjs [width height [frames rounds]]`: what mirroring a camera's frames costs in processor time, of all of
// Chromium's processes together: the SDK's way, and a 2D canvas of the page. Needs CHROME_PATH, or a Chromium that is found.
import { createServer } from "node:http";
import { build } from "esbuild";
import { findChromium } from "../../scripts/lib/chromium.mjs";
import { launchChromium } from "../../scripts/lib/launch-chromium.mjs";
import { ROOT } from "../../scripts/lib/say.mjs";

const [width = 1280, height = 704, frames = 200, rounds = 3] = process.argv.slice(2).map(Number);

const { outputFiles } = await build({
  stdin: { contents: 'import * as bench from "./page"; globalThis.bench = bench;', resolveDir: `${ROOT}bench/mirror` },
  bundle: true,
  write: false,
  format: "esm",
  target: "es2022",
  alias: { "@decartai/sdk": `${ROOT}src/index.ts` },
});
const server = createServer((request, response) => {
  const script = request.url === "/page.js";
  response.setHeader("content-type", script ? "text/javascript" : "text/html");
  response.end(script ? outputFiles[0]?.text : '<!doctype html><script type="module" src="/page.js"></script>');
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
const address = server.address();
const port = typeof address === "object" ? address?.port : 0;
const { browser, close } = await launchChromium({ executablePath: findChromium() ?? "" });
const control = await browser.target().createCDPSession();

/** Seconds of processor time of the whole browser so far. */
async function processorTime() {
  const { processInfo } = await control.send("SystemInfo.getProcessInfo");
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Milliseconds of processor time a frame. @param {string} way */
async function costOf(way) {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  /** @param {string} name @param {unknown[]} args */
  const call = (name, ...args) =>
    page.evaluate((name, args) => /** @type {any} */ (globalThis).bench[name](...args), name, args);
  await call("start", way, width, height);
  const before = await processorTime();
  await call("read", frames);
  const spent = (await processorTime()) - before;
  await call("stop");
  await page.close();
  return (spent * 1000) / frames;
}

/** @type {Record<string, number[]>} */
const costs = { none: [], sdk: [], canvas: [] };
for (let round = 0; round < rounds; round += 1) {
  for (const [way, list] of Object.entries(costs)) list.push(await costOf(way));
}
await close();
server.close();

const best = (/** @type {string} */ way) => Math.min(...(costs[way] ?? []));
const own = best("sdk") - best("none");
const canvas = best("canvas") - best("none");
const ms = (/** @type {number} */ value) => `${value.toFixed(2)} ms`;
console.log(`${width}×${height}, ${frames} frames, the best of ${rounds} rounds; processor time a frame:`);
console.log(`  camera and reader alone    ${ms(best("none"))}`);
console.log(`  mirrored by the SDK        ${ms(own)} more`);
console.log(`  mirrored on a 2D canvas    ${ms(canvas)} more`);
console.log(`  the SDK's part of that     ${((own / canvas) * 100).toFixed(0)} % (at most 33 % is wanted)`);
process.exit(own <= canvas / 3 ? 0 : 1);
