import { defineConfig } from "vitest/config";
import { findChromium } from "./scripts/lib/chromium.mjs";

/** Documents that are compiled, not run: that needs no browser, and no machine to itself. */
const COMPILED = ["test/documents/{types,migration}.test.ts"];

/*
 * Why forks, for every project: `@roamhq/wrtc` segfaults when a process ends by itself after peers were closed. A worker
 * of this pool never does: when a file's results are in, vitest stops listening for its exit and ends it with SIGTERM,
 * which runs no destructors. So the crash can't turn a green run red; and it can't hide a red one either, because
 * results are reported before the end, and a worker that dies in the middle of a file fails the run ("Worker exited
 * unexpectedly"). Each file has a process of its own (`isolate`), so that such a death takes no other file along.
 * In threads a segfault would take vitest itself along.
 *
 * Groups run one after the other: what needs real time (frames per second in a browser) has the machine to itself.
 */
export default defineConfig({
  test: {
    pool: "forks",
    isolate: true,
    retry: 0,
    env: { CHROME_PATH: process.env.CHROME_PATH || findChromium() || "" },
    projects: [
      project(
        "unit",
        [
          "test/*.test.ts",
          "test/{core,protocol,http,platform,realtime,media,observability,binding,react,vue,bench,guides}/**/*.test.{ts,tsx}",
        ],
        5_000,
        0,
      ),
      project("session", ["test/session/**/*.test.ts"], 5_000, 0),
      project("emulator", ["test/emulator/**/*.test.ts"], 20_000, 1),
      project("package", ["test/package/**/*.test.ts", ...COMPILED], 180_000, 2),
      project("browser", ["test/browser/**/*.test.ts"], 60_000, 3, { fileParallelism: false }),
      // `npm run test:long`: not part of `npm test`.
      project("long", ["test/long/**/*.test.ts"], 180_000, 5, { fileParallelism: false }),
      project("documents", ["test/documents/**/*.test.ts"], 60_000, 4, {
        exclude: COMPILED,
        fileParallelism: false,
      }),
    ],
  },
});

function project(name: string, include: string[], timeout: number, groupOrder: number, more: object = {}) {
  return {
    extends: true as const,
    test: { name, include, testTimeout: timeout, hookTimeout: timeout, sequence: { groupOrder }, ...more },
  };
}
