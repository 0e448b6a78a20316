import ts from "typescript";
import { compile, type Source } from "../../documents/support/type-check";
import { ROOT } from "./guides";

/** The declarations of what blocks take for granted. */
export const AMBIENT = `${ROOT}test/guides/ambient/names.d.ts`;

/** The file of the CDN, by the version that this repository is. */
const CDN = (version: string) => `https://cdn.jsdelivr.net/npm/@decartai/sdk@${version}/dist/decart.min.js`;

/** This repository's own options, strict, with the sources under the package's names. */
function options(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [AMBIENT] }, ts.sys, ROOT);
  const { version } = JSON.parse(ts.sys.readFile(`${ROOT}package.json`) ?? "");
  return {
    ...options,
    moduleDetection: ts.ModuleDetectionKind.Force,
    // An example declares what its reader goes on with.
    noUnusedLocals: false,
    noUnusedParameters: false,
    // A list's first item may be taken without a question: apps don't have this option, as a rule.
    noUncheckedIndexedAccess: false,
    paths: { ...options.paths, [CDN(version)]: ["./src/index.ts"] },
  };
}

/** Type-checks modules against the sources: what the compiler says, each with the line of the text it is about. */
export function checkModules(sources: readonly (Source & { line: number; file: string })[]): string[] {
  const { program, complaint, paths } = compile(sources, options(), AMBIENT);
  const files = paths.map((path) => program.getSourceFile(path));
  return files
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(complaint)
    .map(({ source, line, code, message, text }) => {
      const from = sources.find(({ name }) => name === source);
      return `${from?.file}:${(from?.line ?? 0) + line} TS${code} ${message}   ${text}`;
    });
}
