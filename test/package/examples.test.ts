import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import worker from "../../examples/runtimes/worker.mjs";
import { launchChromium } from "../../scripts/lib/launch-chromium.mjs";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { lookCode } from "../support/look-code";
import { codeOf, environmentOf, start } from "./example";
import { root } from "./packed";
import { expectApp } from "./runtimes-app";

const folder = mkdtempSync(join(tmpdir(), "decart-examples-"));
const sample = join(root, "examples/batch-node/sample.png");
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ jobMs: 50 });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await emulator.close();
});

const ours = () => environmentOf(emulator);
const animeCode = lookCode("Anime style");

describe("batch-node", () => {
  test("transforms a file with one command, and shows how far it is", async () => {
    const { code, errors } = await start("batch-node/main.mjs", ["--out", folder]).exit;
    expect(errors).toContain("against the emulator");
    expect(errors).toMatch(/sample\.png ░+ +\d+ % uploading.*sample\.png █+ 100 % .*done: /s);
    expect(code).toBe(0);
    expect(codeOf(readFileSync(join(folder, "sample.png")))).toBe(animeCode);
  });

  test("a failed job fails it, and says how to resume", async () => {
    await emulator.configure({ jobFailure: "out of memory" });
    const { code, errors } = await start("batch-node/main.mjs", ["--out", folder], ours()).exit;
    await emulator.configure({ jobFailure: null });
    expect(code).toBe(1);
    expect(errors).toMatch(/failed: out of memory.*--resume [\w-]+/s);
  });

  test("Ctrl-C ends the waiting, and --resume goes on", async () => {
    await emulator.configure({ jobMs: 1500 });
    const { child, exit } = start("batch-node/main.mjs", ["--out", folder], ours());
    await expect.poll(async () => (await emulator.jobs()).at(-1)?.status, { timeout: 10_000 }).toBe("processing");
    child.kill("SIGINT");
    const { code, errors } = await exit;
    expect(code).toBe(1);
    const [, job = ""] = /--resume ([\w-]+)/.exec(errors) ?? [];
    expect((await start("batch-node/main.mjs", ["--out", folder, "--resume", job], ours()).exit).code).toBe(0);
    await emulator.configure({ jobMs: 50 });
  });
});

// On Bun, Deno and workerd themselves: `npm run test:long`.
describe("runtimes", () => {
  test.each(["node", "hono"])("%s serves the handlers", async (name) => {
    await expectApp(await start(`runtimes/${name}.mjs`, ["--port", "0"]).firstLine);
  });

  test("the Worker is a function that serves them", async () => {
    const env = { DECART_API_KEY: emulator.apiKey, DECART_BASE_URL: emulator.httpUrl };
    const ask: typeof fetch = (input, init) =>
      worker.fetch(new Request(input, { ...init, duplex: "half" } as RequestInit), env);
    await expectApp("https://worker.example", ask);
  });
});

describe("nextjs-route", () => {
  test("the routes mint and pass on for users, and for nobody else", async () => {
    const url = await start("nextjs-route/main.mjs", ["--port", "0"]).firstLine;
    const post = (path: string, headers: Record<string, string>, body: BodyInit | null = null) =>
      fetch(url + path, { method: "POST", headers, body });
    const user = { cookie: "session=1" };
    const minted = await post("/api/realtime-token", user);
    expect(await minted.json()).toMatchObject({ apiKey: expect.stringMatching(/^ek_/), expiresIn: 300 });
    expect((await post("/api/realtime-token", {})).status).toBe(401);
    expect((await post("/api/realtime-token", { ...user, origin: "https://evil.example" })).status).toBe(403);
    expect((await fetch(`${url}/api/realtime-token`, { headers: user })).status).toBe(405);

    const form = new FormData();
    form.append("prompt", "Anime style");
    form.append("data", new Blob([readFileSync(sample)], { type: "image/png" }));
    const made = await post("/api/decart/v1/generate/lucy-image-2", user, form);
    expect(codeOf(new Uint8Array(await made.arrayBuffer()))).toBe(animeCode);
    expect((await post("/api/decart/v1/client/tokens", user, "{}")).status).toBe(404);
    expect((await post("/api/decart/v1/generate/lucy-image-2", {}, form)).status).toBe(401);
  });
});

describe.skipIf(!process.env.CHROME_PATH)("express-token, in Chromium", () => {
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  beforeAll(async () => {
    browser = await launchChromium({ executablePath: process.env.CHROME_PATH ?? "" });
  });
  afterAll(() => browser?.close());

  async function open(env?: Record<string, string>, prepare = (_: Page) => {}): Promise<{ page: Page; url: string }> {
    const url = await start("express-token/main.mjs", ["--port", "0"], env).firstLine;
    const page = await browser.browser.newPage();
    prepare(page);
    await page.goto(url);
    return { page, url };
  }
  const textOf = (page: Page, id: string) => page.$eval(`#${id}`, (element) => (element as HTMLOutputElement).value);
  const until = (page: Page, id: string, text: string) =>
    expect.poll(() => textOf(page, id), { timeout: 20_000 }).toContain(text);
  async function choose(page: Page, file: string): Promise<void> {
    const input = await page.$("#file");
    await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file);
    await page.click("#process button");
  }

  test("with one command: a token from the server, a live picture; an upload through the proxy", async () => {
    const { page, url } = await open();
    expect((await fetch(`${url}/api/realtime-token`, { method: "POST" })).status).toBe(401);
    await page.click("#connect button");
    await until(page, "state", "generating");
    const width = () => page.$eval("#live", (video) => (video as HTMLVideoElement).videoWidth);
    await expect.poll(width, { timeout: 10_000 }).toBeGreaterThan(0);

    await choose(page, sample);
    await until(page, "result-state", "done");
    const bytes = await page.$eval("#result", async (picture) => {
      const response = await fetch((picture as HTMLImageElement).src);
      return [...new Uint8Array(await response.arrayBuffer())];
    });
    expect(codeOf(Uint8Array.from(bytes))).toBe(animeCode);
    await page.close();
  });

  test("the key is in nothing that the page gets, and an upload's abort reaches the service", async () => {
    const upload = { begun: () => {}, ended: () => {} };
    const uploading = new Promise<void>((resolve) => {
      upload.begun = resolve;
    });
    const gone = new Promise<void>((resolve) => {
      upload.ended = resolve;
    });
    const service = createServer((request, response) => {
      request.once("data", () => upload.begun());
      response.once("close", () => upload.ended());
    });
    await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
    const key = "sk_permanent_SECRET";
    const baseUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const seen: Promise<string>[] = [];
    const { page } = await open({ DECART_API_KEY: key, DECART_BASE_URL: baseUrl }, (opened) =>
      opened.on("response", (response) =>
        seen.push(response.text().then((text) => JSON.stringify(response.headers()) + text)),
      ),
    );
    // The page, its script, the SDK and the configuration.
    await expect.poll(() => seen.length).toBe(4);

    await choose(page, sample);
    await uploading;
    await until(page, "result-state", "working");
    await page.click("#stop");
    await gone;
    await until(page, "result-state", "stopped");
    expect((await Promise.all(seen)).join() + (await page.content())).not.toContain(key);
    await page.close();
    service.closeAllConnections();
    service.close();
  });
});

describe.skipIf(!process.env.CHROME_PATH)("cdn, in Chromium", () => {
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  beforeAll(async () => {
    browser = await launchChromium({ executablePath: process.env.CHROME_PATH ?? "" });
  });
  afterAll(() => browser?.close());

  async function open(prepare = async (_: Page) => {}) {
    const url = await start("cdn/main.mjs", ["--port", "0"], ours()).firstLine;
    const page = await browser.browser.newPage();
    const lines: string[] = [];
    page.on("console", (message) => lines.push(message.text()));
    page.on("pageerror", (error) => lines.push(String(error)));
    await prepare(page);
    const response = await page.goto(url);
    return { page, lines, policy: response?.headers()["content-security-policy"] ?? "" };
  }
  const stateOf = (page: Page) => page.$eval("#state", (element) => (element as HTMLOutputElement).value);

  test("without a build step, under a strict policy, with a hash: a live picture, and nothing to complain about", async () => {
    const { page, lines, policy } = await open();
    expect(policy).not.toMatch(/unsafe|\*|data:/);
    await page.click("button");
    await expect.poll(() => stateOf(page), { timeout: 20_000 }).toBe("generating");
    const width = () => page.$eval("video", (video) => (video as HTMLVideoElement).videoWidth);
    await expect.poll(width, { timeout: 10_000 }).toBeGreaterThan(0);
    // The browser asks for an icon, which this page hasn't.
    expect(lines.filter((line) => !line.includes("404"))).toEqual([]);
    await page.close();
    await emulator.waitForIdle();
  });

  test("a file that isn't the one of the hash doesn't run", async () => {
    const { page, lines } = await open(async (opened) => {
      await opened.setRequestInterception(true);
      opened.on("request", async (request) => {
        if (!request.url().endsWith("decart.min.js")) return request.continue();
        const headers = { "access-control-allow-origin": "*" };
        await request.respond({ contentType: "text/javascript", headers, body: "console.log('evil');" });
      });
    });
    await expect.poll(() => lines.join(), { timeout: 10_000 }).toMatch(/integrity/);
    await page.click("button");
    expect(lines.join()).not.toContain("evil");
    expect(await stateOf(page)).toBe("disconnected");
    await page.close();
  });
});
