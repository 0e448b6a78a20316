import { describe, expect, test } from "vitest";
import { useCameraFilm } from "./support/camera-film";
import { useBrowser } from "./support/fixture";

type Page = typeof import("./pages/mirror");

const shared = useBrowser({ launch: useCameraFilm() });

async function withPage(
  run: (scenarios: ReturnType<typeof scenariosOf>, page: Awaited<ReturnType<typeof open>>) => Promise<void>,
) {
  const page = await open();
  try {
    await run(scenariosOf(page), page);
    expect(page.problems).toEqual([]);
    // What Chromium says when a frame was not closed.
    expect(page.console.filter(({ text }) => /VideoFrame/.test(text))).toEqual([]);
  } finally {
    await page.close();
  }
}
const open = () => shared.browser.newPage(shared.pages.url("mirror"));
const scenariosOf = (page: Awaited<ReturnType<typeof open>>) => page.scenarios<Page>();

describe("MirrorVideoProcessor", () => {
  test("mirrors the camera in a worker, frame by frame, and keeps timestamps and colours", () =>
    withPage(async (run) => {
      expect(await run.start({ width: 1280, height: 704 })).toMatchObject({
        changes: [{ way: "worker" }],
        same: false,
        kind: "video",
      });
      expect(await run.look()).toEqual({ halves: "blue-red", width: 1280, height: 704 });
      const { source, mirrored } = await run.compare(20);
      const [from = 0, to = 0] = [source.timestamps[0], source.timestamps.at(-1)];
      // Read side by side, but not from the same frame on.
      const common = mirrored.timestamps.filter((timestamp) => timestamp >= from && timestamp <= to);
      expect(common.length).toBeGreaterThan(5);
      // Chromium rounds what each reader gets to 0.1 ms, not always to the same side.
      const known = (timestamp: number) => source.timestamps.some((other) => Math.abs(other - timestamp) <= 200);
      expect(common.filter((timestamp) => !known(timestamp))).toEqual([]);
      expect(mirrored.facts).toEqual(source.facts);
      expect(await run.stop()).toEqual({ source: "live", output: "ended" });
    }));

  test("another size, and another source, in the same track", () =>
    withPage(async (run) => {
      await run.start({ width: 640, height: 360 });
      expect(await run.lookAt(640, 360)).toBe("blue-red");
      await run.resize(1088, 624);
      expect(await run.lookAt(1088, 624)).toBe("blue-red");
      expect(await run.replace({ width: 320, height: 240, source: "canvas" })).toEqual({ same: true, before: "live" });
      expect(await run.lookAt(320, 240)).toBe("blue-red");
      expect(await run.changes()).toEqual({ changes: [{ way: "worker" }], tracks: 0 });
      await run.stop();
    }));

  test("odd sizes, rotations, formats and 4K", () =>
    withPage(async (run) => {
      const results = await run.frames([
        { width: 321, height: 181 },
        { width: 321, height: 181, format: "RGBA" },
        { width: 640, height: 360, format: "NV12" },
        { width: 640, height: 360, rotation: 90 },
        { width: 640, height: 360, rotation: 180 },
        { width: 640, height: 360, rotation: 270 },
        { width: 3840, height: 2160 },
        { width: 3840, height: 2160, format: "NV12" },
      ]);
      const sizes = ["321×181", "321×181", "640×360", "360×640", "640×360", "360×640", "3840×2160", "3840×2160"];
      expect(results).toMatchObject(
        sizes.map((size, index) => ({ halves: "blue-red", size, timestamp: index * 50_000 })),
      );
      expect(results[2]).toMatchObject({ format: "NV12" });
    }));
});

describe("createMirroredTrack", () => {
  test("ends with its source; its own end leaves the source; nothing is mirrored twice", () =>
    withPage(async (run) => {
      expect(await run.single("source")).toEqual({ event: "ended", mirrored: "ended" });
      expect(await run.single("mirrored")).toEqual({ source: "live" });
      expect(await run.single("twice")).toEqual({ same: true, halves: "blue-red" });
    }));
});

describe("H.264, which the emulator's stack lacks", () => {
  test.each([
    [640, 360],
    [1280, 704],
    [1088, 624],
  ])("%d×%d through a peer connection of the page", (width, height) =>
    withPage(async (run) => {
      expect(await run.throughPeers("h264", width, height)).toEqual({ halves: "blue-red", used: "video/H264" });
    }),
  );
});
