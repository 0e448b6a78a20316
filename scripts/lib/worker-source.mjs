import { build } from "esbuild";
import { ROOT } from "./say.mjs";

/** Where the source of the mirror's worker is kept, ready to run. */
export const WORKER_SOURCE = `${ROOT}src/media/worker-source.ts`;

/** The worker as one classic script. */
export async function workerScript() {
  const { outputFiles } = await build({
    entryPoints: [`${ROOT}src/media/worker/mirror-worker.ts`],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    minify: true,
    logLevel: "silent",
  });
  return outputFiles[0]?.text.trim() ?? "";
}

/**
 * The module that carries the mirror's worker as text. It is part of the repository, so that whatever bundles the source
 * (tests, the demo, an app) needs no plugin for it; and it is text, so that no bundler can tie it to helpers elsewhere.
 */
export async function workerSource() {
  return `// Made by \`node scripts/worker-source.mjs\` from worker/mirror-worker.ts; a test says when it is out of date.
// biome-ignore format: one long line
export const WORKER_SOURCE = ${JSON.stringify(await workerScript())};
`;
}
