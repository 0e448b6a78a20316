import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const NAMES = `${root}test/documents/ambient/names.d.ts`;

/** A module to be checked; it exists in memory only. */
export interface Source {
  name: string;
  language: "ts" | "tsx" | "js";
  code: string;
}

/** What the compiler says about a source. */
export interface Complaint {
  /** The source's name. */
  source: string;
  /** Counted from 0. */
  line: number;
  code: number;
  message: string;
  /** The line that it is about. */
  text: string;
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  // A snippet without imports is a module too: its names are its own.
  moduleDetection: ts.ModuleDetectionKind.Force,
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  allowJs: true,
  checkJs: true,
  noEmit: true,
  paths: {
    // The built package, under its name and under the older one.
    "@decartai/sdk": [`${root}dist/index.d.ts`],
    "@decart-sdk/client": [`${root}dist/index.d.ts`],
  },
};

/**
 * Type-checks modules against the built package, as strictly as an app may.
 *
 * @param paths Where other modules are, or the package itself is.
 */
export function typeCheck(sources: readonly Source[], paths: Record<string, string[]> = {}): Complaint[] {
  const options = { ...OPTIONS, paths: { ...OPTIONS.paths, ...paths } };
  const { program, complaint } = compile(sources, options, NAMES);
  return ts.getPreEmitDiagnostics(program).map(complaint);
}

/**
 * Makes a program of modules that exist in memory only.
 *
 * @param ambient The declarations of what they take for granted.
 */
export function compile(sources: readonly Source[], options: ts.CompilerOptions, ambient: string) {
  const files = new Map(sources.map((source) => [pathOf(source), source]));
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path)?.code ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const source = files.get(path);
    return source ? ts.createSourceFile(path, source.code, version) : getSourceFile(path, version, ...rest);
  };
  const complaint = ({ file, start = 0, code, messageText }: ts.Diagnostic): Complaint => {
    const source = file && files.get(file.fileName);
    const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
    return {
      source: source?.name ?? file?.fileName ?? "the program",
      line,
      code,
      message: ts.flattenDiagnosticMessageText(messageText, " "),
      text: source?.code.split("\n")[line]?.trim() ?? "",
    };
  };
  return { program: ts.createProgram([ambient, ...files.keys()], options, host), complaint, paths: [...files.keys()] };
}

function pathOf({ name, language }: Source): string {
  return `${root}test/documents/in-memory/${name.replace(/[:/]/g, "-")}.${language}`;
}
