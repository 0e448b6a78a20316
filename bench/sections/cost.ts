import { share, spread } from "../numbers";
import type { Part } from "../results";
import type { World } from "../world";
import { type Clients, withClients } from "./clients";
import { worked } from "./held";

type Page = typeof import("../pages/cost");

const SIZE = { width: 640, height: 360, fps: 20 };

const ROWS = [
  { name: "ours, nothing looks at it: no telemetry, no listener of `stats`", way: "pipelined", looks: "no" },
  { name: "ours, with statistics and telemetry", way: "pipelined", looks: "observed" },
  { name: "ours, with statistics, telemetry and the panel", way: "pipelined", looks: "panel" },
  { name: "published 0.0.46, as it is", way: "published", looks: "no" },
] as const;

/** What a session that runs costs the page. */
export async function cost(world: World): Promise<Part> {
  const place = await world.near();
  const rounds = world.pick(1, 3);
  const seconds = world.pick(4, 8);
  const rows = ROWS.map((row) => ({ ...row, tasks: [] as number[], failures: [] as string[] }));
  for (let round = 0; round < rounds; round += 1)
    for (const row of rows)
      await withClients<Page, number>(place, SIZE, (clients) => inSession(clients, row, seconds), "cost").then(
        (tasks) => row.tasks.push(tasks),
        (error) => row.failures.push(String(error)),
      );
  return {
    title: "The cost of a session",
    how: `Processor time of the page's main thread, as the browser counts it (\`Performance.getMetrics\`: ThreadTime), over ${seconds} s of a session of ${SIZE.width}×${SIZE.height} that nobody touches, as milliseconds per minute; ${rounds} ${rounds === 1 ? "round" : "rounds"} in turns, each in a new page. Showing the video is in all of them. Encoding and decoding is other threads' work, and the same for all. Ours reads the connection's counters once a second to know when it is in trouble; the published one does not look.`,
    tables: [
      {
        head: ["", "main thread, ms/min", "failed"],
        rows: rows.map(({ name, tasks, failures }) => [name, spread(tasks), share(failures.length, rounds)]),
      },
    ],
    notes: rows.flatMap(({ name, failures }) => failures.map((why) => `${name}: ${why}`)),
  };
}

async function inSession(clients: Clients<Page>, { way, looks }: (typeof ROWS)[number], seconds: number) {
  const { page, connect, run, settle } = clients;
  const session = await connect(way, { observed: looks !== "no" });
  if (!session.ok) throw new Error(session.why);
  if (looks === "panel") await run.showPanel();
  // What the start needs is measured elsewhere.
  await run.idle(2000);
  const cdp = await page.cdp();
  await cdp.send("Performance.enable");
  const before = await worked(cdp);
  await run.idle(seconds * 1000);
  const after = await worked(cdp);
  await settle();
  return ((after.busy - before.busy) / (after.at - before.at)) * 60_000;
}
