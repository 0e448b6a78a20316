import { afterAll, beforeAll, expect } from "vitest";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../src/emulator/index";
import type { Service } from "../pages/session";
import { type LaunchOptions, launchBrowser, type Scenarios, type TestBrowser, type TestPage } from "./driver";
import { type PageServer, type PageServerOptions, servePages } from "./page-server";

/** A browser and the test pages, for all tests of a file. */
export function useBrowser({ launch, ...options }: PageServerOptions & { launch?: LaunchOptions } = {}) {
  const shared = {} as { browser: TestBrowser; pages: PageServer };
  beforeAll(async () => {
    [shared.browser, shared.pages] = await Promise.all([launchBrowser(launch), servePages(options)]);
  });
  afterAll(async () => {
    await shared.browser?.close();
    await shared.pages?.close();
  });
  return shared;
}

/** What a test of a session has at hand. */
export interface SessionTest<Module> {
  emulator: Emulator;
  service: Service;
  page: TestPage;
  run: Scenarios<Module>;
}

/**
 * Runs a test with an emulator and a page of its own. Afterwards nothing may be left on the emulator, and nothing
 * may have gone wrong in the page.
 */
export async function withSession<Module>(
  { browser, pages }: { browser: TestBrowser; pages: PageServer },
  name: string,
  test: (parts: SessionTest<Module>) => Promise<void>,
  options: EmulatorOptions = {},
): Promise<void> {
  const emulator = await startEmulator(options);
  const page = await browser.newPage(pages.url(name));
  try {
    const { url, httpUrl, apiKey } = emulator;
    await test({ emulator, service: { url, httpUrl, apiKey }, page, run: page.scenarios<Module>() });
    expect(page.problems).toEqual([]);
  } finally {
    await page.close();
    await emulator.close();
  }
}
