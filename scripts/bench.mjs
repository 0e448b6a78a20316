// `npm run bench [-- --quick]`: what the SDK takes and needs, beside the published one. Tables on stdout; a full run
// writes docs/benchmarks.md and its drawings. See --help.
import { pathToFileURL } from "node:url";
import { ensureBuild } from "./lib/build.mjs";
import { endChildren, onEnd } from "./lib/run.mjs";
import { ROOT, say } from "./lib/say.mjs";
import { checkNode, ensureChromium, ensureDependencies } from "./setup.mjs";

const FILE = `${ROOT}out/bench/main.mjs`;

onEnd((code) => endChildren().then(() => process.exit(code)));
checkNode();
await ensureDependencies();
await ensureChromium();
await ensureBuild();
await bundleBench();
const { main } = await import(pathToFileURL(FILE).href);
try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  say(`FAILED: ${error instanceof Error ? error.stack : String(error)}`);
  process.exit(1);
}

/** bench/ is TypeScript, as the test support is that it stands on: plain JavaScript is made of it. */
async function bundleBench() {
  const { build } = await import("esbuild");
  const { readFile } = await import("node:fs/promises");
  await build({
    entryPoints: [`${ROOT}bench/main.ts`],
    outfile: FILE,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
    plugins: [
      {
        // Modules that ask where they are, to find the repository, must hear the same as if they weren't bundled.
        name: "where-it-is",
        setup: (build) =>
          build.onLoad({ filter: /[\\/](bench|scripts|test)[\\/].*\.(ts|mjs)$/ }, async ({ path }) => ({
            contents: (await readFile(path, "utf8")).replaceAll(
              "import.meta.url",
              JSON.stringify(pathToFileURL(path).href),
            ),
            loader: path.endsWith(".ts") ? "ts" : "js",
          })),
      },
    ],
  });
}
