// `npm test [-- filters and options of vitest]`: set-up, then every test there is.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { ensureBuild } from "./lib/build.mjs";
import { endOnSignals, runNode } from "./lib/run.mjs";
import { duration, ROOT, say } from "./lib/say.mjs";
import { checkNode, ensureChromium, ensureDependencies, ensurePrograms } from "./setup.mjs";

endOnSignals();
const REPORT = `${ROOT}out/tests.json`;
const started = Date.now();
/** What kept tests from running at all; each counts as one failure. @type {string[]} */
const obstacles = [];

/** @param {() => Promise<unknown>} step */
async function attempt(step) {
  try {
    await step();
    return true;
  } catch (error) {
    obstacles.push(error instanceof Error ? error.message : String(error));
    return false;
  }
}

const counts = { passed: 0, failed: 0, skipped: 0 };
const installed = await attempt(async () => {
  checkNode();
  await ensureDependencies();
});
if (installed) {
  // A missing browser or a broken build fails the run, but not before all other tests had their say.
  const projects = ["unit", "session", "emulator"];
  const built = await attempt(ensureBuild);
  if (built) projects.push("package");
  if (await attempt(ensureChromium)) projects.push("browser", ...(built ? ["documents"] : []));
  await attempt(ensurePrograms);
  await vitest(projects);
}
counts.failed += obstacles.length;
for (const obstacle of obstacles) say(`FAILED: ${obstacle}`);
const { passed, failed, skipped } = counts;
const skips = skipped > 0 ? `, ${skipped} skipped` : "";
console.log(`tests: ${passed} passed, ${failed} failed${skips} (${duration(Date.now() - started)})`);
process.exit(failed > 0 ? 1 : 0);

/** @param {string[]} projects */
async function vitest(projects) {
  rmSync(REPORT, { force: true });
  mkdirSync(`${ROOT}out`, { recursive: true });
  const own = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`];
  const args = [...own, ...projects.map((name) => `--project=${name}`), ...process.argv.slice(2)];
  const { code } = await runNode("vitest/vitest.mjs", args);
  try {
    const report = JSON.parse(readFileSync(REPORT, "utf8"));
    counts.passed = report.numPassedTests;
    counts.skipped = report.numPendingTests + report.numTodoTests;
    counts.failed = report.numFailedTests + filesThatNeverRan(report.testResults);
  } catch {
    obstacles.push("vitest ended without a report");
    return;
  }
  // Errors outside of tests, such as a worker that died, are no test's failure, but the run's.
  if (code !== 0 && counts.failed === 0) obstacles.push(`vitest ended with exit code ${code}; see above`);
}

/** @param {{ status: string, assertionResults: { status: string }[] }[]} files */
function filesThatNeverRan(files) {
  return files.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((result) => result.status === "failed"),
  ).length;
}
