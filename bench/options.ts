// What a run is asked for, and where it writes. Pure.
import { parseArgs } from "node:util";
import { type Folder, KEPT, SCRATCH } from "./kept";

/** A run as it was asked for. */
export interface Options {
  quick: boolean;
  docs: boolean;
  redraw: boolean;
  help: boolean;
  /** Parts by their names; undefined: all but the long session. */
  only: string[] | undefined;
  /** Of the long session; null where it isn't wanted. */
  minutes: number | null;
}

export const help = (
  parts: readonly string[],
) => `npm run bench [-- options]: what the SDK takes and needs, beside the published one

  --quick       few samples, some three minutes; writes out/bench and leaves docs/benchmarks.md alone
  --only NAMES  some parts, with commas between: ${parts.join(", ")}; writes out/bench
  --soak [MIN]  one session under faults for so many minutes (30), which no other run does; writes out/bench
  --docs        writes into docs/benchmarks.md all the same, but never with --quick; parts that weren't measured, or
                failed, stay as they are there
  --redraw      makes docs/benchmarks.md anew of what bench/results has, and measures nothing
  --help

LINK_EMULATOR names a script that makes two network namespaces with a link between them (up, set, down, exec), for the
distances; it needs Linux and root. Without it, only loopback is measured, and out/bench written, unless there is --docs.
`;

/** Reads them. */
export function readOptions(args: string[]): Options {
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
  const { soak, only, ...others } = values;
  return { ...others, only: only?.split(","), minutes: soak ? Number(positionals[0] ?? 30) : null };
}

/** What can't be done of it, in a line; undefined where all can. */
export function refusal({ quick, docs, only = [], minutes }: Options, parts: readonly string[]): string | undefined {
  if (quick && docs) return "--quick and --docs exclude each other: a quick run leaves docs/benchmarks.md alone";
  if (minutes !== null && !(minutes > 0)) return "--soak takes a number of minutes";
  const unknown = only.filter((name) => !parts.includes(name));
  return unknown.length > 0 ? `no part is called ${unknown.join(", ")}; there are ${parts.join(", ")}` : undefined;
}

/** All parts, with all their samples. */
export const isFull = ({ quick, only, minutes }: Options) => !quick && !only && minutes === null;

/** Where it writes. Numbers without distances don't take the place of some with, unless that is asked for. */
export const folderOf = (options: Options, hasLink: boolean): Folder =>
  options.docs || (isFull(options) && hasLink) ? KEPT : SCRATCH;
