import type { CDPSession } from "puppeteer-core";
import { spread } from "../numbers";
import type { Part } from "../results";
import type { World } from "../world";
import { type Clients, withClients } from "./clients";

const SIZE = { width: 640, height: 360, fps: 20 };

const ROWS = [
  { name: "ours, nothing looks at it: no telemetry, no listener of `stats`", way: "pipelined", observed: false },
  { name: "ours, with statistics and telemetry", way: "pipelined", observed: true },
  { name: "published 0.0.46, as it is", way: "published", observed: false },
] as const;

/** Seconds that a page's main thread has worked so far: on anything, and on JavaScript. */
interface Worked {
  tasks: number;
  scripts: number;
}

/** What a session that runs costs the page. */
export async function cost(world: World): Promise<Part> {
  const place = await world.near();
  const rounds = world.pick(1, 3);
  const seconds = world.pick(6, 20);
  const rows = ROWS.map((row) => ({ ...row, tasks: [] as number[], scripts: [] as number[] }));
  for (let round = 0; round < rounds; round += 1)
    for (const row of rows)
      await withClients(place, SIZE, async (clients) => {
        const { tasks, scripts } = await inSession(clients, row, seconds);
        row.tasks.push((tasks * 60_000) / seconds);
        row.scripts.push((scripts * 60_000) / seconds);
      });
  return {
    title: "The cost of a session",
    how: `Processor time of the page's main thread, as the browser counts it (\`Performance.getMetrics\`: TaskDuration, ScriptDuration), over ${seconds} s of a session of ${SIZE.width}×${SIZE.height} that nobody touches, as milliseconds per minute; ${rounds} ${rounds === 1 ? "round" : "rounds"} in turns, each in a new page. Showing the video is in all of them. Encoding and decoding is other threads' work, and the same for all.`,
    tables: [
      {
        head: ["", "main thread, ms/min", "of it JavaScript, ms/min"],
        rows: rows.map(({ name, tasks, scripts }) => [name, spread(tasks), spread(scripts)]),
      },
    ],
  };
}

async function inSession(clients: Clients, { way, observed }: (typeof ROWS)[number], seconds: number): Promise<Worked> {
  const { page, connect, run, settle } = clients;
  const session = await connect(way, { observed });
  if (!session.ok) throw new Error(session.why);
  // What the start needs is measured elsewhere.
  await run.idle(3000);
  const cdp = await page.cdp();
  await cdp.send("Performance.enable");
  const before = await worked(cdp);
  await run.idle(seconds * 1000);
  const after = await worked(cdp);
  await settle();
  return { tasks: after.tasks - before.tasks, scripts: after.scripts - before.scripts };
}

async function worked(cdp: CDPSession): Promise<Worked> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return { tasks: of("TaskDuration"), scripts: of("ScriptDuration") };
}
