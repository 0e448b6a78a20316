import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { findProgram } from "../../scripts/lib/programs.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const firefox = findProgram("firefox-esr");

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A process that starts a browser, says which process that is, and stays. */
async function owner(call: string) {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { launchFirefox } from "./test/browser/support/launch-firefox";
        import { launchChromium } from "./scripts/lib/launch-chromium.mjs";
        const { browser } = await ${call};
        console.log(browser.process().pid);
        setInterval(() => {}, 1000);`,
      resolveDir: root,
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    write: false,
  });
  const child = spawn(process.execPath, ["--input-type=module", "-e", outputFiles[0]?.text ?? ""], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  return { child, browser: Number(String(line)) };
}

const BROWSERS: [string, string | undefined, string][] = [
  ["Chromium", process.env.CHROME_PATH, "launchChromium({ executablePath: process.env.CHROME_PATH })"],
  ["Firefox", firefox, `launchFirefox(${JSON.stringify(firefox)})`],
];

for (const [name, path, call] of BROWSERS) {
  test.skipIf(!path)(`${name} ends with the process that started it, even when that is killed`, async () => {
    const { child, browser } = await owner(call);
    expect(isAlive(browser)).toBe(true);
    child.kill("SIGKILL");
    await expect.poll(() => isAlive(browser), { timeout: 20_000 }).toBe(false);
  });
}
