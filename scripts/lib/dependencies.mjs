import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { hashOf } from "./hash.mjs";
import { run } from "./run.mjs";
import { duration, heartbeat, ROOT, say } from "./say.mjs";

const LOCK = `${ROOT}package-lock.json`;
const INSTALLED = `${ROOT}node_modules/.package-lock.json`;
const STAMP = `${ROOT}node_modules/.decart-setup`;

/** Runs `npm ci` unless node_modules already holds what package-lock.json says. */
export async function ensureDependencies() {
  const hash = hashOf([LOCK]);
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash) return;
  if (!installedByHand()) {
    const why = existsSync(INSTALLED) ? "package-lock.json has changed" : "node_modules is missing";
    say(`${why}: installing the dependencies with npm ci`);
    const started = Date.now();
    const stop = heartbeat("npm ci is still at work");
    // The tools are devDependencies: NODE_ENV=production must not leave them out.
    const { code } = await run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"]);
    stop();
    if (code !== 0) throw new Error(`npm ci failed with exit code ${code}; see its output above.`);
    say(`dependencies installed in ${duration(Date.now() - started)}`);
  }
  writeFileSync(STAMP, hash);
}

/**
 * Whether somebody has already run `npm install` or `npm ci` for this very lock file. npm writes what it has installed
 * to node_modules/.package-lock.json as its last step: the lock file without the root, and without the optional
 * packages of other platforms.
 */
function installedByHand() {
  if (!existsSync(INSTALLED)) return false;
  const installed = JSON.parse(readFileSync(INSTALLED, "utf8")).packages;
  const wanted = Object.entries(JSON.parse(readFileSync(LOCK, "utf8")).packages).filter(([path]) => path !== "");
  const known = new Set(wanted.map(([path]) => path));
  return (
    Object.keys(installed).every((path) => known.has(path)) &&
    wanted.every(([path, wish]) =>
      installed[path] ? installed[path].version === wish.version : wish.optional || wish.devOptional || wish.peer,
    )
  );
}
