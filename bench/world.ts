// What every part of the run works with: a browser, an emulator in a process of its own, and the link between them.
// They are the browser tests' own, and stay there: what is measured is what is tested, and most of it is theirs.
import { launchBrowser, type TestBrowser, type TestPage } from "../test/browser/support/driver";
import {
  bundleEmulator,
  type EmulatorProcess,
  type EmulatorProgram,
  startEmulatorProcess,
} from "../test/browser/support/emulator-process";
import { type Link, openLink, whyNoLink } from "../test/browser/support/link";
import { otherHost } from "../test/browser/support/other-host";
import { type PageServer, servePages } from "../test/browser/support/page-server";

/** A run as it was asked for. */
export interface World {
  quick: boolean;
  /** One of two, by how long the run may take. */
  pick<T>(quick: T, full: T): T;
  /** Why there is no link between browser and service, but loopback; undefined where there is one. */
  noLink: string | undefined;
  /** A browser and an emulator on the two sides of the link, or on loopback where there is none. */
  far(): Promise<Place>;
  /** A browser and an emulator on loopback. */
  near(): Promise<Place>;
  /** One line about how far the run is. */
  say(line: string): void;
}

/** Where something is measured. */
export interface Place {
  browser: TestBrowser;
  emulator: EmulatorProcess;
  link: Link | undefined;
  /** A page of bench/pages, with the built package. */
  page(name: string): Promise<TestPage>;
  /** A page of test/browser/pages, with the built package. */
  testPage(name: string): Promise<TestPage>;
}

/** A world, and the end of it. */
export async function openWorld(quick: boolean, say: (line: string) => void) {
  const closing: (() => Promise<unknown>)[] = [];
  /** Of the places alone. */
  const leaving: (() => Promise<unknown>)[] = [];
  async function open<T extends { close(): Promise<unknown> }>(opening: Promise<T>, ends = leaving): Promise<T> {
    const opened = await opening;
    ends.push(() => opened.close());
    return opened;
  }
  const program = await bundleEmulator();
  closing.push(() => program.remove());
  const pages = await open(servePages({ sdk: "dist", folder: "bench/pages", plugins: [otherHost] }), closing);
  const testPages = await open(servePages({ sdk: "dist" }), closing);
  const noLink = whyNoLink();
  const chromium = process.env.CHROME_PATH ?? "";
  const places = new Map<"far" | "near", Promise<Place>>();

  async function place(side: "far" | "near"): Promise<Place> {
    const link = side === "far" && !noLink ? await open(openLink(chromium)) : undefined;
    // Over a link there is no service on the browser's own loopback: no real network has one there either.
    const loopbackPeers = !link;
    const browser = await open(launchBrowser({ executablePath: link?.chromium ?? chromium, loopbackPeers }));
    for (const server of [pages, testPages]) await link?.offer(Number(new URL(server.url("x")).port));
    const emulator = await open(startEmulator(program, link));
    const at = (server: PageServer) => (name: string) => browser.newPage(server.url(name));
    return { browser, emulator, link, page: at(pages), testPage: at(testPages) };
  }
  const once = (side: "far" | "near") => () => {
    const known = places.get(side) ?? place(side);
    places.set(side, known);
    return known;
  };
  const world: World = {
    quick,
    pick: (short, long) => (quick ? short : long),
    noLink,
    far: once("far"),
    near: once("near"),
    say,
  };
  async function endAll(ends: (() => Promise<unknown>)[]) {
    for (const end of ends.splice(0).reverse()) await end().catch((error) => say(`while closing: ${error}`));
  }
  /** Leaves the places: who asks again gets new ones. */
  async function renew() {
    places.clear();
    await endAll(leaving);
  }
  async function close() {
    await endAll(leaving);
    await endAll(closing);
  }
  return { world, renew, close };
}

function startEmulator(program: EmulatorProgram, link: Link | undefined): Promise<EmulatorProcess> {
  if (!link) return startEmulatorProcess({ program });
  const { prefix, host, reach } = link;
  return startEmulatorProcess({ program, prefix, host, args: ["--host", "0.0.0.0"], controlUrl: reach });
}

/** Opens a page for as long as something is measured on it. */
export async function onPage<T>(opening: Promise<TestPage>, measure: (page: TestPage) => Promise<T>): Promise<T> {
  const page = await opening;
  try {
    return await measure(page);
  } finally {
    await page.close();
  }
}
