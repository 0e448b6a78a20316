// What a page loads, as files that size-limit can weigh.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { minify } from "terser";
import { ROOT } from "./say.mjs";

const FOLDER = `${ROOT}out/size`;

/** What a page has anyway, or brings itself. */
const PEERS = ["react", "react-dom", "vue"];

/**
 * Bundles a module as an app's bundler would, minified, without the parts that are loaded when they are first used:
 * what a page needs before its first frame.
 *
 * @param {string} contents A module that imports what an app does
 * @param {{ platform?: "browser" | "node", external?: string[], inside?: boolean }} [options] `inside`: all parts
 *   together, those that are loaded later too
 */
export async function bundle(contents, { platform = "browser", external = [], inside = false } = {}) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT },
    bundle: true,
    format: "esm",
    platform,
    target: "es2022",
    minifySyntax: true,
    external: [...PEERS, ...external],
    // It takes the chunks of the build for imports without effect, as they are.
    logLevel: "error",
    write: false,
    plugins: [
      {
        name: "loaded-later",
        setup: ({ onResolve }) =>
          onResolve({ filter: /.*/ }, ({ kind, path }) =>
            kind === "dynamic-import" && !inside ? { path, external: true } : null,
          ),
      },
    ],
  });
  return squeeze(outputFiles[0]?.text ?? "");
}

/** Minifies a module as an app's build does. @param {string} module */
export async function squeeze(module) {
  const { code = "" } = await minify(module, { module: true, ecma: 2020, compress: { passes: 3 } });
  return code;
}

/**
 * What each line of .size-limit.json that isn't a file of dist weighs.
 * @type {Record<string, { contents: string, options?: Parameters<typeof bundle>[1] }>}
 */
const LINES = {
  core: { contents: 'export * from "./dist/index.js"' },
  models: { contents: 'import { models } from "./dist/index.js"; console.log(models.realtime("lucy-2.1"))' },
  react: { contents: 'export * from "./dist/react.js"' },
  vue: { contents: 'export * from "./dist/vue.js"' },
  panel: { contents: 'export * from "./dist/panel.js"' },
  node: { contents: 'export * from "./dist/node.js"', options: { platform: "node" } },
  server: { contents: 'export * from "./dist/server.js"' },
  emulator: { contents: 'export * from "./dist/emulator.js"', options: { platform: "node" } },
  look: { contents: 'export * from "./dist/emulator/look.js"' },
};

/**
 * Scripts that package.json exports, and that no line of .size-limit.json weighs.
 * @param {string[]} paths The lines' paths
 */
export function unweighed(paths) {
  const weighed = paths
    .flatMap((path) => LINES[/^out\/size\/(.*)\.js$/.exec(path)?.[1] ?? ""]?.contents ?? path)
    .join();
  const { exports } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));
  const scripts = Object.values(exports).map((target) => target.import?.default ?? target);
  return scripts.filter((path) => path.endsWith(".js") && !weighed.includes(path.replace("./", "")));
}

/** Writes out/size. */
export async function bundleSizes() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, { contents, options }] of Object.entries(LINES)) {
    writeFileSync(`${FOLDER}/${name}.js`, await bundle(contents, options));
  }
}
