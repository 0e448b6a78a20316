import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hashOf } from "./hash.mjs";
import { runNode } from "./run.mjs";
import { duration, ROOT, say } from "./say.mjs";

// Beside the packages and not in dist, which is published.
const STAMP = `${ROOT}node_modules/.decart-build`;

/**
 * Builds dist from nothing. Resolves with tsup's exit code and output.
 * @param {{ capture?: boolean }} [options]
 */
export async function build(options = {}) {
  const hash = sourceHash();
  rmSync(STAMP, { force: true });
  rmSync(`${ROOT}dist`, { recursive: true, force: true });
  const result = await runNode("tsup/dist/cli-default.js", options.capture ? ["--silent"] : [], options);
  if (result.code !== 0) return result;
  writeIntegrity();
  writeFileSync(STAMP, `${hash} ${distHash()}`);
  return result;
}

/** What a page may put into `integrity`, for the files that pages load from elsewhere. */
function writeIntegrity() {
  const file = "decart.min.js";
  const hash = createHash("sha384")
    .update(readFileSync(`${ROOT}dist/${file}`))
    .digest("base64");
  writeFileSync(`${ROOT}dist/integrity.json`, `${JSON.stringify({ [file]: `sha384-${hash}` }, null, 2)}\n`);
}

/** Whether dist is what a build has made from the source as it is now. */
export function isBuilt() {
  return existsSync(STAMP) && readFileSync(STAMP, "utf8") === `${sourceHash()} ${distHash()}`;
}

/** Builds dist unless that has been done. */
export async function ensureBuild() {
  if (isBuilt()) return;
  say(`${existsSync(`${ROOT}dist/index.js`) ? "the source or dist has changed" : "dist is missing"}: building it`);
  const started = Date.now();
  const { code, output } = await build({ capture: true });
  if (code !== 0) throw new Error(`the build failed:\n${output}`);
  say(`built in ${duration(Date.now() - started)}`);
}

// Contents rather than times: a checkout or a copy changes those.
function sourceHash() {
  const settings = ["package-lock.json", "package.json", "tsconfig.json", "tsup.config.ts"];
  return hashOf([...filesOf("src"), ...settings].map((path) => ROOT + path));
}

function distHash() {
  return hashOf(filesOf("dist").map((path) => ROOT + path));
}

/** @param {string} folder */
function filesOf(folder) {
  if (!existsSync(ROOT + folder)) return [];
  return readdirSync(ROOT + folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.\w+$/.test(path))
    .map((path) => `${folder}/${path}`)
    .sort();
}
