import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Consumer, root } from "./packed";

const SOURCES = join(root, "test/package/consumer");
const APART = join(root, "test/package/apart/compilers/package.json");
const { dependencies, devDependencies } = JSON.parse(readFileSync(APART, "utf8"));
const versions = (packages: object) =>
  Object.keys(packages).flatMap((name) => (name.startsWith("typescript-") ? name.slice("typescript-".length) : []));

/** TypeScript's oldest and newest minor version that the types are for. */
export const ENDS = versions(dependencies);
/** Those in between. */
export const BETWEEN = versions(devDependencies);

/** An app of a stranger's, and how it is compiled. */
export interface App {
  name: string;
  /** Modules of consumer/, with the extension that says whether they are ESM (`mts`), CommonJS (`cts`) or either (`ts`). */
  files: string[];
  options: Record<string, unknown>;
}

const BUNDLER = { module: "esnext", moduleResolution: "bundler" };
const NODE16 = { module: "node16", moduleResolution: "node16" };
const NODE10 = { module: "commonjs", moduleResolution: "node10" };
const DOM = { lib: ["ES2022", "DOM"] };
const SERVER = { lib: ["ES2022"], ...BUNDLER };
const PAGE = ["app", "react", "vue", "node"];
const as = (extension: string) => PAGE.map((name) => `${name}.${extension}`);

/**
 * The apps that a version of TypeScript has to accept.
 *
 * @param minimum Where the oldest versions of the peers are.
 */
export function appsFor(version: string, minimum: string): App[] {
  // TypeScript 6 calls node10 deprecated, and has to be told that one knows; 7 hasn't got it any more.
  const major = Number(version.split(".")[0]);
  const node10 = major < 6 ? NODE10 : { ...NODE10, ignoreDeprecations: "6.0" };
  const oldest = (packages: Record<string, string>) => ({
    ...DOM,
    ...BUNDLER,
    paths: Object.fromEntries(
      Object.entries(packages).map(([name, path]) => [name, [join(minimum, "node_modules", path)]]),
    ),
  });
  return [
    { name: "under bundler", files: as("ts"), options: { ...DOM, ...BUNDLER } },
    {
      name: "under node16, from ESM and from CommonJS",
      files: [...as("mts"), ...as("cts")],
      options: { ...DOM, ...NODE16 },
    },
    ...(major < 7 ? [{ name: "under node10", files: as("ts"), options: { ...DOM, ...node10 } }] : []),
    { name: "on React 18", files: ["react.ts"], options: oldest({ react: "@types/react" }) },
    { name: "on Vue 3.3", files: ["vue.ts"], options: oldest({ vue: "vue" }) },
    { name: "without the DOM library", files: ["server.ts", "node.ts"], options: SERVER },
    { name: "without it, with Node's types", files: ["server.ts", "node.ts"], options: { ...SERVER, types: ["node"] } },
    // Those types and the DOM's exclude one another, as their own declarations say: the projects of Cloudflare's
    // templates don't check libraries.
    {
      name: "as a Worker of Cloudflare's",
      files: ["worker.ts"],
      options: { ...SERVER, types: ["@cloudflare/workers-types"], skipLibCheck: true },
    },
  ];
}

/**
 * Compiles an app against the packed package, its declarations included, as strictly as an app may.
 *
 * @param compilers Where the versions of TypeScript are.
 * @returns What the compiler says: nothing, if all is well.
 */
export async function compile(consumer: Consumer, compilers: string, version: string, app: App): Promise<string> {
  for (const file of app.files) {
    copyFileSync(join(SOURCES, file.replace(/[mc]ts$/, "ts")), join(consumer.folder, file));
  }
  const strictest = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };
  const given = { target: "es2022", types: [], noEmit: true, skipLibCheck: false, ...strictest, ...app.options };
  const config = `tsconfig.${version}-${app.name.replaceAll(/\W+/g, "-")}.json`;
  consumer.write(config, JSON.stringify({ compilerOptions: given, files: app.files }));
  const tsc = join(compilers, `node_modules/typescript-${version}/bin/tsc`);
  const { code, stdout, stderr } = await consumer.node(tsc, "--project", config);
  return code === 0 ? "" : stdout + stderr;
}

/** Puts packages beside those of the app: a name, and where it is. */
export function addPackages({ folder }: Consumer, packages: Record<string, string>): void {
  for (const [name, path] of Object.entries(packages)) {
    const at = join(folder, "node_modules", name);
    mkdirSync(dirname(at), { recursive: true });
    symlinkSync(path, at, "junction");
  }
}
