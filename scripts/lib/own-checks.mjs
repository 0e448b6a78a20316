// The checks that are no program's of their own.
import { readdirSync, readFileSync } from "node:fs";
import { findHoles } from "./lock-holes.mjs";
import { runNode } from "./run.mjs";
import { ROOT } from "./say.mjs";
import { bundleSizes, unweighed } from "./sizes.mjs";

const MAX_LINES = 200;
const ENTRIES = [
  "src/index.ts",
  "src/platform/node.ts",
  "src/react/index.ts",
  "src/vue/index.ts",
  "src/server/index.ts",
  "src/panel/index.ts",
  "src/emulator/index.ts",
  "src/emulator/look.ts",
];

/** `npm ci` accepts the lock files, here and on other platforms (see scripts/lock.mjs), and from any registry. */
export function lockfile() {
  const nested = readdirSync(`${ROOT}test`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("package-lock.json"))
    .map((path) => `test/${path}`);
  const complaints = ["package-lock.json", ...nested].flatMap((path) => {
    const { packages } = JSON.parse(readFileSync(ROOT + path, "utf8"));
    const hosts = Object.keys(packages).filter((at) => packages[at].resolved);
    return [
      ...findHoles(packages).map(
        ({ at, version }) => `${path}: ${at} ${version} is missing, run node scripts/lock.mjs`,
      ),
      ...hosts.map((at) => `${path}: ${at} names a registry: install with omit-lockfile-registry-resolved`),
    ];
  });
  return { ok: complaints.length === 0, note: `${nested.length + 1} files`, output: complaints.join("\n") };
}

/** No file in src is longer than a reader wants to hold in mind. */
export function fileLengths() {
  const long = readdirSync(`${ROOT}src`, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.\w+$/.test(path))
    .map((path) => ({
      path: `src/${path}`,
      lines: readFileSync(`${ROOT}src/${path}`, "utf8").trimEnd().split("\n").length,
    }))
    .filter(({ lines }) => lines > MAX_LINES);
  return {
    ok: long.length === 0,
    note: `at most ${MAX_LINES} lines`,
    output: long.map(({ path, lines }) => `${path}: ${lines} lines`).join("\n"),
  };
}

/** Everything that the package exports has a TSDoc comment, and so has each member of it. */
export async function tsdoc() {
  const { default: ts } = await import("typescript");
  const config = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ENTRIES }, ts.sys, ROOT);
  const program = ts.createProgram(
    ENTRIES.map((path) => ROOT + path),
    options,
  );
  const checker = program.getTypeChecker();
  const bare = new Set();
  const seen = new Set();
  // Of a union's member either may say it.
  const documented = (/** @type {import("typescript").Symbol} */ symbol) =>
    symbol.getDocumentationComment(checker).length > 0 ||
    symbol.declarations?.some((declaration) => ts.getJSDocCommentsAndTags(declaration).length > 0);
  for (const entry of ENTRIES) {
    const file = program.getSourceFile(ROOT + entry);
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) return { ok: false, output: `${entry} is missing or exports nothing` };
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const where = symbol.declarations?.[0]?.getSourceFile().fileName.replace(ROOT, "") ?? entry;
      if (!documented(symbol)) bare.add(`${where}: ${exported.name}`);
      for (const member of membersOf(ts, checker, symbol)) {
        seen.add(member);
        if (!documented(member)) bare.add(`${where}: ${exported.name}.${member.name}`);
      }
    }
  }
  const note = `${seen.size} members of what is exported`;
  return { ok: bare.size === 0, note, output: [...bare].join("\n") };
}

/**
 * What can be written behind a dot, of those that are declared here. Of an error its name needs no words, and nobody
 * writes the symbol of `using`.
 * @param {import("typescript")} ts
 * @param {import("typescript").TypeChecker} checker
 * @param {import("typescript").Symbol} symbol
 */
function membersOf(ts, checker, symbol) {
  const { declarations: [declaration] = [] } = symbol;
  const isObject = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer;
  const type = isObject ? checker.getTypeOfSymbol(symbol) : checker.getDeclaredTypeOfSymbol(symbol);
  return checker.getPropertiesOfType(type).filter(({ name, declarations: [own] = [] }) => {
    const path = own?.getSourceFile().fileName ?? "";
    return path.startsWith(`${ROOT}src/`) && !/^(__|#)/.test(name) && name !== "name";
  });
}

/** Every entry of the package has a limit, and is within it. The figures are the note, so that every run shows them. */
export async function size() {
  /** @type {{ path: string }[]} */
  const limits = JSON.parse(readFileSync(`${ROOT}.size-limit.json`, "utf8"));
  const missing = unweighed(limits.map(({ path }) => path));
  if (missing.length > 0) return { ok: false, output: `no line of .size-limit.json weighs ${missing.join(", ")}` };
  await bundleSizes();
  const { code, output } = await runNode("size-limit/bin.js", ["--json"], { capture: true });
  /** @type {{ name: string, size: number, sizeLimit: number, passed: boolean }[]} */
  const files = JSON.parse(output.slice(output.indexOf("["), output.lastIndexOf("]") + 1));
  const lines = files.map(({ name, size, sizeLimit }) => `${name}: ${size} bytes gzip, limit ${sizeLimit}`);
  return { ok: code === 0 && files.every(({ passed }) => passed), note: lines.join("; "), output };
}

/** What the documents give as the CDN file's hash, if they do, is its hash. */
export function integrity() {
  const known = Object.values(JSON.parse(readFileSync(`${ROOT}dist/integrity.json`, "utf8")));
  const guides = readdirSync(`${ROOT}docs`).filter((name) => name.endsWith(".md"));
  const texts = ["README.md", ...guides.map((name) => `docs/${name}`)];
  const stale = texts.flatMap((path) =>
    (readFileSync(ROOT + path, "utf8").match(/sha(256|384|512)-[\w+/=]{40,}/g) ?? [])
      .filter((hash) => !known.includes(hash))
      .map((hash) => `${path}: ${hash}`),
  );
  return { ok: stale.length === 0, note: String(known), output: `not the hash of this build:\n${stale.join("\n")}` };
}
