import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Plugin } from "esbuild";
import { expect, test } from "vitest";
import { lookCode } from "../support/look-code";
import { useBrowser, withSession } from "./support/fixture";
import { HOST, otherHost } from "./support/other-host";

type Page = typeof import("./pages/published");

const shared = useBrowser({ plugins: [otherHost] });
const code = lookCode("Anime style");

// The emulator is only worth something if it speaks the protocol, and not our reading of it.
test("the published SDK connects to the emulator and gets its video, with its own order of messages", () =>
  withSession<Page>(shared, "published", async ({ service, emulator, run }) => {
    const result = await run.connectPublished(service, "Anime style", code);
    expect(result).toMatchObject({ seen: code, connected: true });
    const types = emulator.sessions[0]?.received.map(({ message }) => (message as { type: string }).type);
    console.log("the published SDK sends", types?.filter((type) => type !== "ice-candidate").join(", "));
    expect(types?.indexOf("offer")).toBeGreaterThanOrEqual(0);
    await emulator.waitForIdle();
  }));

/** Gives the page this SDK in place of the published one, with the host replaced alike. */
const ourCopy: Plugin = {
  name: "our-copy",
  setup(build) {
    build.onResolve({ filter: /^@decartai\/sdk-published$/ }, () => ({ path: resolve("src/index.ts") }));
    build.onLoad({ filter: /src[\\/]client\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      return { contents: source.replaceAll(HOST, "globalThis.realtimeBaseUrl"), loader: "ts" };
    });
  },
};
const migrated = useBrowser({ plugins: [ourCopy] });

test("the app that was written for it runs on this SDK, with nothing changed but the version", () =>
  withSession<Page>(migrated, "published", async ({ service, emulator, run }) => {
    expect(await run.connectPublished(service, "Anime style", code)).toMatchObject({ seen: code, connected: true });
    await emulator.waitForIdle();
  }));
