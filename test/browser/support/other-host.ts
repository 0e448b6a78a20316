import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/** The host that the published SDK has hard-wired, as its source has it. */
export const HOST = '"wss://api3.decart.ai"';

/**
 * Replaces the host that the published SDK has hard-wired by the global `realtimeBaseUrl`; everything else stays as it
 * was published.
 */
export const otherHost: Plugin = {
  name: "other-host",
  setup(build) {
    build.onLoad({ filter: /sdk-published[\\/].*\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      return { contents: source.replaceAll(HOST, "globalThis.realtimeBaseUrl"), loader: "js" };
    });
  },
};
