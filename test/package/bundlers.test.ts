import { cpSync, existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build as vite } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { createTokenHandler, toNode } from "../../src/server/index";
import { launchBrowser, type TestBrowser } from "../browser/support/driver";
import { lookCode } from "../support/look-code";
import { BUNDLERS } from "./bundlers";
import { type Consumer, installPacked, root } from "./packed";

interface Service {
  url: string;
  httpUrl: string;
  apiKey: string;
}
declare global {
  interface Window {
    /** Of bundled/app.js. */
    run(service: Service, prompt: string, code: number): Promise<{ model: string; seen: boolean }>;
  }
}

const code = lookCode("Anime style");

let app: Consumer;
let server: Server;
let origin: string;
let emulator: Emulator;
let browser: TestBrowser | undefined;
/** Files that a page asked for, and that no bundler has made. */
const missing: string[] = [];

beforeAll(async () => {
  [app, emulator] = await Promise.all([installPacked(), startEmulator()]);
  if (process.env.CHROME_PATH) browser = await launchBrowser();
  cpSync(join(root, "test/package/bundled"), app.folder, { recursive: true });
  const { apiKey, httpUrl: baseUrl } = emulator;
  const mint = toNode(createTokenHandler({ apiKey, baseUrl, authorize: "public" }));
  server = createServer((request, response) => {
    const path = request.url ?? "/";
    if (path === "/api/realtime-token") return mint(request, response);
    if (path.endsWith(".js")) {
      const file = join(app.folder, path);
      if (!existsSync(file)) {
        missing.push(path);
        response.statusCode = 404;
        return response.end();
      }
      response.setHeader("content-type", "text/javascript");
      return response.end(readFileSync(file));
    }
    response.setHeader("content-type", "text/html");
    response.end(
      `<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="${path}.js"></script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server?.close();
  server?.closeAllConnections();
  await browser?.close();
  await emulator?.close();
  app?.remove();
});

describe.each(Object.entries(BUNDLERS))("%s", (name, bundle) => {
  const outDir = () => join(app.folder, "out", name);
  beforeAll(async () => {
    // Apart from one another, so that the one's needs aren't in what it shares with the other.
    await bundle(app.folder, ["app"], outDir());
    await bundle(app.folder, ["models"], join(outDir(), "models"));
  });

  test("a page that needs the model registry alone gets no more", () => {
    const text = loadedBy(join(outDir(), "models/models.js"));
    expect(text).toContain("1088");
    expect(text.match(/RTCPeerConnection|WebSocket|fetch\(|valibot|session_id/g)).toBeNull();
    const size = gzipSync(text).length;
    console.log(`${name}: the registry alone is ${size} bytes gzip`);
    expect(size).toBeLessThan(4096);
  });

  test.skipIf(!process.env.CHROME_PATH)("a page connects, and shows the transformed video", async () => {
    const page = await (browser as TestBrowser).newPage(`${origin}/out/${name}/app`);
    const { url, httpUrl, apiKey } = emulator;
    const result = await page.evaluate(
      (service: Service, prompt: string, code: number) => window.run(service, prompt, code),
      { url, httpUrl, apiKey },
      "Anime style",
      code,
    );
    expect(result).toEqual({ model: "lucy-2.1", seen: true });
    expect(page.problems).toEqual([]);
    expect(page.console).toEqual([]);
    expect(missing).toEqual([]);
    await page.close();
    await emulator.waitForIdle();
  });
});

// The file that the README tells a newcomer to write, in the project that Vite's template makes.
describe.skipIf(!process.env.CHROME_PATH)("the README's React app, in a new Vite project", () => {
  const [, source = ""] =
    /in `src\/App\.tsx`:\n\n```tsx\n(.*?)```/s.exec(readFileSync(`${root}README.md`, "utf8")) ?? [];

  test("has less than ten lines beside its imports", () => {
    const lines = source.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("import "));
    console.log(`the README's React app: ${lines.length} lines`);
    expect(source).toContain("useRealtime");
    expect(lines.length).toBeLessThan(10);
  });

  test("shows the transformed camera at a click", async () => {
    app.write("App.tsx", source);
    app.write(
      "main.tsx",
      `import { StrictMode } from "react";
      import { createRoot } from "react-dom/client";
      import App from "./App.tsx";
      createRoot(document.body.appendChild(document.createElement("div"))).render(<StrictMode><App /></StrictMode>);`,
    );
    const outDir = join(app.folder, "out/readme");
    const input = { main: join(app.folder, "main.tsx") };
    const output = { entryFileNames: "[name].js" };
    await vite({
      configFile: false,
      root: app.folder,
      base: "./",
      logLevel: "error",
      // The one thing that the file doesn't say: where the emulator is.
      plugins: [{ name: "other-host", transform: (code) => code.replaceAll("wss://api3.decart.ai", emulator.url) }],
      build: { outDir, rolldownOptions: { input, output } },
    });
    const page = await (browser as TestBrowser).newPage(`${origin}/out/readme/main`);
    await page.evaluate(() => document.querySelector("button")?.click());
    const session = await emulator.waitForSession({ index: emulator.sessions.length });
    await session.waitForEvent("frame-out");
    await expect
      .poll(() => page.evaluate(() => document.querySelector("video")?.videoWidth), { timeout: 10_000 })
      .toBeGreaterThan(0);
    expect(session.look.code).toBe(code);
    expect(page.problems).toEqual([]);
    expect(missing).toEqual([]);
    await page.close();
    await emulator.waitForIdle();
  });
});

/** A module, and all that it imports at once. */
function loadedBy(path: string, seen = new Set<string>()): string {
  if (seen.has(path)) return "";
  seen.add(path);
  const text = readFileSync(path, "utf8");
  const imports = [...text.matchAll(/(?:from|import)\s*["'](\.[^"']+)["']/g)].map(([, name = ""]) => name);
  return [text, ...imports.map((name) => loadedBy(join(path, "..", name), seen))].join("\n");
}
