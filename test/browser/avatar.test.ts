import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, imageHash, lookOf } from "../../src/emulator/index";
import { launchBrowser, type TestBrowser, type TestPage } from "./support/driver";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/avatar");

const shared = useBrowser();
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3, 4];

// Amplitudes of a tone and where its bar ends: its root mean square is 3 dB below the peak, a cell is 3 dB.
const LOUD = { amplitude: 0.7, min: 13 / 16, max: 15 / 16 };
const QUIET = { amplitude: 0.03, min: 3 / 16, max: 6 / 16 };

/** All live objects of a page that have this prototype, after a garbage collection, each as the expression says. */
async function instances(page: TestPage, name: string, expression = "0"): Promise<unknown[]> {
  const cdp = await page.cdp();
  try {
    const { result } = await cdp.send("Runtime.evaluate", { expression: `${name}.prototype` });
    const { objects } = await cdp.send("Runtime.queryObjects", { prototypeObjectId: result.objectId ?? "" });
    const { result: list } = await cdp.send("Runtime.callFunctionOn", {
      objectId: objects.objectId ?? "",
      // Prototypes of derived classes are found too.
      functionDeclaration: `function () {
        return this.filter((object) => !Object.hasOwn(object, "constructor")).map((object) => ${expression});
      }`,
      returnByValue: true,
    });
    return list.value;
  } finally {
    await cdp.detach();
  }
}

/** States of all contexts in the page, the SDK's own included. */
const contexts = (page: TestPage) => instances(page, "AudioContext", "object.state");

describe("a live avatar", () => {
  test("shows the portrait, silent and with its mouth closed, before anything is played", () =>
    withSession<Page>(shared, "avatar", async ({ service, emulator, page, run }) => {
      expect(await run.connect({ ...service, model: "live_avatar", image: PNG })).toEqual({
        playAudio: "function",
        has: true,
        available: true,
        sent: ["nothing recvonly", "audio sendrecv"],
        sentOwn: false,
      });
      const first = await run.frameWith(0, 0);
      const state = { prompt: null, image: imageHash(Uint8Array.from(PNG)), enhance: true };
      expect(first).toMatchObject({ look: lookOf(state).code, mark: "normal", width: 1280, height: 720 });
      expect(await contexts(page)).toEqual(["running"]);
      const before = await run.packetsSent();
      await emulator.sessions[0]?.waitForFrames(25);
      const sent = (await run.packetsSent()) - before;
      console.log("packets of silence in a second:", sent);
      expect(sent).toBeGreaterThan(25);
      await run.disconnect();
    }));

  test("follows the sound: closed, open, closed; a loud clip opens wider than a quiet one", () =>
    withSession<Page>(shared, "avatar", async ({ service, run }) => {
      await run.connect({ ...service, image: PNG });
      await run.frameWith(0, 0);
      for (const { amplitude, min, max } of [QUIET, LOUD]) {
        const clip = await run.play(1.2, amplitude);
        const { frames } = await run.frameWith(min, max);
        console.log(`amplitude ${amplitude}: in the picture after ${frames} frames`);
        const { outcome, ms } = await run.settled(clip);
        expect(outcome).toBe("resolved");
        expect(ms).toBeGreaterThan(1100);
        await run.frameWith(0, 0);
      }
      await run.disconnect();
    }));

  test("takes a Blob, a File and an ArrayBuffer, which stays whole", () =>
    withSession<Page>(shared, "avatar", async ({ service, run }) => {
      await run.connect({ ...service, image: PNG });
      for (const form of ["Blob", "File", "ArrayBuffer"]) {
        const clip = await run.play(0.5, LOUD.amplitude, form);
        await run.frameWith(LOUD.min, LOUD.max);
        expect(await run.settled(clip)).toMatchObject({ outcome: "resolved" });
        await run.frameWith(0, 0);
      }
      const { byteLength, during, after } = await run.playKeeping(0.05);
      expect([during, after]).toEqual([byteLength, byteLength]);
      await run.disconnect();
    }));

  test("a second clip replaces the first, whose promise resolves then", () =>
    withSession<Page>(shared, "avatar", async ({ service, run }) => {
      await run.connect({ ...service, image: PNG });
      const first = await run.play(30, LOUD.amplitude);
      await run.frameWith(LOUD.min, LOUD.max);
      const second = await run.play(1, QUIET.amplitude);
      expect(await run.settled(first)).toMatchObject({ outcome: "resolved" });
      expect((await run.outcomes())[second]).toBe("playing");
      await run.frameWith(QUIET.min, QUIET.max);
      expect(await run.settled(second)).toMatchObject({ outcome: "resolved" });
      // Not the first one again.
      await run.frameWith(0, 0);
      expect(Math.max(...(await run.loudnesses(10)).map(Number))).toBe(0);

      // The one that is called last wins, although the long one takes longer to decode.
      const [long = -1, short = -1] = await run.playTogether([60, LOUD.amplitude], [1, QUIET.amplitude]);
      await run.frameWith(QUIET.min, QUIET.max);
      expect((await run.settled(long)).outcome).toBe("resolved");
      expect((await run.settled(short)).outcome).toBe("resolved");
      await run.frameWith(0, 0);
      await run.disconnect();
    }));

  test("bad audio is INVALID_INPUT and interrupts nothing; after the end it is DISCONNECTED", () =>
    withSession<Page>(shared, "avatar", async ({ service, run }) => {
      await run.connect({ ...service, image: PNG });
      const playing = await run.play(30, LOUD.amplitude);
      for (const bytes of [[], PNG, [1, 2, 3]]) {
        expect(await run.settled(await run.playBytes(bytes))).toMatchObject({ outcome: "INVALID_INPUT" });
      }
      await run.frameWith(LOUD.min, LOUD.max);
      expect((await run.outcomes())[playing]).toBe("playing");
      await run.disconnect();
      expect(await run.settled(playing)).toMatchObject({ outcome: "DISCONNECTED" });
      expect(await run.settled(await run.play(0.1, 0.5))).toMatchObject({ outcome: "DISCONNECTED" });
    }));

  test("50 clips leave nothing behind", () =>
    withSession<Page>(shared, "avatar", async ({ service, emulator, page, run }) => {
      await run.connect({ ...service, image: PNG });
      await run.playMany(50, 0.04);
      await run.frameWith(0, 0);
      expect(await contexts(page)).toEqual(["running"]);
      // The counting can see them: one that plays is there.
      const last = await run.play(30, 0.1);
      await run.frameWith(0.1, 1);
      expect(await instances(page, "AudioBuffer")).toHaveLength(1);
      expect(await instances(page, "AudioBufferSourceNode")).toHaveLength(1);
      const end = await run.play(0.02, 0.1);
      await Promise.all([run.settled(last), run.settled(end)]);
      await expect.poll(() => instances(page, "AudioBuffer")).toEqual([]);
      await expect.poll(() => instances(page, "AudioBufferSourceNode")).toEqual([]);
      // What makes the silence has survived all these garbage collections.
      const kept = (await instances(page, "AudioNode", "object.constructor.name")).sort();
      expect(kept).toEqual(["ConstantSourceNode", "MediaStreamAudioDestinationNode"]);
      const before = await run.packetsSent();
      await emulator.sessions[0]?.waitForFrames(25);
      expect(await run.packetsSent()).toBeGreaterThan(before + 25);
      expect(await run.frameWith(0, 0)).toBeDefined();
      await run.disconnect();
    }));

  test("goes on in a hidden tab", () =>
    withSession<Page>(shared, "avatar", async ({ service, emulator, page, run }) => {
      await run.connect({ ...service, image: PNG });
      const other = await shared.browser.newPage("about:blank");
      await other.bringToFront();
      await expect.poll(() => run.isHidden()).toBe(true);
      const session = emulator.sessions[0];
      const before = await run.packetsSent();
      await session?.waitForFrames(50);
      const sent = (await run.packetsSent()) - before;
      console.log("packets of silence in 2 s of a hidden tab:", sent);
      expect(sent).toBeGreaterThan(50);
      const clip = await run.play(1, LOUD.amplitude);
      await expect.poll(async () => (await session?.record())?.loudness).toBeGreaterThan(LOUD.min);
      expect((await run.settled(clip)).ms).toBeLessThan(3000);
      await other.close();
      await page.bringToFront();
      await run.disconnect();
    }));

  test("a clip stands still while the session reconnects, and none of it is lost", () =>
    withSession<Page>(shared, "avatar", async ({ service, emulator, run }) => {
      await run.connect({ ...service, image: PNG });
      const clip = await run.play(2, LOUD.amplitude);
      await run.frameWith(LOUD.min, LOUD.max);
      // The next session takes longer than what is left of the clip.
      await emulator.configure({ delayMs: { answer: 2500 } });
      await emulator.sessions[0]?.terminate();
      await run.reconnected();
      expect((await run.outcomes())[clip]).toBe("playing");
      await expect.poll(async () => (await emulator.sessions[1]?.record())?.loudness).toBeGreaterThan(LOUD.min);
      expect((await run.settled(clip)).outcome).toBe("resolved");
      await run.frameWith(0, 0);
      await run.disconnect();
    }));
});

describe("a stream of the caller's own", () => {
  test.each<[string, MediaStreamConstraints, string[]]>([
    ["with sound", { audio: true }, ["nothing recvonly", "audio sendrecv"]],
    ["with sound and a picture", { audio: true, video: true }, ["nothing recvonly", "audio sendrecv"]],
    ["with a picture alone", { video: true }, ["nothing recvonly", "nothing sendrecv"]],
  ])("%s: its sound is sent, nothing else, and playAudio is absent", (_, own, sent) =>
    withSession<Page>(shared, "avatar", async ({ service, emulator, page, run }) => {
      expect(await run.connect({ ...service, own, image: PNG })).toEqual({
        playAudio: "undefined",
        has: false,
        available: false,
        sent,
        sentOwn: true,
      });
      expect(await contexts(page)).toEqual([]);
      // The fake microphone beeps once a second.
      if (own.audio) await run.frameWith(0.3, 1);
      const { own: states } = await run.disconnect();
      expect(new Set(states)).toEqual(new Set(["live"]));
      await emulator.waitForIdle();
    }),
  );

  test("other models have no playAudio, with a stream and without", () =>
    withSession<Page>(shared, "avatar", async ({ service, emulator, page, run }) => {
      for (const own of [undefined, { video: true }]) {
        const connected = await run.connect({ ...service, model: "lucy-2.1", ...(own && { own }) });
        expect(connected).toMatchObject({ playAudio: "undefined", has: false, available: false });
        await run.disconnect();
        await emulator.waitForIdle();
      }
      expect(await contexts(page)).toEqual([]);
    }));
});

describe("the end releases everything", () => {
  const expectReleased = async (page: TestPage, emulator: Emulator) => {
    expect(await instances(page, "MediaStreamTrack", "object.kind + ' ' + object.readyState")).not.toContain(
      "audio live",
    );
    for (const state of await contexts(page)) expect(state).toBe("closed");
    await emulator.waitForIdle();
  };

  test("disconnect", () =>
    withSession<Page>(shared, "avatar", async ({ service, emulator, page, run }) => {
      await run.connect({ ...service, image: PNG });
      await run.play(30, 0.5);
      expect(await contexts(page)).toEqual(["running"]);
      expect(await run.disconnect()).toEqual({ sent: ["ended"] });
      await expectReleased(page, emulator);
    }));

  test("a session that the service ends", () =>
    withSession<Page>(shared, "avatar", async ({ service, emulator, page, run }) => {
      await run.connect({ ...service, image: PNG });
      const clip = await run.play(30, 0.5);
      await emulator.sessions[0]?.end();
      expect(await run.settled(clip)).toMatchObject({ outcome: "DISCONNECTED" });
      await expectReleased(page, emulator);
    }));

  test("an abort, and a connect that fails", () =>
    withSession<Page>(
      shared,
      "avatar",
      async ({ service, emulator, page, run }) => {
        const connecting = run.connect({ ...service, image: PNG });
        await (await emulator.waitForSession()).waitForEvent("open");
        expect(await contexts(page)).toEqual(["running"]);
        await run.abortConnect();
        expect(await connecting).toMatchObject({ aborted: true });
        await expectReleased(page, emulator);
        expect(await run.connect({ ...service, image: PNG, connectTimeoutMs: 300 })).toMatchObject({
          error: "WEB_RTC_ERROR",
        });
        await expectReleased(page, emulator);
        expect(await run.connect({ ...service, image: [] })).toMatchObject({ error: "INVALID_INPUT" });
        await expectReleased(page, emulator);
      },
      { silent: true },
    ));
});

describe("a browser that wants a click", () => {
  let strict: TestBrowser;
  beforeAll(async () => {
    strict = await launchBrowser({ args: ["--autoplay-policy=document-user-activation-required"] });
  });
  afterAll(() => strict?.close());

  /** Calls a function of the page without the user gesture that puppeteer's `evaluate` pretends. */
  async function quietly(page: TestPage, name: keyof Page, ...args: unknown[]) {
    const cdp = await page.cdp();
    const list = args.map((arg) => JSON.stringify(arg)).join(", ");
    const { result, exceptionDetails } = await cdp.send("Runtime.evaluate", {
      expression: `window.scenarios.${name}(${list})`,
      awaitPromise: true,
      returnByValue: true,
      userGesture: false,
    });
    await cdp.detach();
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async function click(page: TestPage) {
    const cdp = await page.cdp();
    const at = { x: 400, y: 400, button: "left", clickCount: 1 } as const;
    await cdp.send("Input.dispatchMouseEvent", { type: "mousePressed", ...at });
    await cdp.send("Input.dispatchMouseEvent", { type: "mouseReleased", ...at });
    await cdp.detach();
  }

  test("audioBlocked says so; the session is there all the same, and a click lets the clip begin", () =>
    withSession<Page>({ ...shared, browser: strict }, "avatar", async ({ service, emulator, page, run }) => {
      expect(await quietly(page, "connect", { ...service, image: PNG })).toMatchObject({ available: true });
      expect(await quietly(page, "blockedEvents", 1)).toEqual([true]);
      expect(await contexts(page)).toEqual(["suspended"]);
      const clip = await quietly(page, "play", 1, LOUD.amplitude);
      const session = emulator.sessions[0];
      await session?.waitForFrames(40);
      expect((await session?.record())?.loudness).toBe(0);
      expect(await quietly(page, "outcomes")).toEqual(["playing"]);

      await click(page);
      expect(await quietly(page, "blockedEvents", 2)).toEqual([true, false]);
      await run.frameWith(LOUD.min, LOUD.max);
      expect(await run.settled(clip)).toMatchObject({ outcome: "resolved" });
      expect(await contexts(page)).toEqual(["running"]);
      await run.disconnect();
    }));

  test("nothing of it survives a disconnect before the click", () =>
    withSession<Page>({ ...shared, browser: strict }, "avatar", async ({ service, emulator, page }) => {
      await quietly(page, "connect", { ...service, image: PNG });
      const clip = await quietly(page, "play", 1, LOUD.amplitude);
      expect(await quietly(page, "disconnect")).toEqual({ sent: ["ended"] });
      expect(await quietly(page, "settled", clip)).toMatchObject({ outcome: "DISCONNECTED" });
      await click(page);
      for (const state of await contexts(page)) expect(state).toBe("closed");
      await emulator.waitForIdle();
    }));
});
