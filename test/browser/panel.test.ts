import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/panel");

// That it draws is in the scenarios for every browser.
const shared = useBrowser();
/** A file for a picture of the panel after a minute; without it the test takes less time between the faults. */
const PICTURE = process.env.PANEL_PICTURE;

test(
  "a session with two faults: the panel tells what happened and when",
  () =>
    withSession<Page>(shared, "panel", async ({ emulator, service, page, run }) => {
      const started = (await run.connect({ ...service, options: { initialState: { prompt: { text: "A" } } } })) as {
        sessionId: string;
      };
      await run.show({ minutes: PICTURE ? 1.5 : 1 });
      const session = await emulator.waitForSession();
      const seconds = async (count: number) => {
        for (let tick = 0; tick < count; tick += 1) await emulator.sessions.at(-1)?.waitForFrames(20);
      };
      await seconds(PICTURE ? 22 : 4);
      await session.configure({ media: "frozen" });
      await run.untilTold("stands still");
      await new Promise((resolve) => setTimeout(resolve, 2000));
      await session.configure({ media: "flow" });
      await run.untilTold("stood still");
      await seconds(PICTURE ? 18 : 2);
      await session.terminate();
      await run.untilTold(", and back after");
      await seconds(PICTURE ? 12 : 2);
      const told = await run.words();
      if (PICTURE) {
        mkdirSync(dirname(PICTURE), { recursive: true });
        writeFileSync(PICTURE, await page.screenshot());
      }
      console.log(told.story.join("\n"));
      // The newest is on top; each with the time of the day.
      const order = [
        /^2 \d\d:\d\d:\d\d The connection was lost \(its signaling socket was cut\), and back after .* m?s\.$/,
        /^1 \d\d:\d\d:\d\d The picture stood still for [234]\.\d s\.$/,
        /Connected in \d/,
      ];
      const places = order.map((line) => told.story.findIndex((row) => line.test(row)));
      expect(
        places.every((place) => place >= 0),
        told.story.join("\n"),
      ).toBe(true);
      expect(places).toEqual([...places].sort((one, other) => one - other));
      expect(told.state).toBe("generating");
      expect(told.phases).toMatch(/Socket[\s\S]*Prompt[\s\S]*WebRTC[\s\S]*Connect/);
      expect(told.path).toMatch(/Path[\s\S]*UDP[\s\S]*Picture[\s\S]*640 × 360/);
      expect(told.ear).toMatch(/At \d\d:\d\d:\d\d: Frame rate: in 2\d|At .*Frame rate: in 1\d/);
      expect({ role: told.role, label: told.label }).toEqual({
        role: "log",
        label: expect.stringContaining("Frame rate"),
      });
      expect(started.sessionId).not.toBe(await emulator.sessions.at(-1)?.id);
      await run.disconnect();
    }),
  PICTURE ? 120_000 : 60_000,
);

test("the log can be read and saved, and holds no secrets", () =>
  withSession<Page>(shared, "panel", async ({ emulator, service, run }) => {
    await run.connect({ ...service, options: { initialState: { prompt: { text: "secret words" } } } });
    await run.show();
    await run.untilTold("Connected in");
    await (await emulator.waitForSession()).waitForFrames(40);
    expect(await run.log()).toMatch(/phaseTiming[\s\S]*iceCandidate/);
    const { name, text } = await run.save();
    expect(name).toMatch(/^decart-session-.*\.json$/);
    expect(JSON.parse(text)).toMatchObject({ report: { model: "lucy-2.1" }, diagnostics: expect.any(Array) });
    for (const secret of ["secret words", service.apiKey]) expect(text).not.toContain(secret);
    await run.disconnect();
  }));

test("the end of a session is told, and the time of the charts stands still", () =>
  withSession<Page>(shared, "panel", async ({ emulator, service, run }) => {
    await run.connect({ ...service });
    await run.show();
    await run.untilTold("Connected in");
    await (await emulator.waitForSession()).end("time_limit");
    const story = await run.untilTold("has ended\\.");
    expect(story.join("\n")).toContain("The service has ended the session: time_limit.");
    expect((await run.words()).state).toBe("ended");
    await run.disconnect();
  }));
