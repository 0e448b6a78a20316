import { beforeAll, describe, expect, test } from "vitest";
import { ABSENT, readSnippets, type Snippet, snippetWith, textOf } from "./support/documents";
import { EXCUSES } from "./support/excuses";
import { unfencedBlocks } from "./support/extract";
import { typeCheck } from "./support/type-check";

if (ABSENT) console.warn(`skipped: ${ABSENT}`);

describe.skipIf(ABSENT)("the documents' snippets", () => {
  let snippets: Snippet[];

  beforeAll(() => {
    snippets = readSnippets();
  });

  test("all are found", () => {
    console.log(snippets.map(({ name, language, code }) => `${name} ${language}  ${code.split("\n")[0]}`).join("\n"));
    const count = (document: string) => snippets.filter((snippet) => snippet.document === document).length;
    expect({ "000": count("000"), "002": count("002"), "004": count("004") }).toEqual({
      "000": 20,
      "002": 2,
      "004": 14,
    });
  });

  test.each(["002", "004"])("outside of what was found in %s, no line looks like code", (document) => {
    const lines = textOf(document).split("\n");
    for (const { line, code } of snippets.filter((snippet) => snippet.document === document)) {
      const length = code.split("\n").length;
      expect(lines.slice(line - 1, line - 1 + length).join("\n")).toBe(code);
      lines.fill("", line - 1, line - 1 + length);
    }
    expect(lines.filter((line) => /[;{},]\s*$|=>\s*\{|^\s*\/\//.test(line))).toEqual([]);
  });

  test("compile against the built package, strictly", () => {
    const found = typeCheck(snippets).map(({ source, line, code, text, message }) => {
      const snippet = snippets.find(({ name }) => name === source);
      return { at: snippet ? `${snippet.document}:${snippet.line + line}` : source, code, text, message };
    });
    const excused = Object.values(EXCUSES).flat();
    const key = ({ at, code, text }: { at: string; code: number; text: string }) => `${at} TS${code} ${text}`;
    for (const [reason, list] of Object.entries(EXCUSES)) {
      console.log(
        `${list.length} complaints excused (${reason}):\n${list.map((excuse) => `  ${key(excuse)}`).join("\n")}`,
      );
    }
    const known = new Set(excused.map(key));
    expect(found.filter((complaint) => !known.has(key(complaint)))).toEqual([]);
    const seen = new Set(found.map(key));
    expect(excused.filter((excuse) => !seen.has(key(excuse))).map((excuse) => `not needed: ${key(excuse)}`)).toEqual(
      [],
    );
  });

  test("our client is what 002 calls a RealTimeClient", () => {
    const { code, language } = snippetWith(snippets, "002", "interface RealTimeClient");
    const assigned = (text: string) =>
      typeCheck([
        {
          name: "002-interface",
          language,
          code: `import type { RealTimeClient as Ours } from "@decart-sdk/client";
${text}
export const documented = (ours: Ours): RealTimeClient => ours;`,
        },
      ]);
    expect(assigned(code)).toEqual([]);
    // The compiler does look: another promise would be noticed.
    expect(code).toContain("isConnected(): boolean");
    expect(assigned(code.replace("isConnected(): boolean", "isConnected(): string"))).toMatchObject([{ code: 2375 }]);
  });
});

describe("code without fences", () => {
  test("begins at a statement and ends with the last one; headings, types and tables are none", () => {
    const text = [
      "set(input)",
      "(stream: MediaStream) => void",
      "Use set() to change it:",
      "// a comment",
      "await rt.set({",
      "",
      "  prompt: 'a',",
      "});",
      "",
      "rt.disconnect();",
      "",
      "isConnected()",
      "Returns true; or false.",
      "if (rt.isConnected()) {",
      "}",
    ];
    expect(unfencedBlocks(text.join("\n"))).toEqual([
      { line: 4, language: "ts", code: text.slice(3, 10).join("\n") },
      { line: 14, language: "ts", code: text.slice(13).join("\n") },
    ]);
  });

  test("that never ends is an error, and swallows nothing", () => {
    expect(() => unfencedBlocks("await rt.set({\nand so on")).toThrow("Line 1");
  });
});
