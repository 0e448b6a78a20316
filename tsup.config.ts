import { join } from "node:path";
import { defineConfig, type Options } from "tsup";

const library = {
  index: "src/index.ts",
  node: "src/platform/node.ts",
  react: "src/react/index.ts",
  vue: "src/vue/index.ts",
  server: "src/server/index.ts",
  panel: "src/panel/index.ts",
  emulator: "src/emulator/index.ts",
  "emulator/look": "src/emulator/look.ts",
};

const shared: Options = {
  target: "es2022",
  sourcemap: true,
  // scripts/lib/build.mjs empties dist: these configurations run side by side, and none may delete another's files.
  clean: false,
  // tsup's declaration build still sets `baseUrl`, which TypeScript 6 deprecates. What package.json lists as a dependency
  // stays an import by itself.
  dts: {
    entry: library,
    compilerOptions: { ignoreDeprecations: "6.0" },
    // The declarations bring the libraries that they speak of: an app's own `lib` may have neither.
    banner: '/// <reference lib="dom" />\n/// <reference lib="esnext.disposable" />',
  },
};

/** An entry beside dist/index.js, not one of the package: what dist/index.js re-exports stays apart. */
const registryApart: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "registry-apart",
  setup: ({ onResolve }) => onResolve({ filter: /^\.\/registry$/ }, () => ({ path: "./models.js", external: true })),
};

/** In one file nothing is loaded later. */
const partsInside: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "parts-inside",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/parts$/ }, ({ resolveDir, path }) => ({ path: join(resolveDir, `${path}-inside.ts`) })),
};

export default defineConfig([
  // One build of all ESM entries: what they share, the bin too, goes into chunks and is shipped once.
  {
    ...shared,
    format: "esm",
    entry: { ...library, models: "src/registry.ts", "emulator-bin": "src/emulator/bin.ts" },
    esbuildPlugins: [registryApart],
  },
  // CJS has no shared chunks, so each entry carries its own copy: hence `isDecartSDKError`.
  { ...shared, format: "cjs", entry: library },
  // For pages whose CSP allows no worker from a blob: they serve this one, and pass its `workerUrl`.
  {
    ...shared,
    format: "iife",
    entry: { "mirror-worker": "src/media/worker/mirror-worker.ts" },
    outExtension: () => ({ js: ".js" }),
    dts: false,
    platform: "browser",
    minify: true,
  },
  // For a `<script type="module">`: one file with everything inside.
  {
    ...shared,
    format: "esm",
    entry: { "decart.min": "src/index.ts" },
    dts: false,
    platform: "browser",
    noExternal: [/.*/],
    splitting: false,
    minify: "terser",
    esbuildPlugins: [partsInside],
    // Leaves out what only Node, Deno and Bun can do: see src/http/form.ts.
    define: { __STREAMS__: "false" },
    // What terser squeezes from a syntax that esbuild has already folded is 3 % smaller in gzip than esbuild alone.
    esbuildOptions: (options) => {
      options.minifySyntax = true;
    },
    terserOptions: { module: true, ecma: 2020, compress: { passes: 3 } },
  },
]);
