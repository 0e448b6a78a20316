import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

/**
 * Another copy of a module of ours, minified as a page's bundle may be, with globals of the test's choice.
 *
 * @param path From the package's root, such as `src/errors.ts`.
 */
export function copyOf<Module>(path: string, globals: Record<string, unknown> = {}): Module {
  const entryPoints = [fileURLToPath(new URL(`../../${path}`, import.meta.url))];
  const { outputFiles } = buildSync({ entryPoints, format: "cjs", bundle: true, minify: true, write: false });
  const module = { exports: {} as Module };
  const run = new Function("module", "exports", ...Object.keys(globals), outputFiles[0]?.text ?? "");
  run(module, module.exports, ...Object.values(globals));
  return module.exports;
}
