// `npm run demo`: set-up, the emulator, the page. With --headless it drives the page itself and ends; see --help.
import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { ensureBuild } from "./lib/build.mjs";
import { HELP, readOptions } from "./lib/demo-options.mjs";
import { endChildren, onEnd } from "./lib/run.mjs";
import { ROOT, say } from "./lib/say.mjs";
import { checkNode, ensureChromium, ensureDependencies } from "./setup.mjs";

/** What has to be closed, in the order in which it was opened. @type {(() => Promise<unknown> | unknown)[]} */
const open = [() => endChildren()];
let ending = false;

/** Closes everything, last opened first, and ends. @param {number} code */
async function end(code) {
  if (ending) return;
  ending = true;
  for (const close of open.reverse()) {
    // One that hangs or fails must not keep the others open.
    const limit = new Promise((resolve) => setTimeout(resolve, 5_000));
    await Promise.race([
      Promise.resolve()
        .then(close)
        .catch(() => {}),
      limit,
    ]);
  }
  // Also because @roamhq/wrtc crashes a process that ends by itself.
  process.exit(code);
}

/** The package as it is built. @param {string} file */
const fromDist = (file) => import(pathToFileURL(`${ROOT}dist/${file}`).href);

/** @returns {Promise<number | undefined>} an exit code, or nothing where the page is to be served until Ctrl-C */
async function main() {
  checkNode();
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  await ensureDependencies();
  const executablePath = options.headless ? await ensureChromium() : "";
  await ensureBuild();

  const { models } = await fromDist("index.js");
  const names = models
    .listModels({ kind: "realtime", canonicalOnly: true })
    .map((/** @type {{ name: string }} */ model) => model.name)
    .filter((/** @type {string} */ name) => name !== "live-avatar");
  if (!names.includes(options.model)) {
    throw new Error(`"${options.model}" is no realtime model with a camera. There are: ${names.join(", ")}.`);
  }

  const { startEmulator } = await fromDist("emulator.js");
  const emulator = await startEmulator({ host: "127.0.0.1" });
  open.push(() => emulator.close());
  const { serveDemo } = await import("./lib/demo-server.mjs");
  const server = await serveDemo(emulator);
  open.push(server.close);
  say(`the emulator listens on ${emulator.url}, the demo page is on ${server.url}`);
  if (!options.headless) {
    say("open it in a browser; Ctrl-C ends both");
    return undefined;
  }
  const { driveDemo } = await import("./lib/demo-headless.mjs");
  const { headless: _, help: __, ...wishes } = options;
  const result = await driveDemo({
    ...wishes,
    url: server.url,
    executablePath,
    onLaunch: (close) => open.push(close),
  });
  writeSync(1, `${JSON.stringify(result)}\n`);
  return result.ok ? 0 : 1;
}

onEnd(end);
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);

/** @param {unknown} error */
async function fail(error) {
  if (ending) return;
  say(`FAILED: ${error instanceof Error ? error.message : String(error)}`);
  await end(1);
}

main().then((code) => (code === undefined ? undefined : end(code)), fail);
