import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { launchBrowser, type TestBrowser } from "../browser/support/driver";
import { installApart } from "../package/apart";
import { type Consumer, installPacked, root } from "../package/packed";
import { lookCode } from "../support/look-code";

const NEXT = "node_modules/next/dist/bin/next";
const LONG = 600_000;

let emulator: Emulator;
let browser: TestBrowser;
let packed: Consumer;
let server: ChildProcess | undefined;
let folder: string;
let env: Record<string, string>;

/** Runs Next in the app's folder. */
function next(...args: string[]) {
  const child = spawn(process.execPath, [join(folder, NEXT), ...args], { cwd: folder, env });
  let output = "";
  const line = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        output += data;
        const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
        if (url) resolve(url);
      });
    }
    child.once("exit", () => reject(new Error(output)));
  });
  line.catch(() => {});
  const exit = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once("exit", (code) => resolve({ code, output })),
  );
  return { child, exit, url: line };
}

beforeAll(async () => {
  [emulator, browser, packed, folder] = await Promise.all([
    startEmulator(),
    launchBrowser(),
    installPacked(),
    installApart("next", { from: "test/long/next" }),
  ]);
  const { NODE_OPTIONS: _, VITEST: __, ...clean } = process.env;
  env = {
    ...(clean as Record<string, string>),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DECART_API_KEY: emulator.apiKey,
    DECART_BASE_URL: emulator.httpUrl,
    NEXT_PUBLIC_DECART_REALTIME_BASE_URL: emulator.url,
  };
  for (const name of ["@decartai", "valibot"]) {
    cpSync(join(packed.folder, "node_modules", name), join(folder, "node_modules", name), { recursive: true });
  }
  for (const name of ["app", ".next"]) rmSync(join(folder, name), { recursive: true, force: true });
  for (const path of ["app", "next.config.mjs"]) {
    cpSync(join(root, "test/long/next", path), join(folder, path), { recursive: true });
  }
  // The routes are those of the example.
  for (const path of ["app/api", "authorize.js"]) {
    cpSync(join(root, "examples/nextjs-route", path), join(folder, path), { recursive: true });
  }
}, LONG);

afterAll(async () => {
  server?.kill("SIGKILL");
  await browser?.close();
  packed?.remove();
  await emulator?.close();
});

test(
  "Next.js builds an app with server components, client components and routes that use the SDK",
  async () => {
    const { code, output } = await next("build").exit;
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).not.toMatch(/warn/i);
  },
  LONG,
);

test("the server component mints a token, the routes another one, and the page shows the transformed video", async () => {
  const { child, url } = next("start", "--hostname", "127.0.0.1", "--port", "0");
  server = child;
  const origin = await url;
  const html = await (await fetch(origin)).text();
  expect(html).toMatch(/id="minted"[^>]*>ek_</);
  expect(html).toMatch(/<video[^>]*id="empty"/);
  expect(html).toMatch(/id="state"[^>]*>disconnected</);

  const page = await browser.newPage(origin);
  await page.evaluate(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: what the example takes for a login
    document.cookie = "session=1";
    document.querySelector("button")?.click();
  });
  const session = await emulator.waitForSession();
  await session.waitForEvent("frame-out");
  expect(session.look.code).toBe(lookCode("Anime style"));
  const width = () => page.evaluate(() => document.querySelector<HTMLVideoElement>("#live")?.videoWidth);
  await expect.poll(width, { timeout: 20_000 }).toBeGreaterThan(0);
  expect(page.problems).toEqual([]);
  await page.close();
  await emulator.waitForIdle();
});
