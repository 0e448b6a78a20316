import { beforeAll, describe, expect, test } from "vitest";
import { type EmulatorOptions, imageHash } from "../../src/emulator/index";
import { createDecartClient } from "../../src/index";
import { type SessionTest, useBrowser, withSession } from "../browser/support/fixture";
import { connectMedia, testFrame } from "../emulator/wrtc-client";
import { lookCode } from "../support/look-code";
import { bundleSnippets } from "./support/bundle";
import { ABSENT, readSnippets, type Snippet, snippetWith } from "./support/documents";

type Page = typeof import("../browser/pages/documents");

/** Somebody with a camera who is to be watched; resolves with the token for it. */
async function produce(service: { url: string; apiKey: string }): Promise<string> {
  const producer = await connectMedia(service);
  producer.camera(testFrame(320, 180));
  await producer.negotiate();
  const { session_id: sid, server_ip: ip, server_port: port } = await producer.next("session_id");
  void producer.closed.then(() => producer.close());
  return btoa(JSON.stringify({ sid, ip, port }));
}

/** A PNG of one pixel. */
const PICTURE = [
  ...Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
];
const image = imageHash(Uint8Array.from(PICTURE));

const PATIENCE = { timeout: 10_000 };

// These examples end as soon as they have said everything: the service answers when the test has seen the pixels.
const HOLD: EmulatorOptions = { acks: { prompt: "hold", set_image: "hold" } };

describe.skipIf(ABSENT)("the documents' examples run, unmodified", () => {
  const shared = useBrowser({ sdk: "dist" });
  let snippets: Snippet[];

  beforeAll(() => {
    snippets = readSnippets();
  });

  /** Runs snippets as one module in a page that has what they take for granted. */
  const withExample = (
    codes: () => string[],
    options: EmulatorOptions,
    test: (parts: SessionTest<Page>) => Promise<void>,
    app: {
      functions?: string[];
      values?: (service: SessionTest<Page>["service"]) => Promise<Record<string, string>>;
    } = {},
  ) =>
    withSession<Page>(
      shared,
      "documents",
      async (parts) => {
        const { run, service, emulator } = parts;
        await run.prepare((await app.values?.(service)) ?? {}, app.functions ?? [], PICTURE);
        await run.start(await bundleSnippets(codes(), service));
        await test(parts);
        await run.finished();
        await emulator.waitForIdle();
      },
      options,
    );

  const code = (document: string, ...words: string[]) => snippetWith(snippets, document, ...words).code;

  test("000: quick start", () =>
    withExample(
      () => [code("000", "your-api-key-here")],
      { ...HOLD, apiKey: "your-api-key-here" },
      async ({ run, emulator }) => {
        const session = await emulator.waitForSession();
        for (const prompt of ["Transform into this character", "Add silver futuristic sunglasses"]) {
          await run.framesUntilLook(lookCode(prompt, image));
          await session.releaseAcks();
        }
        await run.finished();
        expect(await session.waitForClose()).toMatchObject({ code: 1000 });
        expect((await session.record()).firstFrameIn).toMatchObject({ width: 1088, height: 624 });
      },
    ));

  test("000: complete example", () =>
    withExample(
      () => [code("000", "async function setupRealtimeVideo")],
      {},
      async ({ run, emulator }) => {
        const session = await emulator.waitForSession();
        await run.framesUntilLook(lookCode("Studio Ghibli animation style"));
        await expect.poll(() => run.textOf("status"), PATIENCE).toBe("Status: generating");
        await run.type("style-input", "Watercolor");
        await run.framesUntilLook(lookCode("Watercolor"));
        await run.leave();
        expect(await session.waitForClose()).toMatchObject({ code: 1000 });
        expect([await run.textOf("status"), await run.textOf("error")]).toEqual(["Status: disconnected", ""]);
      },
    ));

  test("000: subscribing to a session", () =>
    withExample(
      () => [code("000", "viewer-api-key")],
      { apiKey: "viewer-api-key" },
      async ({ run, emulator }) => {
        const viewer = await emulator.waitForSession(({ watches }) => watches !== null);
        // It ends as soon as it has said everything: by then it was connected, and had the stream. The service may
        // learn of the good-bye before it has noticed that its own end was connected.
        await run.finished();
        expect(await viewer.waitForClose()).toMatchObject({ code: 1000 });
        expect((await viewer.record()).journal.map(({ event }) => event)).toContain(">answer");
        expect(await run.tracksOf("viewerVideoElement")).toEqual(["audio", "video"]);
        await emulator.sessions[0]?.terminate();
      },
      { values: async (service) => ({ subscribeToken: await produce(service) }) },
    ));

  test("002: basic example", () =>
    withExample(
      () => [code("002", "@decart-sdk/client")],
      { ...HOLD, apiKey: "your-api-key" },
      async ({ run, emulator }) => {
        const session = await emulator.waitForSession();
        await run.framesUntilLook(lookCode("cinematic lighting, professional photography"));
        await session.releaseAcks();
        await run.finished();
        expect(await session.waitForClose()).toMatchObject({ code: 1000 });
        expect(session.model).toBe("mirage_v2");
      },
    ));

  test("004: connect from the frontend, control the generation, listen to events", () =>
    withExample(
      () => [
        code("004", "tokenFromBackend"),
        code("004", "Cyberpunk neon city"),
        code("004", "updateStatusIndicator", "updateUsageDisplay"),
      ],
      HOLD,
      async ({ run, emulator }) => {
        const session = await emulator.waitForSession();
        const steps: Parameters<typeof lookCode>[] = [
          [null],
          ["Anime style"],
          ["Cyberpunk neon city"],
          ["Transform into this character", image],
          ["Exact prompt text", null, false],
        ];
        for (const step of steps) {
          await run.framesUntilLook(lookCode(...step));
          await session.releaseAcks();
        }
        await run.finished();
        await session.waitForEvent(">generation_tick");
        await session.end();
        await expect.poll(run.called, PATIENCE).toContainEqual(["updateStatusIndicator", "disconnected"]);
        const called = await run.called();
        expect(called).toContainEqual(["updateStatusIndicator", "generating"]);
        expect(called).toContainEqual(["updateUsageDisplay", 1]);
      },
      {
        functions: ["updateStatusIndicator", "updateUsageDisplay"],
        // As the backend of the document mints it.
        values: async ({ httpUrl, apiKey }) => ({
          tokenFromBackend: (await createDecartClient({ apiKey, baseUrl: httpUrl }).tokens.create()).apiKey,
        }),
      },
    ));
});
