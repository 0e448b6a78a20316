import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findProgram } from "../../scripts/lib/programs.mjs";
import { AREAS } from "./scenarios";
import type { Parts, Scenario } from "./scenarios/scenario";
import { launchBrowser } from "./support/driver";
import { bundleEmulator } from "./support/emulator-process";
import { servePages } from "./support/page-server";
import { SOUND_SERVER, type SoundServer, startSoundServer } from "./support/sound-server";
import { type Column, page } from "./support/support-table";

const SUPPORT = new URL("../../docs/support.md", import.meta.url);
const firefox = findProgram("firefox-esr");
const turnserver = findProgram("turnserver");

const columns: Column[] = [
  { name: "Chromium", browser: "chromium", cells: new Map() },
  { name: "Firefox", browser: "firefox", cells: new Map() },
];

if (!firefox) console.warn("skipped: no Firefox (Debian's firefox-esr), so no scenario runs in a second browser");

/** Why a scenario can't run here. */
function obstacle({ needs }: Scenario, { browser }: Column): string | false {
  if (needs === "turnserver" && !turnserver) return "coturn isn't installed";
  if (needs === "sound" && browser === "firefox" && !SOUND_SERVER) return "PulseAudio isn't installed";
  return needs === "signals" && process.platform === "win32" && "Windows can't stop a process and let it go on";
}

for (const column of columns) {
  const { name, browser, cells } = column;
  describe.skipIf(browser === "firefox" && !firefox)(name, () => {
    const parts = {} as Parts;
    let sound: SoundServer | undefined;
    beforeAll(async () => {
      if (browser === "firefox" && SOUND_SERVER) sound = await startSoundServer();
      [parts.browser, parts.pages, parts.program] = await Promise.all([
        launchBrowser({ browser, soundServer: sound?.address }),
        servePages(),
        bundleEmulator(),
      ]);
      column.version = parts.browser.version;
      console.log(`the scenarios run in ${column.version}`);
    });
    afterAll(async () => {
      await parts.browser?.close();
      await Promise.all([parts.pages?.close(), parts.program?.remove(), sound?.close()]);
    });

    for (const { heading, scenarios } of AREAS)
      for (const scenario of scenarios)
        test(`${heading}: ${scenario.feature}`, async ({ skip }) => {
          const why = obstacle(scenario, column);
          if (why) skip(why);
          cells.set(scenario.feature, "fails");
          cells.set(scenario.feature, await scenario.run(parts));
        });
  });
}

// `npm test -- test/browser/browsers -u` writes it anew.
test("docs/support.md says what was seen", async () => {
  const before = readFileSync(SUPPORT, "utf8");
  await expect(page(AREAS, columns, before)).toMatchFileSnapshot("../../docs/support.md");
});

test("the page keeps what could not be tried, and its versions until something else was seen", () => {
  const areas = [{ heading: "A", scenarios: ["one", "two"].map((feature) => ({ feature, run: async () => "" })) }];
  const column = (name: "Chromium" | "Firefox", version: string, ...cells: [string, string][]): Column => {
    const browser = name === "Chromium" ? "chromium" : "firefox";
    return { name, browser, ...(version && { version }), cells: new Map(cells) };
  };
  const empty = "# T\n\n<!-- made by test/browser/browsers.test.ts -->\n\n<!-- end -->\n\nMore.\n";
  const chromium = (version: string) => column("Chromium", `Chrome/${version}`, ["one", "yes"], ["two", "yes"]);
  const both = [chromium("156.0"), column("Firefox", "firefox/153.7", ["one", "yes"], ["two", "no"])];
  const first = page(areas, both, empty);
  expect(first).toContain("with Chromium 156 and Firefox 153.");
  expect(first).toContain("| two | yes | no |");
  expect(page(areas, [chromium("157.0"), column("Firefox", "")], first)).toBe(first);
  const changed = page(areas, [chromium("157.0"), column("Firefox", "firefox/154.0", ["two", "yes"])], first);
  expect(changed).toContain("with Chromium 157 and Firefox 154.");
  expect(changed).toContain("| one | yes | yes |\n| two | yes | yes |");
  expect(changed.endsWith("<!-- end -->\n\nMore.\n")).toBe(true);
});
