import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Source } from "../documents/support/type-check";
import { AMBIENT, checkModules } from "./support/check-modules";
import { EXCUSED } from "./support/excused";
import { type Block, proseOf, readBlocks, TEXTS } from "./support/guides";
import { missingFile, missingIn, problemsOfShell } from "./support/shell";
import { vueScript } from "./support/vue-script";

const LANGUAGES: Record<string, Source["language"]> = {
  ts: "ts",
  typescript: "ts",
  tsx: "tsx",
  js: "js",
  javascript: "js",
};
const SHELL = ["sh", "bash", "shell"];
/** Diagrams, and what a program prints. */
const TEXT = ["", "text"];

type Module = Source & { line: number; file: string };

describe("the code in README, docs and examples", () => {
  let all: Block[];
  let blocks: Block[];
  const inLanguages = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language));

  beforeAll(() => {
    all = readBlocks();
    blocks = all.filter(({ name }) => !(name in EXCUSED));
  });

  test("is of a kind that is checked", () => {
    const known = [...Object.keys(LANGUAGES), ...SHELL, ...TEXT, "json", "html", "vue"];
    expect(all.filter(({ language }) => !known.includes(language)).map(({ name }) => name)).toEqual([]);
    const excuses = Object.entries(EXCUSED).map(([name, reason]) => `\n  excused: ${name}: ${reason}`);
    console.log(`${all.length} blocks in ${TEXTS.length} texts, ${excuses.length} excused${excuses.join("")}`);
    const names = all.map(({ name }) => name);
    expect(Object.keys(EXCUSED).filter((name) => !names.includes(name))).toEqual([]);
  });

  // TypeScript reads the sources, React, Vue, Express and Node's types: seconds on a slow machine.
  test("compiles, strictly: TypeScript, JavaScript, the scripts of HTML and Vue", { timeout: 120_000 }, () => {
    const modules: Module[] = [];
    const problems: string[] = [];
    for (const { name, file, line, language, code } of blocks) {
      const plain = LANGUAGES[language];
      if (plain) modules.push({ name, file, line, language: plain, code });
      if (language === "html") modules.push(...scriptsOfHtml({ name, file, line, language, code }));
      if (language === "vue") {
        const vue = vueScript(code, name.replace(/\W/g, "-"));
        modules.push({ name, file, line: line + vue.line, language: "ts", code: vue.script });
        problems.push(...vue.problems.map((problem) => `${name} ${problem}`));
      }
    }
    expect(modules.length).toBeGreaterThan(20);
    expect([...problems, ...checkModules(modules)]).toEqual([]);
  });

  test("takes no name for granted that no block uses", () => {
    const names = [...readFileSync(AMBIENT, "utf8").matchAll(/^declare (?:const|function) (\w+)/gm)].map(
      ([, name = ""]) => name,
    );
    const text = all.map(({ code }) => code).join("\n");
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });

  test("is JSON where it says so", () => {
    for (const { code } of inLanguages("json")) JSON.parse(code);
  });

  test("names scripts, programs, packages and files that exist", () => {
    const problems = inLanguages(...SHELL).flatMap(({ file, line, code }) =>
      problemsOfShell(code).map(({ line: at, problem }) => `${file}:${line + at} ${problem}`),
    );
    expect(problems).toEqual([]);
  });

  test("in the middle of a sentence names only commands and files that exist, too", () => {
    const problems = TEXTS.flatMap((file) =>
      proseOf(file)
        .split("\n")
        .flatMap((text, index) =>
          [...text.matchAll(/`([^`]+)`/g)]
            .flatMap(([, code = ""]) => (/^(npm|npx|node) /.test(code) ? missingIn(code) : missingFile(code)))
            .map((problem) => `${file}:${index + 1} ${problem}`),
        ),
    );
    expect(problems).toEqual([]);
  });
});

function scriptsOfHtml({ name, file, line, code }: Block): Module[] {
  return [...code.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)]
    .filter(([, attributes = ""]) => /type="module"/.test(attributes) && !/\ssrc=/.test(attributes))
    .map(([whole, , script = ""], index) => {
      const before = code.slice(0, code.indexOf(whole) + whole.indexOf(script)).split("\n").length - 1;
      return { name: `${name}#${index}`, file, line: line + before, language: "js", code: script };
    });
}
