// What a run leaves: a file of each part's result, and the document and the drawings that are made of all of them.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { ROOT } from "../scripts/lib/say.mjs";
import { documentOf } from "./document";
import { type Result, svgOf } from "./results";

/** Where results are, and what is made of them. */
export interface Folder {
  results: string;
  documents: string;
  /** A part that failed takes no other's place. */
  onlyGood?: boolean;
}

/** What the repository keeps. */
export const KEPT: Folder = { results: `${ROOT}bench/results`, documents: `${ROOT}docs`, onlyGood: true };
/** Of runs that only show something. */
export const SCRATCH: Folder = { results: `${ROOT}out/bench/results`, documents: `${ROOT}out/bench` };

const fileOf = ({ results }: Folder, name: string) => `${results}/${name}.json`;

/** Keeps results; those of other parts stay as they are, and in some folders those of parts that failed. */
export function keep(folder: Folder, results: Result[]): void {
  mkdirSync(folder.results, { recursive: true });
  const good = results.filter(({ part }) => !(folder.onlyGood && part.failed));
  for (const result of good) writeFileSync(fileOf(folder, result.name), `${JSON.stringify(result, null, 1)}\n`);
}

/** The results that are there, in the order of their names. */
export function read(folder: Folder, names: string[]): Result[] {
  const files = names.map((name) => fileOf(folder, name)).filter((file) => existsSync(file));
  return files.map((file) => JSON.parse(readFileSync(file, "utf8")));
}

/** Makes the document and its drawings of all results that are there. */
export function writeDocument(folder: Folder, { names, quick }: { names: string[]; quick: boolean }) {
  const results = read(folder, names);
  const document = `${folder.documents}/benchmarks.md`;
  mkdirSync(`${folder.documents}/images`, { recursive: true });
  writeFileSync(document, documentOf(results, { quick }));
  for (const plot of results.flatMap(({ part }) => part.plots ?? [])) {
    const file = `${folder.documents}/images/${plot.file}`;
    rmSync(file, { force: true });
    writeFileSync(file, svgOf(plot));
  }
  return { document, results };
}
