import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Fence, fences } from "../../documents/support/extract";

/** Where the repository is. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Code in one of our own texts. */
export interface Block extends Fence {
  /** The file and the line that the block's first line is on: `docs/react.md:9`. */
  name: string;
  file: string;
}

const markdown = (folder: string) =>
  readdirSync(ROOT + folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}${name}`);

/** Every text for readers: README, guides, and what examples say about themselves. */
export const TEXTS: readonly string[] = [
  "README.md",
  ...markdown("docs/"),
  ...readdirSync(`${ROOT}examples`).flatMap((example) => markdown(`examples/${example}/`)),
];

export const textOf = (file: string) => readFileSync(ROOT + file, "utf8");

/** All blocks of all texts. */
export const readBlocks = (): Block[] =>
  TEXTS.flatMap((file) => fences(textOf(file)).map((fence) => ({ ...fence, file, name: `${file}:${fence.line}` })));

/** A text without what stands in its fences; lines keep their numbers. */
export function proseOf(file: string): string {
  const lines = textOf(file).split("\n");
  for (const { line, code } of fences(lines.join("\n"))) {
    const length = code.split("\n").length;
    lines.fill("", line - 1, line - 1 + length);
  }
  return lines.join("\n");
}
