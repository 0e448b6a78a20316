import { describe, expect, test } from "vitest";
import { useCameraFilm } from "./support/camera-film";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/mirror-session");

const shared = useBrowser({ launch: useCameraFilm() });

const MIRRORED = { halves: "blue-red", mark: "normal" };
const UNMIRRORED = { halves: "red-blue", mark: "normal" };

describe("what comes back", () => {
  test.each([
    ["true", { mirror: true }, MIRRORED],
    ["auto, for a camera that faces the user", { mirror: "auto", selfie: true }, MIRRORED],
    ["auto, for one that doesn't say", { mirror: "auto" }, UNMIRRORED],
    ["false", { mirror: false, selfie: true }, UNMIRRORED],
  ] as const)("mirror: %s", (_, { mirror, ...input }, expected) =>
    withSession<Page>(shared, "mirror-session", async ({ service, run }) => {
      await run.connect({ ...service, ...input, options: { mirror } });
      expect(await run.lookAt(640, 360)).toEqual(expected);
      expect(await run.told()).toEqual(mirror === false || expected === UNMIRRORED ? [] : [{ way: "worker" }]);
      expect(await run.disconnect()).toBe(true);
    }),
  );

  test.each(["vp8", "vp9", "av1"] as const)("%s, at three sizes that follow one another", (codec) =>
    withSession<Page>(shared, "mirror-session", async ({ service, emulator, run }) => {
      await run.connect({ ...service, options: { mirror: true, preferredVideoCodec: codec } });
      expect(await run.lookAt(640, 360)).toEqual(MIRRORED);
      await run.resize(1280, 704);
      expect(await run.lookAt(1280, 704)).toEqual(MIRRORED);
      await run.resize(1088, 624);
      expect(await run.lookAt(1088, 624)).toEqual(MIRRORED);
      const record = await emulator.sessions[0]?.record();
      console.log(
        codec,
        "sizes that arrived:",
        record?.sizesIn.map(({ width, height }) => `${width}×${height}`).join(" "),
      );
      await run.disconnect();
    }),
  );

  test("a new connection sends the same mirrored picture", () =>
    withSession<Page>(shared, "mirror-session", async ({ service, run }) => {
      const { sessionId } = await run.connect({ ...service, options: { mirror: true } });
      expect(await run.until("blue-red")).toEqual(MIRRORED);
      expect(await run.reconnect()).not.toBe(sessionId);
      expect(await run.lookAt(640, 360)).toEqual(MIRRORED);
      // It was set up once.
      expect(await run.told()).toEqual([{ way: "worker" }]);
      await run.disconnect();
    }));

  test("another source: the same session, the same mirror, and the one before goes on", () =>
    withSession<Page>(shared, "mirror-session", async ({ service, emulator, run }) => {
      const { sessionId } = await run.connect({ ...service, options: { mirror: true } });
      expect(await run.until("blue-red")).toEqual(MIRRORED);
      expect(await run.replace({ source: "canvas", width: 640, height: 480 })).toEqual({ sessionId, before: "live" });
      expect(await run.lookAt(640, 480)).toEqual(MIRRORED);
      expect(await run.told()).toEqual([{ way: "worker" }, { kind: "video", state: "replaced" }]);
      expect((await emulator.sessions[0]?.record())?.received.filter(({ type }) => type === "offer")).toHaveLength(1);
      await run.disconnect();
    }));

  test("`auto` and another camera: from the front one to the back one, and back", () =>
    withSession<Page>(shared, "mirror-session", async ({ service, run }) => {
      await run.connect({ ...service, selfie: true, options: { mirror: "auto" } });
      expect(await run.until("blue-red")).toEqual(MIRRORED);
      await run.replace({ width: 1088, height: 624 });
      expect(await run.lookAt(1088, 624)).toEqual(UNMIRRORED);
      await run.replace({ selfie: true });
      expect(await run.lookAt(640, 360)).toEqual(MIRRORED);
      await run.disconnect();
    }));
});

describe("input that changes", () => {
  test("a screen in place of the camera, in the same session", () =>
    withSession<Page>(shared, "mirror-session", async ({ service, emulator, run }) => {
      const { sessionId } = await run.connect({ ...service, options: { mirror: "auto" } });
      expect(await run.until("red-blue")).toEqual(UNMIRRORED);
      expect(await run.replace({ source: "screen" })).toEqual({ sessionId, before: "live" });
      const { sizesIn } = (await emulator.sessions[0]?.record()) ?? { sizesIn: [] };
      await expect
        .poll(async () => (await emulator.sessions[0]?.record())?.sizesIn.length, { timeout: 20_000 })
        .toBeGreaterThan(sizesIn.length);
      await run.disconnect();
    }));

  test("a lost camera: the app is asked, when the page is shown if it is hidden, and the new one is mirrored too", () =>
    withSession<Page>(shared, "mirror-session", async ({ service, page, run }) => {
      await run.connect({ ...service, options: { mirror: true } });
      expect(await run.until("blue-red")).toEqual(MIRRORED);
      const other = await shared.browser.newPage(shared.pages.url("mirror"));
      await other.bringToFront();
      await run.whenHidden(true);
      await run.offerTrack({ source: "canvas", width: 640, height: 480 });
      await run.lose();
      expect(await run.toldLast()).toEqual({ kind: "video", state: "ended" });
      expect(await run.timesAsked()).toBe(0);
      await page.bringToFront();
      await run.whenHidden(false);
      expect(await run.lookAt(640, 480)).toEqual(MIRRORED);
      expect(await run.toldLast()).toEqual({ kind: "video", state: "replaced" });
      expect(await run.timesAsked()).toBe(1);
      await other.close();
      await run.disconnect();
    }));

  test("sound that was never there, and goes again: without a negotiation", () =>
    withSession<Page>(shared, "mirror-session", async ({ service, emulator, run }) => {
      await run.connect({ ...service, options: { mirror: true } });
      await run.replaceAudio(true);
      expect(await run.untilLoud(true)).toBe(true);
      await run.replaceAudio(false);
      expect(await run.untilLoud(false)).toBe(false);
      expect((await emulator.sessions[0]?.record())?.received.filter(({ type }) => type === "offer")).toHaveLength(1);
      await run.disconnect();
    }));
});
