import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Plugin } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { launchBrowser, type TestBrowser, type TestPage } from "./support/driver";
import { type PageServer, servePages } from "./support/page-server";

type Page = typeof import("./pages/migration");

let browser: TestBrowser;
let emulator: Emulator;

beforeAll(async () => {
  // The key that stands in the app.
  [browser, emulator] = await Promise.all([launchBrowser(), startEmulator({ apiKey: "a-key", jobMs: 50 })]);
});
afterAll(async () => {
  await browser?.close();
  await emulator?.close();
});

/** The app and both SDKs as they are, but for the addresses that stand in them: they are the emulator's. */
const addresses: Plugin = {
  name: "addresses",
  setup(build) {
    build.onLoad({ filter: /(sdk-published[\\/].*\.js|migration[\\/]\w+\.ts|src[\\/].*\.ts)$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8"))
        .replaceAll("wss://api3.decart.ai", emulator.url)
        .replaceAll(/https:\/\/(api|platform)\.decart\.ai/g, emulator.httpUrl),
      loader: "ts",
    }));
  },
};

/** Gives the app, and nothing else of the page, the published SDK for the name that it imports. */
const published: Plugin = {
  name: "published",
  setup(build) {
    build.onResolve({ filter: /^@decartai\/sdk$/ }, ({ importer }) =>
      /documents[\\/]migration[\\/]/.test(importer)
        ? { path: resolve("node_modules/@decartai/sdk-published/dist/index.js") }
        : null,
    );
  },
};

/** Of each failure whether it is an Error, and its code. */
const summary = (told: Record<string, { isError: boolean; code: string | null } | null>) =>
  Object.fromEntries(Object.entries(told).map(([name, error]) => [name, error && [error.isError, error.code]]));

/** What docs/migrating.md says of errors, before and now. */
const BEFORE = {
  noKey: [false, "INVALID_API_KEY"],
  noModel: [false, "MODEL_NOT_FOUND"],
  wrongKey: [true, null],
  wrongKeyOfToken: [false, "TOKEN_CREATE_ERROR"],
  noOptions: [true, null],
  emptySet: [true, null],
  refusedPrompt: [true, null],
  event: [false, "WEB_RTC_ERROR"],
  ended: [true, null],
};
const NOW = {
  noKey: [true, "INVALID_API_KEY"],
  noModel: [true, "MODEL_NOT_FOUND"],
  wrongKey: [true, "INVALID_API_KEY"],
  wrongKeyOfToken: [true, "TOKEN_CREATE_ERROR"],
  noOptions: [true, "INVALID_INPUT"],
  emptySet: [true, "INVALID_INPUT"],
  refusedPrompt: [true, "MODERATION_REJECTED"],
  event: [true, "WEB_RTC_ERROR"],
  ended: [true, "DISCONNECTED"],
};

describe.each([
  { sdk: "the version it was written for", plugins: [published, addresses], expected: BEFORE },
  { sdk: "this version", plugins: [addresses], expected: NOW },
])("an app of 0.0.46 on $sdk", ({ plugins, expected }) => {
  let pages: PageServer;
  let page: TestPage;
  beforeAll(async () => {
    pages = await servePages({ plugins });
    page = await browser.newPage(pages.url("migration"));
  });
  afterAll(async () => {
    await page?.close();
    await pages?.close();
  });

  test("has a live session, steers it, and is watched", async () => {
    const run = page.scenarios<Page>();
    const index = emulator.sessions.length;
    await run.begin();
    const session = await emulator.waitForSession({ index });
    const { prompt, image, enhance } = session.state;
    expect({ prompt, enhance, image: typeof image }).toEqual({
      prompt: "Transform into this character",
      enhance: true,
      image: "string",
    });
    const live = expect.stringMatching(/connected|generating/);
    expect(await run.watchBoth(session.look.code)).toEqual({ shown: true, watched: true, state: live });
    expect(await run.finish()).toEqual({ connected: false, state: "disconnected", alive: true });
    await emulator.waitForIdle();
  });

  test("mints a token, transforms a picture and a film", async () => {
    expect(await page.scenarios<Page>().jobs()).toEqual({ key: "ek_", picture: true, film: true });
  });

  test("is told what went wrong", async () => {
    await emulator.configure({ denyPrompts: ["forbidden"] });
    const run = page.scenarios<Page>();
    const index = emulator.sessions.length;
    const told = run.complain();
    await Promise.race([told, run.wantsError()]);
    await emulator.sessions[index]?.sendError("out of order");
    expect(summary(await told)).toEqual(expected);
    await emulator.waitForIdle();
  });
});
