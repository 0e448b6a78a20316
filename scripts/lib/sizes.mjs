// What a page loads, as files that size-limit can weigh.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { minify } from "terser";
import { ROOT } from "./say.mjs";

const FOLDER = `${ROOT}out/size`;

/** What a page has anyway, or brings itself. */
const PEERS = ["react", "react-dom", "vue"];

/**
 * Bundles an entry of dist as an app's bundler would, minified, without the parts that are loaded when they are first
 * used: what a page needs before its first frame.
 *
 * @param {string} name Of the file in out/size
 * @param {string} contents A module that imports what an app does
 */
async function bundle(name, contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT },
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minifySyntax: true,
    external: PEERS,
    // It takes the chunks of the build for imports without effect, as they are.
    logLevel: "error",
    write: false,
    plugins: [
      {
        name: "loaded-later",
        setup: ({ onResolve }) =>
          onResolve({ filter: /.*/ }, ({ kind, path }) =>
            kind === "dynamic-import" ? { path, external: true } : null,
          ),
      },
    ],
  });
  const { code = "" } = await minify(outputFiles[0]?.text ?? "", {
    module: true,
    ecma: 2020,
    compress: { passes: 3 },
  });
  writeFileSync(`${FOLDER}/${name}.js`, code);
}

/** Writes out/size, one file for each line of .size-limit.json that isn't in dist. */
export async function bundleSizes() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  await bundle("core", 'export * from "./dist/index.js"');
  await bundle("react", 'export * from "./dist/react.js"');
  await bundle("vue", 'export * from "./dist/vue.js"');
  await bundle("panel", 'export * from "./dist/panel.js"');
  await bundle("models", 'import { models } from "./dist/index.js"; console.log(models.realtime("lucy-2.1"))');
}
