import { expect } from "vitest";
import { imageHash } from "../../../src/emulator/index";
import { lookCode } from "../../support/look-code";
import { withSession } from "../support/fixture";
import { PNG, type Scenario, WORKS } from "./scenario";

type Mirror = typeof import("../pages/mirror-session");
type Viewers = typeof import("../pages/viewers");
type Avatar = typeof import("../pages/avatar");
type Probes = typeof import("../pages/probes");

const TINY = { models: ["tiny"] };
/** An amplitude of a tone, and where its bar ends: its root mean square is 3 dB below the peak, a cell is 3 dB. */
const LOUD = { amplitude: 0.7, min: 13 / 16, max: 15 / 16 };
const PATIENCE = { timeout: 20_000 };
const MIRRORED = { halves: "blue-red", mark: "normal" };

export const MIRROR: Scenario[] = [
  {
    feature: "`mirror`",
    async run(parts) {
      let way = "";
      await withSession<Mirror>(parts, "mirror-session", async ({ service, run }) => {
        await run.connect({ ...service, source: "canvas", options: { mirror: true } });
        expect(await run.lookAt(640, 360)).toEqual(MIRRORED);
        way = ((await run.toldLast()) as { way: string }).way;
        expect(await run.disconnect()).toBe(true);
      });
      return way === "worker" ? "in a worker" : `on a ${way} of the page`;
    },
  },
  {
    feature: "`mirror`, while the page is hidden",
    async run(parts) {
      let hidden = "";
      await withSession<Mirror>(parts, "mirror-session", async ({ service, emulator, page, run }) => {
        await run.connect({ ...service, source: "camera", options: { mirror: true } });
        const session = emulator.sessions[0];
        await session?.waitForFrames(5);
        const other = await parts.browser.newPage(parts.pages.url("mirror"));
        await other.bringToFront();
        await run.whenHidden(true);
        const before = (await session?.record())?.framesIn ?? 0;
        // The camera goes on in both cases: with what is the question.
        await session?.waitForFrames(before + 20);
        hidden = ((await run.toldLast()) as { way: string }).way;
        await page.bringToFront();
        await run.whenHidden(false);
        await other.close();
        await run.disconnect();
      });
      return hidden === "none" ? "the unmirrored track is sent meanwhile" : WORKS;
    },
  },
];

/** Runs a test of viewers; nobody may be left. */
const withViewers = async (parts: Parameters<Scenario["run"]>[0], test: Parameters<typeof withSession<Viewers>>[2]) => {
  const whole: typeof test = async (session) => {
    await test(session);
    await session.run.end();
    await session.emulator.waitForIdle();
  };
  await withSession<Viewers>(parts, "viewers", whole, TINY);
  return WORKS;
};

export const VIEWERS: Scenario[] = [
  {
    feature: "`subscribe`: a producer and two viewers show the same; one comes, one goes",
    run: (parts) =>
      withViewers(parts, async ({ service, emulator, run }) => {
        const token = await run.produce(service, "A");
        const [first] = [await run.watch(token), await run.watch(token)];
        expect(await run.allShow(lookCode("A"))).toBe(3);
        expect(await emulator.counters()).toMatchObject({ liveViewers: 2, livePeerConnections: 3 });
        expect(await run.leave(first as number)).toBe("disconnected");
        expect(await run.watch(token)).toBe(3);
        await run.setPrompt("B");
        expect(await run.allShow(lookCode("B"))).toBe(3);
        const well = { states: ["connecting", "connected"], streams: 1, errors: [], doubts: [] };
        expect(Object.values(await run.told())).toEqual([well, well]);
        const { video, outboundVideo } = await run.figures(3);
        expect(video).toMatchObject({ frameWidth: 256, frameHeight: 144 });
        expect(outboundVideo).toBeNull();
      }),
  },
  {
    feature: "A viewer's connection is lost: it comes back behind the picture, in the same stream",
    run: (parts) =>
      withViewers(parts, async ({ service, emulator, run }) => {
        const token = await run.produce(service, "A");
        const id = Number(await run.watch(token));
        await run.allShow(lookCode("A"));
        await emulator.sessions[1]?.terminate();
        await emulator.waitForSession({ index: 2 });
        const states = ["connecting", "connected", "reconnecting", "connected"];
        await expect
          .poll(async () => (await run.told())[id], PATIENCE)
          .toMatchObject({ states, streams: 1, errors: [] });
        await run.allShow(lookCode("A"));
        expect(await run.producerState()).toBe("generating");
      }),
  },
];

export const AVATAR: Scenario[] = [
  {
    feature: "The portrait with its mouth closed; `playAudio` opens it, the end of the clip closes it",
    needs: "sound",
    async run(parts) {
      await withSession<Avatar>(parts, "avatar", async ({ service, run }) => {
        expect(await run.connect({ ...service, image: PNG })).toMatchObject({ available: true, sentOwn: false });
        const state = imageHash(Uint8Array.from(PNG));
        const first = await run.frameWith(0, 0);
        expect(first).toMatchObject({ look: lookCode(null, state), mark: "normal", width: 1280, height: 720 });
        const clip = await run.play(1.2, LOUD.amplitude);
        await run.frameWith(LOUD.min, LOUD.max);
        const { outcome, ms } = await run.settled(clip);
        expect(outcome).toBe("resolved");
        expect(ms).toBeGreaterThan(1100);
        await run.frameWith(0, 0);
        expect((await run.disconnect()).sent).toEqual(["ended"]);
      });
      return WORKS;
    },
  },
  {
    feature: "Sound for the avatar on a device that has no output for sound",
    async run(parts) {
      let can = false;
      await withSession<Probes>(parts, "probes", async ({ run }) => {
        can = await run.soundWithoutOutput();
      });
      return can ? WORKS : "no: it stays silent, and `audioBlocked` says so";
    },
  },
];
