import { runNode } from "../../scripts/lib/run.mjs";
import type { EmulatorProcess } from "../../test/browser/support/emulator-process";
import { COLUMNS, MIRRORED } from "../names";
import { share, spread } from "../numbers";
import type { Part } from "../results";
import { onPage, type Place, type World } from "../world";

type Page = typeof import("../../test/browser/pages/mirror-session");

/** What Chromium's fake camera gives. */
const FPS = 20;
const WAYS = [
  { name: MIRRORED, source: "camera", mirror: true },
  { name: "mirrored on a 2D canvas of the page", source: "flipped", mirror: false },
] as const;

/** Of each time: how long it lasts in milliseconds, or the percent of the camera's frames that reach the service. */
interface Times {
  peace: number;
  blocked: number;
  hidden: number;
}

/** What mirroring a frame costs, and what becomes of the frames when the page has no time for them. */
export async function mirror(world: World): Promise<Part> {
  const [frames, rounds] = world.pick([30, 1], [120, 3]);
  const costs = await costsOf(frames, rounds);
  const place = await world.near();
  const times = world.pick(1, 2);
  const lasting = world.pick(
    { peace: 1000, blocked: 1500, hidden: 1500 },
    { peace: 3000, blocked: 3000, hidden: 4000 },
  );
  const rows = WAYS.map((way) => ({ ...way, kept: [] as Times[], failures: [] as string[] }));
  for (let round = 0; round < times; round += 1)
    for (const { kept, failures, ...way } of rows)
      await keptBy(place, way, lasting).then(
        (percent) => kept.push(percent),
        (error) => failures.push(String(error)),
      );
  return {
    title: "Mirroring",
    how: `Processor time of all of Chromium's processes for a camera frame of 1280×704 that is mirrored before it is sent, the SDK's way (in a worker, by reversing rows) and on a 2D canvas of the page: the best of ${rounds} ${rounds === 1 ? "round" : "rounds"} of ${frames} frames; \`node bench/mirror/main.mjs\` is this alone. That canvas is written by hand for this page (\`requestVideoFrameCallback\`, \`drawImage\`, \`captureStream\`), as pages do it without a worker; it is not code of a published SDK: 0.0.46 has no mirror, and a later version can't be connected to this protocol to be measured. Then a session of 640×360: how many of the camera's ${FPS} frames a second reach the service while nothing is wrong, while the page's main thread is blocked for ${lasting.blocked / 1000} s, and while its tab is hidden for ${lasting.hidden / 1000} s.`,
    tables: [
      { caption: "Processor time", head: ["", "a frame"], rows: costs },
      {
        caption: "Frames that reach the service, %",
        head: ["", "in peace", COLUMNS.blocked, COLUMNS.hidden, COLUMNS.failed],
        rows: rows.map(({ name, kept, failures }) => [
          name,
          ...(["peace", "blocked", "hidden"] as const).map((when) => spread(kept.map((percent) => percent[when]))),
          share(failures.length, times),
        ]),
      },
    ],
    notes: rows.flatMap(({ name, failures }) => failures.map((why) => `${name}: ${why}`)),
  };
}

/** bench/mirror measures it: a program of its own, which says with its exit code whether a wish came true. No matter here. */
async function costsOf(frames: number, rounds: number): Promise<string[][]> {
  const args = ["1280", "704", String(frames), String(rounds)];
  const { output } = await runNode("../bench/mirror/main.mjs", args, { capture: true });
  const rows = [...output.matchAll(/^ {2}(.*?) {2,}([\d.-]+ ms)( more)?$/gm)];
  if (rows.length === 0) throw new Error(`bench/mirror: ${output}`);
  return rows.map(([, what = "", ms = "", more = ""]) => [what, ms + more]);
}

function keptBy(
  { browser, emulator, testPage }: Place,
  { source, mirror }: Pick<(typeof WAYS)[number], "source" | "mirror">,
  lasting: Times,
) {
  return onPage(testPage("mirror-session"), async (page): Promise<Times> => {
    const run = page.scenarios<Page>();
    await run.connect({ ...emulator.service, source, fps: FPS, options: { mirror } });
    // The first seconds are those of the connect, and of the choice of the way.
    await emulator.remote.session().waitForFrames(2 * FPS, { timeoutMs: 20_000 });
    const peace = await arrived(emulator, () => pause(lasting.peace));
    const blocked = await arrived(emulator, () => run.block(lasting.blocked));
    await emulator.remote.session().waitForFrames(FPS, { timeoutMs: 20_000 });
    const other = await browser.newPage("about:blank");
    await other.bringToFront();
    await run.whenHidden(true);
    const hidden = await arrived(emulator, () => pause(lasting.hidden));
    await other.close();
    await run.disconnect();
    await emulator.remote.waitForIdle({ timeoutMs: 30_000 });
    return { peace, blocked, hidden };
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Percent of the camera's frames that arrive meanwhile. */
async function arrived({ remote }: EmulatorProcess, during: () => Promise<unknown>): Promise<number> {
  const session = remote.session();
  const count = async () => ({ frames: (await session.record()).framesIn, at: performance.now() });
  const before = await count();
  await during();
  const after = await count();
  return (100 * (after.frames - before.frames)) / (((after.at - before.at) / 1000) * FPS);
}
