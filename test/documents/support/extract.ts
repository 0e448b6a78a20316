import ts from "typescript";

/** A piece of code in a text. */
export interface Block {
  /** The line in the text that the code's first line is on, counted from 1. */
  line: number;
  /** `js` where the text says JavaScript. */
  language: "ts" | "js";
  code: string;
}

/** What stands in a fence of a Markdown text, whatever it is. */
export interface Fence {
  /** The line in the text that the first line inside is on, counted from 1. */
  line: number;
  /** As the fence says it, in small letters; empty where it says nothing. */
  language: string;
  code: string;
}

const FENCE = /^(\s*)```(\w*)/;
const LANGUAGES: Record<string, Block["language"]> = {
  ts: "ts",
  tsx: "ts",
  typescript: "ts",
  js: "js",
  jsx: "js",
  javascript: "js",
};

/** The fences of a Markdown text, without their indentation. */
export function fences(text: string): Fence[] {
  const found: Fence[] = [];
  let open: { fence: Fence; indent: string; lines: string[] } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const [fence, indent = "", name = ""] = FENCE.exec(line) ?? [];
    if (fence === undefined) {
      open?.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line.trimStart());
    } else if (open) {
      found.push({ ...open.fence, code: open.lines.join("\n") });
      open = undefined;
    } else {
      open = { fence: { line: index + 2, language: name.toLowerCase(), code: "" }, indent, lines: [] };
    }
  }
  if (open) throw new Error(`Line ${open.fence.line}: a fence that is never closed.`);
  return found;
}

/** JavaScript and TypeScript in fences; anything else in a fence is an error. */
export function fencedBlocks(text: string): Block[] {
  return fences(text).map((fence) => {
    const language = LANGUAGES[fence.language];
    if (!language) throw new Error(`Line ${fence.line - 1}: a fence of the unknown language "${fence.language}".`);
    return { ...fence, language };
  });
}

// How a line begins that begins a statement. Headings such as `set(input)` and types such as `(stream) => void`
// don't: what is called is always a member of something, or awaited.
const START =
  /^(\/\/ |import [{"\w]|export |(const|let|var) [\w{[]|await |async function |function |interface \w+|type \w+ =|try \{|if \(|for \(|switch \(|[\w$]+(\.[\w$]+)+\()/;

/** Code of a text that has lost its fences: statements that follow one another, from the first line to the last. */
export function unfencedBlocks(text: string): Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (!START.test(lines[at] ?? "")) continue;
    const first = at;
    let end = first;
    for (let next: number | undefined = first; next !== undefined; next = statementAfter(lines, end)) {
      end = statementEnd(lines, first, next);
    }
    blocks.push({ line: first + 1, language: "ts", code: lines.slice(first, end + 1).join("\n") });
    at = end;
  }
  return blocks;
}

/** The first line behind `from` at which the block, cut off there, is complete. */
function statementEnd(lines: string[], first: number, from: number): number {
  for (let end = from; end < lines.length; end += 1) {
    if (parses(lines.slice(first, end + 1).join("\n"))) return end;
  }
  throw new Error(`Line ${from + 1} looks like code that never ends: "${lines[from]}".`);
}

/** Where the next statement begins, if nothing but blank lines is before it. */
function statementAfter(lines: string[], end: number): number | undefined {
  const next = lines.findIndex((line, index) => index > end && line.trim() !== "");
  return next >= 0 && START.test(lines[next] ?? "") ? next : undefined;
}

function parses(code: string): boolean {
  const compilerOptions = { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext };
  const { diagnostics } = ts.transpileModule(code, { compilerOptions, reportDiagnostics: true });
  return diagnostics?.length === 0;
}
