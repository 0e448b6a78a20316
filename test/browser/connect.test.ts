import { describe, expect, test } from "vitest";
import { imageHash } from "../../src/emulator/index";
import { lookCode } from "../support/look-code";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/session");

// What a camera at full size, steering and refusals come to is in the scenarios for every browser.
const shared = useBrowser();
const prompt = (text: string) => ({ initialState: { prompt: { text } } });
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3, 4];

describe("a camera comes back transformed", () => {
  test("640×360 at the camera's rate", () =>
    withSession<Page>(shared, "session", async ({ service, run }) => {
      await run.connect({ ...service, options: prompt("Lego World") });
      await run.framesUntilLook(lookCode("Lego World"));
      const measured = await run.measure(3000);
      console.log("fps at 640×360:", measured.fps.toFixed(1));
      expect(measured).toMatchObject({ width: 640, height: 360, mark: "normal" });
      await run.disconnect();
    }));

  test.each([
    ["neither", {}, undefined, lookCode(null)],
    [
      "a prompt, not enhanced",
      { initialState: { prompt: { text: "A", enhance: false } } },
      undefined,
      lookCode("A", null, false),
    ],
    ["an image", {}, PNG, lookCode(null, imageHash(Uint8Array.from(PNG)))],
    ["both", prompt("A"), PNG, lookCode("A", imageHash(Uint8Array.from(PNG)))],
  ])("initial state: %s", (_, options, image, code) =>
    withSession<Page>(shared, "session", async ({ service, run }) => {
      await run.connect({ ...service, options, ...(image && { image }) });
      await run.framesUntilLook(code);
      await run.disconnect();
    }),
  );

  test("a single track, and a stream with sound, which comes back", () =>
    withSession<Page>(shared, "session", async ({ service, emulator, run }) => {
      await run.connect({ ...service, singleTrack: true });
      await run.framesUntilLook(lookCode(null));
      await run.disconnect();
      await emulator.waitForIdle();
      await run.connect({ ...service, audio: true });
      expect((await run.snapshot()).tracks?.sort()).toEqual(["audio", "video"]);
      expect(await run.loudness(2500)).toBeGreaterThan(0.01);
      await run.disconnect();
    }));

  test("handshake: sequential, and a service that insists on it", () =>
    withSession<Page>(shared, "session", async ({ service, emulator, run }) => {
      const order = async (index: number) =>
        (await emulator.sessions[index]?.record())?.journal
          .map(({ event }) => event)
          .filter((event) => /^(<offer|<prompt|>prompt_ack|>error)/.test(event));
      await run.connect({ ...service, options: { ...prompt("A"), handshake: "sequential" } });
      expect(await order(0)).toEqual(["<prompt", ">prompt_ack", "<offer"]);
      await run.disconnect();
      await emulator.configure({ requireStateFirst: true, delayMs: { prompt_ack: 100 } });
      expect(await run.connect({ ...service, options: prompt("A") })).toMatchObject({ ok: true });
      expect((await order(1))?.at(-1)).toBe(">error");
      expect(await order(2)).toEqual(["<prompt", ">prompt_ack", "<offer"]);
      await run.framesUntilLook(lookCode("A"));
      await run.disconnect();
    }));

  test("several sessions at once do not mix", () =>
    withSession<Page>(shared, "session", async ({ service, emulator, page, run }) => {
      await run.connect({ ...service, width: 320, height: 180, options: prompt("one") });
      const other = await shared.browser.newPage(shared.pages.url("session"));
      const second = other.scenarios<Page>();
      await second.connect({ ...service, width: 320, height: 180, options: prompt("two") });
      expect((await emulator.counters()).liveSockets).toBe(2);
      await second.framesUntilLook(lookCode("two"));
      expect(await second.disconnect()).toMatchObject({ alive: true });
      expect(other.problems).toEqual([]);
      await other.close();
      // A hidden tab shows no frames: what the first session shows can be seen only now.
      await page.bringToFront();
      await run.framesUntilLook(lookCode("one"));
      await run.disconnect();
    }));
});

describe("steering", () => {
  test("ticks arrive, and the state is generating", () =>
    withSession<Page>(shared, "session", async ({ service, run }) => {
      await run.connect({ ...service });
      expect(await run.events("generationTick", 2)).toEqual([{ seconds: 1 }, { seconds: 2 }]);
      expect(await run.snapshot()).toMatchObject({
        state: "generating",
        generationSeconds: 2,
        attempt: 0,
        error: null,
      });
      await run.disconnect();
    }));
});
