// `npm run test:long [-- filters and options of vitest]`: what takes longer than `npm test` may, some 25 minutes.
// `npm run test:long -- reliability`: real faults in a real browser, and leaks, some twelve of them. What came of each
// goes into docs/reliability.md.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { writeReliability } from "./lib/reliability.mjs";
import { endOnSignals, runNode } from "./lib/run.mjs";
import { ensureRuntimes } from "./lib/runtimes.mjs";
import { duration, ROOT, say } from "./lib/say.mjs";
import { checkNode, ensureChromium, ensureDependencies, ensurePrograms } from "./setup.mjs";

endOnSignals();
const LOG = `${ROOT}out/reliability.jsonl`;
const REPORT = `${ROOT}out/tests-long.json`;
const started = Date.now();
checkNode();
await ensureDependencies();
await ensureChromium();
await ensurePrograms();
const RELIABILITY = ["test/long/faults.test.ts", "test/long/leaks.test.ts", "test/long/link.test.ts"];
const given = process.argv.slice(2);
const filters = given[0] === "reliability" ? RELIABILITY : given;
if (filters !== RELIABILITY) await ensureRuntimes();
if (!process.env.LINK_EMULATOR) say("LINK_EMULATOR names no link script: the faults of the link itself are skipped");

for (const file of [LOG, REPORT]) rmSync(file, { force: true });
const own = ["run", "--project=long", "--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`];
const { code } = await runNode("vitest/vitest.mjs", [...own, ...filters], { env: { RELIABILITY_LOG: LOG } });

const report = existsSync(REPORT) ? JSON.parse(readFileSync(REPORT, "utf8")) : null;
const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = report ?? {};
const took = duration(Date.now() - started);
// A run of some of them must not replace the table of all.
if ((filters.length === 0 || filters === RELIABILITY) && existsSync(LOG)) {
  const command = ["npm run test:long", ...(filters === RELIABILITY ? ["-- reliability"] : [])].join(" ");
  await writeReliability(LOG, { command, passed, failed, skipped, took });
  say("the results are in docs/reliability.md");
}
console.log(`long tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""} (${took})`);
process.exit(code === 0 && report ? 0 : 1);
