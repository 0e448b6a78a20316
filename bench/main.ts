// The run: its parts one after the other, each printed when it is there, and at the end the document.
import { duration, say } from "../scripts/lib/say.mjs";
import { commit, machine } from "./document";
import { KEPT, keep, writeDocument } from "./kept";
import { measured } from "./measured";
import { folderOf, help, isFull, type Options, readOptions, refusal } from "./options";
import { type Part, partToText, type Result } from "./results";
import { capacity } from "./sections/capacity";
import { connecting } from "./sections/connecting";
import { cost } from "./sections/cost";
import { heap } from "./sections/heap";
import { mirror } from "./sections/mirror";
import { narrow } from "./sections/narrow";
import { recovery } from "./sections/recovery";
import { size } from "./sections/size";
import { soak } from "./sections/soak";
import { steering } from "./sections/steering";
import { targets } from "./targets";
import { openWorld, type World } from "./world";

/** A part, and about how many seconds it takes on two cores: in a quick run, and in a full one. */
interface Entry {
  measure(world: World): Promise<Part>;
  seconds: readonly [quick: number, full: number];
}

/** In the order of the document. */
const PARTS: Record<string, Entry> = {
  connecting: { measure: connecting, seconds: [28, 175] },
  narrow: { measure: narrow, seconds: [18, 190] },
  steering: { measure: steering, seconds: [14, 65] },
  recovery: { measure: recovery, seconds: [20, 395] },
  size: { measure: size, seconds: [16, 20] },
  mirror: { measure: mirror, seconds: [28, 130] },
  cost: { measure: cost, seconds: [27, 125] },
  heap: { measure: heap, seconds: [5, 26] },
  capacity: { measure: capacity, seconds: [8, 39] },
};
const SOAK = "soak";

/** Runs it; resolves with the exit code. Only a harness that can't be believed is an error: a slow client isn't. */
export async function main(args: string[]): Promise<number> {
  const options = readOptions(args);
  const names = [...Object.keys(PARTS), SOAK];
  if (options.help) {
    process.stdout.write(help(Object.keys(PARTS)));
    return 0;
  }
  if (options.redraw) {
    writeDocument(KEPT, { names, quick: false });
    return 0;
  }
  const refused = refusal(options, names);
  if (refused) {
    say(`FAILED: ${refused}`);
    return 1;
  }
  return run(options, names);
}

async function run(options: Options, names: string[]): Promise<number> {
  const { quick } = options;
  const minutes = options.minutes ?? 30;
  const wanted = options.minutes ? [SOAK] : (options.only ?? Object.keys(PARTS));
  const parts: Record<string, Entry> = {
    ...PARTS,
    [SOAK]: { measure: (world) => soak(world, minutes), seconds: [60 * minutes, 60 * minutes] },
  };

  const started = Date.now();
  const since = () => duration(Date.now() - started);
  const { world, renew, close } = await openWorld(quick, say);
  const folder = folderOf(options, !world.noLink);
  if (world.noLink) say(`only loopback, no distances: ${world.noLink}`);
  if (isFull(options) && folder !== KEPT)
    say("out/bench is written: docs/benchmarks.md keeps its distances, unless there is --docs");
  const secondsOf = (name: string) => parts[name]?.seconds[quick ? 0 : 1] ?? 0;
  const total = wanted.reduce((sum, name) => sum + secondsOf(name), 0);
  const known = commit();
  const about = { machine: machine(), ...(known && { commit: known }) };
  const results: Result[] = [];
  let failed = 0;
  try {
    for (const [index, name] of wanted.entries()) {
      const begun = Date.now();
      say(`[${index + 1}/${wanted.length}] ${name}, some ${secondsOf(name)} s; ${since()} of some ${total} s so far`);
      const part = await measured(name, () => parts[name]?.measure(world), secondsOf(name), say);
      if (part.failed) {
        failed += 1;
        // What it has left behind, such as a page that hangs, must not be in the way of the next.
        await renew();
      }
      const took = duration(Date.now() - begun);
      process.stdout.write(`${partToText(part)}\n\n`);
      say(`${name}: ${took}`);
      const link = world.noLink ? "" : "LINK_EMULATOR=… ";
      const option = name === SOAK ? `--soak ${minutes}` : `--only ${name}`;
      const command = `${link}npm run bench -- ${quick ? "--quick " : ""}${option}`;
      results.push({ name, command, date: new Date().toISOString().slice(0, 10), took, ...about, part });
    }
  } finally {
    await close();
  }
  keep(folder, results);
  const { document, results: all } = writeDocument(folder, { names, quick });
  if (isFull(options)) process.stdout.write(`${partToText(targets(all))}\n\n`);
  const blind = results.some(({ part }) => part.seesSlowness === false);
  if (blind) say("FAILED: the harness did not see the client that was slowed on purpose");
  const kept = folder.onlyGood ? ": what is kept of them stays" : "";
  const failures = failed > 0 ? `, and ${failed} of its parts failed${kept}` : "";
  say(`${document} is written; the run took ${since()}${failures}`);
  return blind || failed > 0 ? 1 : 0;
}
