// Brings a fresh clone to where tests and the demo run. Plain Node: it runs before `npm ci`.
import { pathToFileURL } from "node:url";
import { ensureChromium } from "./lib/chromium.mjs";
import { ensureDependencies } from "./lib/dependencies.mjs";
import { ensurePrograms } from "./lib/programs.mjs";
import { endOnSignals } from "./lib/run.mjs";
import { say } from "./lib/say.mjs";

export { ensureChromium, ensureDependencies, ensurePrograms };

/** Refuses a Node that is too old before it fails on something that nobody understands. */
export function checkNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) throw new Error(`Node 20 or newer is needed, and this is ${process.version}.`);
}

// `node scripts/setup.mjs` alone: everything, without running anything afterwards.
if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  endOnSignals();
  checkNode();
  await ensureDependencies();
  const chromium = await ensureChromium();
  await ensurePrograms();
  say(`ready: Node ${process.version}, Chromium at ${chromium}`);
}
