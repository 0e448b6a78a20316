import { afterAll, describe, expect, test } from "vitest";
import { useCameraFilm } from "./support/camera-film";
import { type LaunchOptions, launchBrowser, type Scenarios, type TestBrowser } from "./support/driver";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/camera");

const film = useCameraFilm();
const shared = useBrowser({ launch: film });
const browsers: TestBrowser[] = [];
afterAll(() => Promise.all(browsers.map((browser) => browser.close())));

async function withPage(run: (page: Scenarios<Page>) => Promise<void>, browser = shared.browser) {
  const page = await browser.newPage(shared.pages.url("camera"));
  try {
    await run(page.scenarios<Page>());
    expect(page.problems).toEqual([]);
  } finally {
    await page.close();
  }
}

async function launch(options: LaunchOptions) {
  const browser = await launchBrowser(options);
  browsers.push(browser);
  return browser;
}

describe("a camera", () => {
  test("of the model's size and rate; a webcam doesn't say which way it faces, so auto leaves it", () =>
    withPage(async (run) => {
      expect(await run.open({ model: "lucy-restyle-2" })).toEqual({
        width: 1280,
        height: 704,
        frameRate: 20,
        mirrored: false,
        tracks: 1,
      });
      expect(await run.look()).toBe("red-blue");
      expect(await run.stop()).toEqual({ track: "ended", live: 0 });
    }));

  test("mirrored; switched it stays the same track; stopped it leaves nothing", () =>
    withPage(async (run) => {
      expect(await run.open({ width: 640, height: 360, mirror: true })).toMatchObject({ width: 640, mirrored: true });
      expect(await run.look()).toBe("blue-red");
      const [first] = await run.devices();
      const { deviceId = "" } = first ?? {};
      const same = { same: true, current: true, mirrored: true, device: deviceId, live: 1 };
      expect(await run.switchCamera({ deviceId })).toEqual(same);
      expect(await run.look()).toBe("blue-red");
      expect(await run.switchCamera({ mirror: false })).toEqual({ ...same, same: false, mirrored: false });
      expect(await run.look()).toBe("red-blue");
      expect(await run.stop()).toEqual({ track: "ended", live: 0 });
      expect(await run.switchCamera({ facing: "user" })).toMatchObject({ code: "INVALID_INPUT", live: 0 });
    }));

  test("that is lost: its mirrored track says so", () =>
    withPage(async (run) => {
      await run.open({ width: 320, height: 180, mirror: true });
      expect(await run.lose()).toEqual({ event: "ended", track: "ended" });
    }));

  test("an id that no camera has is CAMERA_NOT_FOUND; the camera before goes on", () =>
    withPage(async (run) => {
      await run.open({ width: 320, height: 180, mirror: true });
      expect(await run.switchCamera({ deviceId: "gone" })).toMatchObject({ code: "CAMERA_NOT_FOUND", live: 1 });
      expect(await run.look()).toBe("blue-red");
      await run.stop();
    }));

  test("an empty id, as browsers give before the user has allowed a camera, asks for none in particular", () =>
    withPage(async (run) => {
      expect(await run.open({ deviceId: "" })).toMatchObject({ tracks: 1 });
      await run.stop();
    }));

  test.each([
    ["width", { width: -1 }],
    ["facing", { facing: "left" as never }],
    ["mirror", { mirror: "yes" as never }],
  ])("bad %s: INVALID_INPUT", (field, options) =>
    withPage(async (run) => {
      const error = await run.open(options);
      expect(error).toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining(`\`${field}\``) });
    }),
  );

  test("in a session: mirrored once, and a switched camera is the session's too", () =>
    withSession<Page>(shared, "camera", async ({ service, run }) => {
      await run.open({ width: 640, height: 360, mirror: true });
      const { seen, same, camera } = await run.inSession(service, { facing: "environment" });
      expect({ seen, same, camera }).toEqual({ seen: ["blue-red", "blue-red"], same: true, camera: "live" });
      await run.stop();
    }));
});

describe("cameras that can't be had", () => {
  test("the user has said no", async () => {
    const browser = await launch({ ...film, permissions: { camera: "denied" } });
    await withPage(async (run) => {
      expect(await run.open()).toMatchObject({ code: "CAMERA_DENIED", retryable: false, live: 0 });
    }, browser);
  });

  test("there is none", async () => {
    const browser = await launch({ args: ["--use-fake-device-for-media-stream=device-count=0"] });
    await withPage(async (run) => {
      expect(await run.open()).toMatchObject({ code: "CAMERA_NOT_FOUND", retryable: false });
    }, browser);
  });

  test("another program has it: the next try may have more luck", () =>
    withPage(async (run) => {
      await run.occupy(1);
      expect(await run.open()).toMatchObject({ code: "CAMERA_IN_USE", retryable: true, live: 0 });
      expect(await run.open({ width: 320, height: 180 })).toMatchObject({ tracks: 1 });
      // Phones that can't have two open at once: the first is let go of, and then it works.
      await run.occupy(1);
      expect(await run.switchCamera({ facing: "environment" })).toMatchObject({ current: true, live: 1 });
      expect(await run.look()).toBe("red-blue");
      await run.stop();
    }));

  test("none can do what was asked for", () =>
    withPage(async (run) => {
      const error = await run.open({ width: { exact: 100_000 } });
      expect(error).toMatchObject({ code: "CAMERA_OVERCONSTRAINED", data: { constraint: "width" } });
    }));
});
