// The run: its parts one after the other, each printed when it is there, and at the end the document.
import { parseArgs } from "node:util";
import { duration, say } from "../scripts/lib/say.mjs";
import { machine } from "./document";
import { KEPT, keep, read, SCRATCH, writeDocument } from "./kept";
import { measured } from "./measured";
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
import { openWorld, type World } from "./world";

/** A part, and about how many seconds it takes on two cores: in a quick run, and in a full one. */
interface Entry {
  measure(world: World): Promise<Part>;
  seconds: readonly [quick: number, full: number];
}

/** In the order of the document. */
const PARTS: Record<string, Entry> = {
  connecting: { measure: connecting, seconds: [28, 175] },
  narrow: { measure: narrow, seconds: [18, 215] },
  steering: { measure: steering, seconds: [14, 65] },
  recovery: { measure: recovery, seconds: [20, 395] },
  size: { measure: size, seconds: [16, 20] },
  mirror: { measure: mirror, seconds: [28, 130] },
  cost: { measure: cost, seconds: [27, 150] },
  heap: { measure: heap, seconds: [5, 26] },
  capacity: { measure: capacity, seconds: [8, 39] },
};
const SOAK = "soak";

const HELP = `npm run bench [-- options]: what the SDK takes and needs, beside the published one

  --quick       few samples, some three minutes; writes out/bench and leaves docs/benchmarks.md alone
  --only NAMES  some parts, with commas between: ${Object.keys(PARTS).join(", ")}; writes out/bench
  --soak [MIN]  one session under faults for so many minutes (30), which no other run does; writes out/bench
  --docs        writes into docs/benchmarks.md all the same; parts that weren't measured stay as they are there
  --redraw      makes docs/benchmarks.md anew of what bench/results has, and measures nothing
  --help

LINK_EMULATOR names a script that makes two network namespaces with a link between them (up, set, down, exec), for the
distances; it needs Linux and root. Without it, only loopback is measured.
`;

interface Values {
  quick: boolean;
  docs: boolean;
  only?: string;
  minutes: number | null;
}

/** Runs it; resolves with the exit code. Only a harness that can't be believed is an error: a slow client isn't. */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      soak: { type: "boolean", default: false },
      docs: { type: "boolean", default: false },
      redraw: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const names = [...Object.keys(PARTS), SOAK];
  if (values.redraw) {
    writeDocument(KEPT, { names, quick: false });
    return 0;
  }
  const minutes = values.soak ? Number(positionals[0] ?? 30) : null;
  if (minutes !== null && !(minutes > 0)) throw new Error("--soak takes a number of minutes");
  return run({ ...values, minutes }, names);
}

async function run(values: Values, names: string[]): Promise<number> {
  const { quick, minutes } = values;
  const wanted = minutes ? [SOAK] : (values.only?.split(",") ?? Object.keys(PARTS));
  const parts: Record<string, Entry> = {
    ...PARTS,
    [SOAK]: { measure: (world) => soak(world, minutes ?? 30), seconds: [60 * (minutes ?? 30), 60 * (minutes ?? 30)] },
  };
  const unknown = wanted.filter((name) => !(name in parts));
  if (unknown.length > 0) throw new Error(`no part is called ${unknown.join(", ")}; there are ${names.join(", ")}`);

  const started = Date.now();
  const since = () => duration(Date.now() - started);
  const { world, renew, close } = await openWorld(quick, say);
  if (world.noLink) say(`only loopback, no distances: ${world.noLink}`);
  const secondsOf = (name: string) => parts[name]?.seconds[quick ? 0 : 1] ?? 0;
  const total = wanted.reduce((sum, name) => sum + secondsOf(name), 0);
  const about = machine();
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
      results.push({ name, command, date: new Date().toISOString().slice(0, 10), took, machine: about, part });
    }
  } finally {
    await close();
  }
  const folder = values.docs || (!quick && !values.only && !minutes) ? KEPT : SCRATCH;
  keep(folder, results);
  const { document } = writeDocument(folder, { names, quick });
  const blind = read(folder, wanted).some(({ part }) => part.seesSlowness === false);
  if (blind) say("FAILED: the harness did not see the client that was slowed on purpose");
  say(`${document} is written; the run took ${since()}${failed > 0 ? `, and ${failed} of its parts failed` : ""}`);
  return blind || failed > 0 ? 1 : 0;
}
