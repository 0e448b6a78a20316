import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { ROOT } from "./guides";

const { name, version, scripts, bin, devDependencies, peerDependencies } = JSON.parse(
  readFileSync(`${ROOT}package.json`, "utf8"),
);
const OURS = [name, ...Object.keys({ ...devDependencies, ...peerDependencies })];
const BINS = [...Object.keys(bin), ...Object.keys(devDependencies)];

/** What a sentence names that looks like a file of the repository, and isn't there. */
export const missingFile = (word: string) =>
  IN_REPOSITORY.test(word) && !/[^\w./-]/.test(word) && !exists(word) ? [`no ${word}`] : [];

/** Whether a file of the repository has that path, or begins with it: vitest takes the beginning of a name, too. */
export function exists(path: string): boolean {
  if (existsSync(ROOT + path)) return true;
  const folder = ROOT + dirname(path);
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(basename(path)));
}

/** A path in the repository, by its first folder; what guides let their readers write is in none. */
const IN_REPOSITORY = /^(src|test|docs|examples|scripts|bench)\/(?!(App|main)\.(tsx?|vue))/;
/** What a user is free to have, or what a command makes. */
const PLACEHOLDER = /^out\/|…|<|\*|^[A-Z_]+=/;

/** What one command names that isn't there. */
export function missingIn(command: string): string[] {
  const problems: string[] = [];
  const words = command.trim().split(/\s+/);
  while (/^[A-Z_]+=/.test(words[0] ?? "")) words.shift();
  const [program, first = "", second = ""] = words;
  if (program === "npm" && first === "run" && !(second in scripts)) problems.push(`no script "${second}"`);
  if (program === "npm" && first === "install") {
    const packages = words.slice(2).filter((word) => !word.startsWith("-"));
    problems.push(
      ...packages
        .filter((word) => !OURS.includes(word.replace(/(.)@.*/, "$1")))
        .map((word) => `unknown package ${word}`),
    );
  }
  if (program === "npx" && !BINS.includes(first)) problems.push(`unknown program ${first}`);
  if (program === "node" && !first.startsWith("-") && !IN_REPOSITORY.test(first)) problems.push(`no file ${first}`);
  const [, named] = /@decartai\/sdk@(\d\S*)/.exec(command) ?? [];
  if (named && named !== version) problems.push(`another version, ${named}`);
  return problems.concat(
    words
      .filter((word) => IN_REPOSITORY.test(word) && !PLACEHOLDER.test(word) && !exists(word))
      .map((word) => `no ${word}`),
  );
}

/** What a block of shell commands names that isn't there, with its line in the block. */
export const problemsOfShell = (code: string): { line: number; problem: string }[] =>
  code
    .replaceAll("\\\n", "  ")
    .split("\n")
    .flatMap((text, line) =>
      text
        .replace(/(^|\s)#.*/, "")
        .split(/&&|;|\|/)
        .flatMap((command) => missingIn(command).map((problem) => ({ line, problem }))),
    );
