// The run: its parts one after the other, each printed when it is there, and at the end the document.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { duration, ROOT, say } from "../scripts/lib/say.mjs";
import { documentOf } from "./document";
import { type Part, partToText } from "./results";
import { capacity } from "./sections/capacity";
import { connecting } from "./sections/connecting";
import { cost } from "./sections/cost";
import { heap } from "./sections/heap";
import { mirror } from "./sections/mirror";
import { narrow } from "./sections/narrow";
import { recovery } from "./sections/recovery";
import { size } from "./sections/size";
import { steering } from "./sections/steering";
import { openWorld, type World } from "./world";

const PARTS: Record<string, (world: World) => Promise<Part>> = {
  connecting,
  narrow,
  steering,
  recovery,
  size,
  mirror,
  cost,
  heap,
  capacity,
};

const HELP = `npm run bench [-- options]: what the SDK takes and needs, beside the published one

  --quick       few samples, some three minutes; writes out/bench and leaves docs/benchmarks.md alone
  --only NAMES  some parts, with commas between: ${Object.keys(PARTS).join(", ")}; writes out/bench
  --docs        writes docs/benchmarks.md all the same
  --help

LINK_EMULATOR names a script that makes two network namespaces with a link between them (up, set, down, exec), for the
distances; it needs Linux and root. Without it, only loopback is measured.
`;

/** Runs it; resolves with the exit code. Only a harness that can't be believed is an error: a slow client isn't. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      docs: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const names = values.only?.split(",") ?? Object.keys(PARTS);
  const unknown = names.filter((name) => !(name in PARTS));
  if (unknown.length > 0) throw new Error(`no part is called ${unknown.join(", ")}; there are ${Object.keys(PARTS)}`);

  const started = Date.now();
  const { world, close } = await openWorld(values.quick, say);
  if (world.noLink) say(`only loopback, no distances: ${world.noLink}`);
  const parts: Part[] = [];
  let broken = 0;
  try {
    for (const name of names) {
      const begun = Date.now();
      // One part that fails takes no other along.
      const part = await PARTS[name]?.(world).catch((error: unknown) => {
        broken += 1;
        say(`FAILED: ${name}: ${error instanceof Error ? error.stack : String(error)}`);
      });
      if (!part) continue;
      process.stdout.write(`${partToText(part)}\n\n`);
      say(`${name}: ${duration(Date.now() - begun)}`);
      parts.push(part);
    }
  } finally {
    await close();
  }
  const took = duration(Date.now() - started);
  const whole = !values.quick && !values.only && broken === 0;
  const folder = whole || values.docs ? "docs" : "out/bench";
  write(`${ROOT}${folder}`, documentOf(parts, { took, quick: values.quick, noLink: world.noLink }), parts);
  const blind = parts.some((part) => "seesSlowness" in part && !part.seesSlowness);
  if (blind) say("FAILED: the harness did not see the client that was slowed on purpose");
  say(`${folder}/benchmarks.md is written; the run took ${took}`);
  return blind || broken > 0 ? 1 : 0;
}

function write(folder: string, document: string, parts: Part[]) {
  mkdirSync(`${folder}/images`, { recursive: true });
  writeFileSync(`${folder}/benchmarks.md`, document);
  for (const { file, svg } of parts.flatMap(({ plots = [] }) => plots)) {
    // Another run may have been of another shape: what stands there is this run's.
    rmSync(`${folder}/images/${file}`, { force: true });
    writeFileSync(`${folder}/images/${file}`, svg);
  }
}
