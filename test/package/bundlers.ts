import { join } from "node:path";
import nodeResolve from "@rollup/plugin-node-resolve";
import { build as esbuild } from "esbuild";
import { rollup } from "rollup";
import { build as vite } from "vite";
import webpack from "webpack";

/** Bundles modules of a folder, each into a file of its name, as an app would do it for production. */
export type Bundle = (folder: string, names: string[], outDir: string) => Promise<void>;

const entriesOf = (folder: string, names: string[]) =>
  Object.fromEntries(names.map((name) => [name, join(folder, `${name}.js`)]));

/** The bundlers, each as it comes: no option but what goes in and where it goes. */
export const BUNDLERS: Record<string, Bundle> = {
  async Vite(folder, names, outDir) {
    await vite({
      configFile: false,
      root: folder,
      // Wherever it is served: chunks are asked for beside the file that wants them.
      base: "./",
      logLevel: "error",
      build: {
        outDir,
        rolldownOptions: { input: entriesOf(folder, names), output: { entryFileNames: "[name].js" } },
      },
    });
  },

  async Rollup(folder, names, outDir) {
    const bundle = await rollup({ input: entriesOf(folder, names), plugins: [nodeResolve({ browser: true })] });
    await bundle.write({ dir: outDir, format: "es" });
    await bundle.close();
  },

  async esbuild(folder, names, outdir) {
    await esbuild({
      absWorkingDir: folder,
      entryPoints: entriesOf(folder, names),
      outdir,
      bundle: true,
      splitting: true,
      minify: true,
      format: "esm",
      logLevel: "error",
    });
  },

  webpack: (folder, names, path) =>
    new Promise((resolve, reject) => {
      const entry = entriesOf(folder, names);
      webpack({ mode: "production", context: folder, entry, output: { path } }, (error, stats) => {
        if (error) reject(error);
        else if (stats?.hasErrors() || stats?.hasWarnings()) reject(new Error(stats.toString()));
        else resolve();
      });
    }),
};
