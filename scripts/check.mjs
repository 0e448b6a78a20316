// `npm run check [-- names]`: everything about the code that isn't a test. Runs all of it, also after a failure.
import { build, isBuilt } from "./lib/build.mjs";
import { fileLengths, integrity, lockfile, size, tsdoc } from "./lib/own-checks.mjs";
import { endOnSignals, runNode } from "./lib/run.mjs";
import { duration } from "./lib/say.mjs";
import { buildSite } from "./lib/site.mjs";
import { checkNode, ensureDependencies } from "./setup.mjs";

/** @typedef {{ ok: boolean, note?: string, output?: string }} Result */

/** A program of node_modules whose exit code is the result. @param {string} bin @param {string[]} args */
const program =
  (bin, ...args) =>
  async () => {
    const { code, output } = await runNode(bin, args, { capture: true });
    return { ok: code === 0, output };
  };

/** @type {Record<string, () => Promise<Result> | Result>} In the order in which they run; the last ones look at dist. */
const CHECKS = {
  "format-and-lint": program("@biomejs/biome/bin/biome", "ci", "--colors=off", "--error-on-warnings"),
  types: program("typescript/bin/tsc", "--project", "tsconfig.json"),
  "types-core": program("typescript/bin/tsc", "--project", "tsconfig.core.json"),
  imports: program("dependency-cruiser/bin/dependency-cruise.mjs", "src", "--config", ".dependency-cruiser.cjs"),
  "dead-code": program("knip/bin/knip.js", "--no-progress"),
  lockfile,
  "file-length": fileLengths,
  tsdoc,
  docs: () => buildSite(),
  build: async () => {
    if (isBuilt()) return { ok: true, note: "dist was built from this source, and is as it was then" };
    const { code, output } = await build({ capture: true });
    return { ok: code === 0, output };
  },
  publint: program("publint/src/cli.js", "--strict"),
  "types-of-package": program(
    "@arethetypeswrong/cli/dist/index.js",
    "--pack",
    ".",
    "--no-emoji",
    "--exclude-entrypoints",
    "./dist/decart.min.js",
    "./dist/mirror-worker.js",
    "./dist/integrity.json",
  ),
  integrity,
  size,
};

endOnSignals();
checkNode();
await ensureDependencies();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in CHECKS));
if (unknown.length > 0) {
  console.error(`No check is called ${unknown.join(", ")}. There are: ${Object.keys(CHECKS).join(", ")}.`);
  process.exit(1);
}

const counts = { passed: 0, failed: 0 };
const started = Date.now();
for (const [name, check] of Object.entries(CHECKS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const begun = Date.now();
  const {
    ok,
    note = "",
    output = "",
  } = await Promise.resolve(check()).catch((error) => ({ ok: false, note: "", output: String(error) }));
  counts[ok ? "passed" : "failed"] += 1;
  console.log(
    `${ok ? "ok    " : "FAILED"}  ${name.padEnd(18)} ${duration(Date.now() - begun).padStart(8)}  ${note}`.trimEnd(),
  );
  if (!ok) console.log(output.trimEnd().replaceAll(/^/gm, "        "));
}
console.log(`checks: ${counts.passed} passed, ${counts.failed} failed (${duration(Date.now() - started)})`);
process.exit(counts.failed > 0 ? 1 : 0);
