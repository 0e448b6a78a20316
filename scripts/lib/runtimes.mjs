// Other runtimes than Node, to see that what says it runs there does. Each is a binary of some 100 MB that its makers
// publish on npm: too much for every `npm ci`, so they are installed apart, by `npm run test:long`.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { findProgram } from "./programs.mjs";
import { run } from "./run.mjs";
import { heartbeat, ROOT, say } from "./say.mjs";

const FOLDER = `${ROOT}out/runtimes`;
const { platform, arch } = process;
const arm = arch === "arm64";
const glibc = platform === "linux" ? "-glibc" : "";

/** @type {Record<string, { name: string, version: string, binary: string }>} */
const RUNTIMES = {
  bun: { name: `@oven/bun-${platform}-${arm ? "aarch64" : "x64"}`, version: "1.4.5", binary: "bin/bun" },
  deno: { name: `@deno/${platform}-${arch}${glibc}`, version: "2.9.6", binary: "deno" },
  workerd: {
    name: `@cloudflare/workerd-${platform}-${arm ? "arm64" : "64"}`,
    version: "1.20261117.1",
    binary: "bin/workerd",
  },
};

/**
 * The path of `bun`, `deno` or `workerd`: of the installed one, else of one on the PATH.
 * @param {string} name
 */
export function findRuntime(name) {
  const { name: packageName, binary } = RUNTIMES[name] ?? { name: "", binary: "" };
  const path = `${FOLDER}/node_modules/${packageName}/${binary}`;
  return existsSync(path) ? path : findProgram(name);
}

/** Installs the runtimes that are missing. Where that fails, their tests are skipped. */
export async function ensureRuntimes() {
  const missing = Object.keys(RUNTIMES).filter((name) => !findRuntime(name));
  if (missing.length === 0) return;
  mkdirSync(FOLDER, { recursive: true });
  const dependencies = Object.fromEntries(Object.values(RUNTIMES).map(({ name, version }) => [name, version]));
  // Optional: one that isn't there for this platform keeps none of the others away.
  writeFileSync(`${FOLDER}/package.json`, JSON.stringify({ private: true, optionalDependencies: dependencies }));
  say(`installing ${missing.join(", ")} into out/runtimes`);
  const stop = heartbeat("npm is still at work");
  await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", FOLDER], { capture: true });
  stop();
  for (const name of missing.filter((name) => !findRuntime(name))) {
    say(`${name} can't be had here: its tests will be skipped`);
  }
}
