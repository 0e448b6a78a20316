import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Block, fencedBlocks, unfencedBlocks } from "./extract";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Where the documents are. */
export const FOLDER = resolve(root, process.env.DOCUMENTS_DIR || "../shared/seeds");

/** Why nothing of this can run, if so: a clone without the documents is no failure. */
export const ABSENT = existsSync(FOLDER) ? undefined : `no documents in ${FOLDER} (DOCUMENTS_DIR)`;

/** A piece of code out of a document. */
export interface Snippet extends Block {
  /** The first three digits of the document's file name, and the line at which the snippet starts: `000:19`. */
  name: string;
  document: string;
}

/** The documents that speak JavaScript, and how their code is found. */
const FORMS = { "000": fencedBlocks, "002": unfencedBlocks, "004": unfencedBlocks };

/** Every JavaScript and TypeScript snippet, in the documents' order. */
export function readSnippets(): Snippet[] {
  return Object.entries(FORMS).flatMap(([document, find]) =>
    find(textOf(document)).map((block) => ({ ...block, document, name: `${document}:${block.line}` })),
  );
}

/** The whole text of a document. */
export function textOf(document: string): string {
  const file = readdirSync(FOLDER).find((name) => name.startsWith(document));
  if (!file) throw new Error(`${FOLDER} has no file whose name starts with ${document}.`);
  return readFileSync(join(FOLDER, file), "utf8");
}

/** The one snippet of a document that contains all of these words. */
export function snippetWith(snippets: readonly Snippet[], document: string, ...words: string[]): Snippet {
  const found = snippets.filter(
    (snippet) => snippet.document === document && words.every((word) => snippet.code.includes(word)),
  );
  const [first, ...others] = found;
  if (!first || others.length > 0) throw new Error(`${found.length} snippets of ${document} have ${words.join(", ")}.`);
  return first;
}
