import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { findRuntime } from "../../scripts/lib/runtimes.mjs";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { root } from "../package/packed";
import { expectApp } from "../package/runtimes-app";

let emulator: Emulator;
const children: ChildProcess[] = [];
const folder = mkdtempSync(join(tmpdir(), "decart-workerd-"));

beforeAll(async () => {
  emulator = await startEmulator({ jobMs: 20 });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await emulator?.close();
});

/** Runs a program, and gives the first line that it prints. */
function firstLine(command: string, args: string[], cwd = root): Promise<string> {
  const { DECART_API_KEY: _, ...clean } = process.env;
  const env = { ...clean, DECART_API_KEY: emulator.apiKey, DECART_BASE_URL: emulator.httpUrl, PORT: "0" };
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe", "pipe"] });
  children.push(child);
  let errors = "";
  child.stderr?.on("data", (data) => {
    errors += data;
  });
  return new Promise((resolve, reject) => {
    for (const output of [child.stdout, child.stdio[3]]) {
      output?.once("data", (data: Buffer) => resolve(String(data).trim()));
    }
    child.once("exit", (code) => reject(new Error(`it ended with ${code}: ${errors}`)));
    child.once("error", reject);
  });
}

/** Starts workerd on the bundled worker; resolves with its URL. */
async function startWorker(): Promise<string> {
  const outfile = join(folder, "worker.js");
  const entryPoints = [join(root, "test/long/runtimes/worker.mjs")];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    format: "esm",
    conditions: ["workerd", "import"],
    platform: "neutral",
  });
  copyFileSync(join(root, "test/long/runtimes/workerd.capnp"), join(folder, "config.capnp"));
  const told = await firstLine(findRuntime("workerd") ?? "", ["serve", "config.capnp", "--control-fd=3"], folder);
  return `http://127.0.0.1:${JSON.parse(told).port}`;
}

/** What {@link tryAll} of runtimes/client.mjs comes to everywhere. */
const ALL = {
  token: "ek_",
  image: ["image/jpeg", 20],
  job: "completed",
  file: 20,
  counts: true,
  refused: "INVALID_INPUT",
  missing: "FILES_GET_ERROR",
  live: "UNSUPPORTED_PLATFORM",
  aborted: "Error: mine",
};

const SCRIPT = "test/long/runtimes/script.mjs";
const DENO = ["run", "--allow-net", "--allow-env", "--allow-read"];

const PROGRAMS = [
  ["bun", findRuntime("bun"), []],
  ["deno", findRuntime("deno"), DENO],
] as const;

describe.each([["node", process.execPath, []] as const, ...PROGRAMS])("%s", (_, program, args) => {
  test.skipIf(!program)("runs the whole HTTP API", async () => {
    expect(JSON.parse(await firstLine(program ?? "", [...args, SCRIPT]))).toEqual(ALL);
  });
});

describe.each(PROGRAMS)("%s", (name, program, args) => {
  test.skipIf(!program)("serves the handlers", async () => {
    await expectApp(await firstLine(program ?? "", [...args, `examples/runtimes/${name}.mjs`]));
  });
});

describe.skipIf(!findRuntime("workerd"))("workerd", () => {
  test("runs the whole HTTP API", async () => {
    const answer = await (await fetch(`${await startWorker()}/try-all`)).text();
    // It can't tell how far an upload is.
    expect(answer.startsWith("{") ? JSON.parse(answer) : answer).toEqual({ ...ALL, counts: false });
  });

  test("serves the handlers", async () => expectApp(await startWorker()));
});
