import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const script = fileURLToPath(new URL("../../scripts/demo.mjs", import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "decart-demo-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the demo with a temporary folder of its own, by which everything that it starts can be told. */
function startDemo(...args: string[]) {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TMPDIR: folder, NODE_OPTIONS: "" },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  const said = (words: string) =>
    new Promise<void>((resolve) => {
      child.stderr.on("data", () => stderr.includes(words) && resolve());
      child.on("close", () => resolve());
    });
  return { child, ended, said };
}

/** Processes that were started with a path in the demo's temporary folder, Chromium's profile for one. Linux only. */
function leftBehind(): string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, "utf8")];
      } catch {
        return []; // It has ended meanwhile.
      }
    })
    .filter((line) => line.includes(folder) && !line.includes(script));
}

test("--headless shows transformed video, saves pictures and leaves nothing behind", async () => {
  const out = join(folder, "pictures");
  const { code, stdout, stderr } = await startDemo(
    "--headless",
    "--seconds",
    "3",
    "--prompt",
    "Lego World",
    "--out",
    out,
  ).ended;
  expect(stderr).not.toContain("FAILED");
  const result = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
  expect(result).toMatchObject({ ok: true, model: "lucy-2.1", lookMatches: true, sessionId: expect.any(String) });
  expect(result.frames).toBeGreaterThan(10);
  expect(code).toBe(0);
  for (const name of ["page.png", "input.png", "output.png"]) {
    expect(readFileSync(join(out, name)).subarray(1, 4).toString()).toBe("PNG");
  }
  await expect.poll(leftBehind, { timeout: 5_000 }).toEqual([]);
  expect(readdirSync(folder)).toEqual(["pictures"]);
});

test("SIGTERM in the middle of a session ends everything", async () => {
  const demo = startDemo("--headless", "--seconds", "60", "--out", join(folder, "pictures"));
  await demo.said("first transformed frame");
  if (process.platform === "linux") expect(leftBehind()).not.toEqual([]);
  demo.child.kill("SIGTERM");
  expect(await demo.ended).toMatchObject({ code: 143, stdout: "" });
  await expect.poll(leftBehind, { timeout: 5_000 }).toEqual([]);
});

test.each([
  { args: ["--hedless"], says: ["--hedless", "--headless"] },
  { args: ["--headless", "--model", "lucy-clip"], says: ["lucy-clip", "lucy-2.1"] },
  { args: ["--headless", "--seconds", "soon"], says: ["--seconds", "soon"] },
])("$args.0 $args.1 $args.2 is refused, and the message says what would work", async ({ args, says }) => {
  const { code, stdout, stderr } = await startDemo(...args).ended;
  for (const words of says) expect(stderr).toContain(words);
  expect(stdout).toBe("");
  expect(code).toBe(1);
});
