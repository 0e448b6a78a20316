import { readFileSync } from "node:fs";
import { lookCode } from "../../test/support/look-code";
import type { Part } from "../results";
import { onPage, type Place, type World } from "../world";

type Page = typeof import("../../test/browser/pages/session");

/** What Chromium's fake camera gives, whatever more it is asked for. */
const FPS = 20;
/** Ticks of /proc/<pid>/stat in a second: 100 wherever Linux runs today. */
const TICKS = 100;

/** How many sessions the emulator carries. */
export async function capacity(world: World): Promise<Part> {
  const place = await world.near();
  const counts = world.pick([1, 2], [1, 2, 3]);
  const seconds = world.pick(3, 12);
  const rows: (string | number)[][] = [];
  const notes: string[] = [];
  if (process.platform !== "linux") notes.push("Not measured: it needs /proc, so Linux.");
  else
    for (const count of counts) {
      const { cpuSeconds, frames } = await carry(place, count, seconds);
      const perFrame = (cpuSeconds * 1000) / Math.max(1, frames);
      rows.push([
        count,
        (frames / seconds / count).toFixed(1),
        (cpuSeconds / seconds).toFixed(2),
        perFrame.toFixed(1),
        (1000 / (perFrame * FPS)).toFixed(1),
      ]);
    }
  return {
    title: "What the emulator carries",
    how: `Processor time of the emulator's process (decoding, painting, encoding, sending), from /proc, over ${seconds} s with so many sessions of 640×360 at ${FPS} frames a second, and the frames that it painted meanwhile, one reading each. What a core carries is what follows for ${FPS} frames a second. Cameras and viewers are a browser on the same machine: where the frames per second are lower than ${FPS}, the machine and not the emulator was at its limit.`,
    tables: [
      {
        head: ["sessions", "frames/s each", "cores used", "ms of a core per frame", "sessions that a core carries"],
        rows,
      },
    ],
    notes,
  };
}

/** Runs so many sessions, each in a page of its own. */
async function carry({ emulator, testPage }: Place, count: number, seconds: number) {
  const { remote, service, pid } = emulator;
  return onPage(testPage("session"), async (first) => {
    const pages = [first];
    for (let index = 1; index < count; index += 1) pages.push(await testPage("session"));
    for (const [index, page] of pages.entries()) {
      const prompt = `session ${index}`;
      const run = page.scenarios<Page>();
      await page.bringToFront();
      const options = { initialState: { prompt: { text: prompt } } };
      const result = await run.connect({ ...service, fps: FPS, options });
      if (!result.ok) throw new Error(String(result.error.message));
      await run.framesUntilLook(lookCode(prompt));
    }
    const before = { cpu: cpuOf(pid), frames: (await remote.counters()).transforms };
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const after = { cpu: cpuOf(pid), frames: (await remote.counters()).transforms };
    for (const page of pages) {
      await page.scenarios<Page>().disconnect();
      if (page !== first) await page.close();
    }
    await remote.waitForIdle({ timeoutMs: 30_000 });
    return { cpuSeconds: after.cpu - before.cpu, frames: after.frames - before.frames };
  });
}

/** Seconds of processor time of a process so far, its threads included. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name in brackets may hold anything; utime and stime are the 12th and 13th field behind it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
