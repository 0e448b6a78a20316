import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { controlEmulator } from "../../src/emulator/index";
import { connectMedia, testFrame } from "./wrtc-client";

let folder = "";
let script = "";
const children: ChildProcess[] = [];

beforeAll(async () => {
  // Inside the repository, so that the bundle finds its packages.
  folder = await mkdtemp(resolve("node_modules", ".emulator-bin-"));
  script = join(folder, "bin.mjs");
  const entryPoints = ["src/emulator/bin.ts"];
  await build({ entryPoints, outfile: script, bundle: true, platform: "node", format: "esm", packages: "external" });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rm(folder, { recursive: true }));

function run(...args: string[]) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ["pipe", "pipe", "pipe"] });
  children.push(child);
  let errors = "";
  child.stderr.on("data", (data) => {
    errors += data;
  });
  const exit = new Promise<{ code: number | null; signal: string | null; errors: string }>((resolve) =>
    child.on("exit", (code, signal) => resolve({ code, signal, errors })),
  );
  const firstLine = new Promise<string>((resolve) => child.stdout.once("data", (data) => resolve(String(data))));
  return { child, exit, firstLine };
}

type Info = { url: string; httpUrl: string; apiKey: string };

test("says where it is, serves a session, and ends cleanly on SIGTERM", async () => {
  const { child, exit, firstLine } = run("--control", "--api-key", "mine", "--behaviour", '{"tickIntervalMs":20}');
  const info = JSON.parse(await firstLine) as Info;
  expect(info).toEqual({ url: expect.any(String), httpUrl: expect.any(String), apiKey: "mine" });
  const remote = controlEmulator(info.httpUrl);
  const client = await connectMedia(info);
  client.camera(testFrame(320, 240));
  await client.negotiate();
  await (await remote.waitForSession()).waitForFrames(5);
  await client.next("generation_tick", 3);
  child.kill("SIGTERM");
  expect(await client.closed).toMatchObject({ code: 1006 });
  expect(await exit).toMatchObject({ code: 0, signal: null });
  await client.close();
}, 20_000);

test("ends when it is told to over HTTP, when its parent ends, when its input is closed", async () => {
  const told = run("--control");
  await controlEmulator((JSON.parse(await told.firstLine) as Info).httpUrl).close();
  expect(await told.exit).toMatchObject({ code: 0 });

  const parent = run();
  await parent.firstLine;
  const orphan = run("--parent-pid", String(parent.child.pid));
  await orphan.firstLine;
  parent.child.kill("SIGKILL");
  expect(await orphan.exit).toMatchObject({ code: 0 });

  const listener = run("--exit-with-stdin");
  await listener.firstLine;
  listener.child.stdin?.end();
  expect(await listener.exit).toMatchObject({ code: 0 });
}, 20_000);

test("helps, and says what is wrong", async () => {
  expect(await run("--help").firstLine).toContain("--port");
  expect(await run("--port", "no").exit).toMatchObject({ code: 1, errors: expect.stringContaining("--port") });
  expect(await run("--nonsense").exit).toMatchObject({ code: 1, errors: expect.stringContaining("--nonsense") });
}, 20_000);
