import type { CDPSession, Page as PuppeteerPage } from "puppeteer-core";
import { launchChromium } from "../../../scripts/lib/launch-chromium.mjs";
import { findProgram } from "../../../scripts/lib/programs.mjs";
import { launchFirefox } from "./launch-firefox";

/** A browser under a test's control, whichever it is. Ends with the process that launched it, however that ends. */
export interface TestBrowser {
  readonly name: "chromium" | "firefox";
  /** As the browser itself says it, such as `Chrome/156.0.8078.79`. */
  readonly version: string;
  /** Of its first process, whose descendants the others are. */
  readonly pid: number | undefined;
  /** Opens a page and waits for its `load` event, so its module scripts have run. */
  newPage(url: string): Promise<TestPage>;
  /** Ends the browser and removes its profile. */
  close(): Promise<void>;
}

/** One line of a page's console. */
export interface ConsoleLine {
  type: string;
  text: string;
}

/** A page under a test's control. */
export interface TestPage {
  /** Runs a function in the page. It travels as source text: it can use its arguments, and nothing around it. */
  evaluate<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Promise<Awaited<Result>>;
  /**
   * The functions of the page's own module, callable from the test with arguments and results that JSON can carry:
   * `page.scenarios<typeof import("./pages/loopback")>().loopback({ frames: 10 })`.
   */
  scenarios<Module>(): Scenarios<Module>;
  /** A PNG of what the page shows. */
  screenshot(): Promise<Uint8Array>;
  /** Makes the page the visible tab; every other one becomes hidden. */
  bringToFront(): Promise<void>;
  /** Goes to another page, and back as the browser's button does. */
  goto(url: string): Promise<void>;
  goBack(): Promise<void>;
  /** Whether the browser believes that it has a network. Media that flows goes on. */
  setOffline(offline: boolean): Promise<void>;
  /** Chromium only: a DevTools session for what has no common interface, such as a forced garbage collection. */
  cdp(): Promise<CDPSession>;
  close(): Promise<void>;
  /** What the page has logged so far. */
  readonly console: readonly ConsoleLine[];
  /** Uncaught errors, unhandled rejections and crashes so far. A test that ends with any has failed. */
  readonly problems: readonly string[];
}

/** The functions of a page module, as a test sees them. */
export type Scenarios<Module> = {
  [Name in keyof Module as Module[Name] extends (...args: never[]) => unknown ? Name : never]: Module[Name] extends (
    ...args: infer Args
  ) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

declare global {
  interface Window {
    /** Put there by the page server. */
    scenarios: Record<string, (...args: unknown[]) => unknown>;
  }
}

/** What {@link launchBrowser} can be told. */
export interface LaunchOptions {
  /** @default "chromium" */
  browser?: "chromium" | "firefox";
  /** Further arguments for the browser. */
  args?: string[];
  /**
   * Of Chromium: what the browser's permission control says to every page, in place of a fake dialog that says yes.
   */
  permissions?: { camera: "granted" | "denied" };
  /** Of Firefox: where the sound goes; without a device it runs no AudioContext. */
  soundServer?: string | undefined;
  /** Of Chromium: whether peer connections offer loopback too. @default true */
  loopbackPeers?: boolean;
  /** @default the environment variable `CHROME_PATH`; for Firefox Debian's `firefox-esr` */
  executablePath?: string | undefined;
}

/** Starts a headless browser with a fake camera and microphone, and a profile of its own. */
export async function launchBrowser(options: LaunchOptions = {}): Promise<TestBrowser> {
  const { browser = "chromium" } = options;
  const { instance, close } = await (browser === "firefox" ? startFirefox(options) : startChromium(options));
  return {
    name: browser,
    version: await instance.version(),
    pid: instance.process()?.pid,
    async newPage(url) {
      const page = await instance.newPage();
      const wrapped = wrap(page);
      const response = await page.goto(url, { waitUntil: "load" });
      if (response && !response.ok()) throw new Error(`${url}: ${response.status()}\n${await response.text()}`);
      return wrapped;
    },
    close,
  };
}

async function startFirefox({ args, executablePath = findProgram("firefox-esr"), soundServer }: LaunchOptions) {
  if (!executablePath) throw new Error('No Firefox: skip with test.skipIf(!findProgram("firefox-esr")).');
  const { browser: instance, close } = await launchFirefox(
    executablePath,
    args,
    soundServer ? { PULSE_SERVER: soundServer } : {},
  );
  return { instance, close };
}

async function startChromium(options: LaunchOptions) {
  const { args = [], executablePath = process.env.CHROME_PATH } = options;
  if (!executablePath) throw new Error("No Chromium: run `npm test`, which installs one, or set CHROME_PATH.");
  const { permissions, loopbackPeers = true } = options;
  const { browser: instance, close } = await launchChromium({
    executablePath,
    args,
    asks: !!permissions,
    loopbackPeers,
  });
  if (permissions) {
    const control = await instance.target().createCDPSession();
    await control.send("Browser.setPermission", { permission: { name: "camera" }, setting: permissions.camera });
  }
  return { instance, close };
}

function wrap(page: PuppeteerPage): TestPage {
  const lines: ConsoleLine[] = [];
  const problems: string[] = [];
  page.on("console", (message) => lines.push({ type: message.type(), text: message.text() }));
  page.on("pageerror", (error) => {
    const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
    // Firefox says in the console that a socket failed, as Chromium does, but as an error: it is nobody's exception.
    if (/^(Firefox can.t establish a connection|The connection to ws)/.test(message)) {
      lines.push({ type: "error", text: message });
    } else problems.push(stack);
  });
  page.on("error", (error) => problems.push(`the page crashed: ${error.message}`));
  return {
    // Puppeteer types handles as arguments too, which nobody needs here.
    evaluate: (fn, ...args) => page.evaluate(fn as (...args: unknown[]) => unknown, ...args) as never,
    scenarios<Module>() {
      const call = (name: string, ...args: unknown[]) =>
        page.evaluate((name: string, args: unknown[]) => window.scenarios[name]?.(...args), name, args);
      return new Proxy({}, { get: (_, name) => call.bind(null, String(name)) }) as Scenarios<Module>;
    },
    screenshot: () => page.screenshot({ type: "png" }),
    bringToFront: () => page.bringToFront(),
    async goto(url) {
      await page.goto(url, { waitUntil: "load" });
    },
    async goBack() {
      await page.goBack({ waitUntil: "load" });
    },
    setOffline: (offline) => page.setOfflineMode(offline),
    cdp: () => page.createCDPSession(),
    close: () => page.close(),
    console: lines,
    problems,
  };
}
