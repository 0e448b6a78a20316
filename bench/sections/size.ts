import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { run } from "../../scripts/lib/run.mjs";
import { ROOT } from "../../scripts/lib/say.mjs";
import { bundle, squeeze } from "../../scripts/lib/sizes.mjs";
import { COLUMNS, CORE } from "../names";
import { kilobytes } from "../numbers";
import type { Part } from "../results";
import type { World } from "../world";

/** The newest of the published ones: it speaks another protocol, and is here for its size only. */
const NEWEST = "0.1.20";
const NEWEST_FOLDER = `${ROOT}out/bench/published-${NEWEST}`;
const NEWEST_PACKAGE = `${NEWEST_FOLDER}/node_modules/@decartai/sdk`;

const gzip = (code: string | Uint8Array) => gzipSync(code, { level: 9 }).length;

/** What a page has to load. */
export async function size(world: World): Promise<Part> {
  const core = gzip(await bundle('export * from "./dist/index.js"'));
  const { later, first } = await chunks();
  const entries = await Promise.all(
    otherEntries().map(async ({ name, file, platform }) => {
      const external = platform === "node" ? ["ws", "@roamhq/wrtc"] : [];
      const code = await bundle(`export * from ${JSON.stringify(file)}`, { platform, external });
      return [`\`@decartai/sdk/${name}\``, gzip(code)] as const;
    }),
  );
  const cdn = gzip(readFileSync(`${ROOT}dist/decart.min.js`));
  const worker = gzip(readFileSync(`${ROOT}dist/mirror-worker.js`));
  const published = gzip(await bundle('export * from "@decartai/sdk-published"', { inside: true }));
  // It takes as long as all the rest.
  const newest = world.quick ? null : await sizeOfNewest();
  const all = core + later.reduce((sum, { bytes }) => sum + bytes, 0) + (first - core);
  const rows: [string, number | null][] = [
    [CORE, core],
    ...later.map(({ name, bytes }): [string, number] => [`loaded when it is needed: ${name}`, bytes]),
    ["all of these together, as an app's build splits them", all],
    ["`dist/decart.min.js`: one file with everything inside", cdn],
    ["`dist/mirror-worker.js`: for pages whose policy allows no inline worker", worker],
    ...entries.map(([name, bytes]): [string, number] => [name, bytes]),
    ["published 0.0.46, everything", published],
    [`published ${NEWEST}, everything`, newest],
  ];
  const bars = [
    { label: "ours, before the first frame", value: core },
    { label: "ours, everything", value: cdn },
    { label: "published 0.0.46", value: published },
    ...(newest ? [{ label: `published ${NEWEST}`, value: newest }] : []),
  ];
  const title = "What a page loads, gzip";
  world.say("size: done");
  return {
    title: "Size",
    how: `Bundled with esbuild as an app does it, minified with terser, gzip at level 9, with every dependency inside but React, Vue, \`ws\` and the WebRTC stack; kB of 1000 bytes. The core is what counts against its limit of 20 kB. The worker that mirrors is in the media part, inline, and once more as a file of its own. An entry other than the first shares code with it: an app that uses both loads less than the sum. The published versions are bundled and weighed by the same lines; ${NEWEST}, which speaks another protocol, is fetched by npm for it, into \`out/bench/published-${NEWEST}\`.`,
    tables: [
      {
        head: ["", COLUMNS.kilobytes],
        rows: rows.map(([name, bytes]) => [name, bytes === null ? "–" : kilobytes(bytes)]),
      },
    ],
    plots: [
      {
        file: "size.svg",
        alt: `${title}; the numbers are in the table below`,
        draw: {
          kind: "bars",
          title,
          unit: "kB",
          series: ["@decartai/sdk", "published"],
          groups: bars.map(({ label, value }) => ({
            label,
            bars: [{ series: label.startsWith("ours") ? 0 : 1, value: value / 1000 }],
          })),
        },
      },
    ],
    notes:
      newest === null ? [`Version ${NEWEST} ${world.quick ? "is left to the full run" : "could not be fetched"}.`] : [],
  };
}

/** What the build of an app makes of the package: what comes at first, and each part that is loaded later. */
async function chunks() {
  const { outputFiles, metafile } = await build({
    stdin: { contents: 'export * from "./dist/index.js"', resolveDir: ROOT },
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minifySyntax: true,
    outdir: "out",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const entries = Object.entries(metafile.outputs);
  const parts = await Promise.all(
    entries.map(async ([path, { entryPoint }]) => {
      const file = outputFiles.find((file) => file.path.endsWith(path));
      const name = (entryPoint ?? "").replace(/^dist\/|-[A-Z0-9]{8}\.js$/g, "");
      return { name, first: entryPoint === "<stdin>", bytes: gzip(await squeeze(file?.text ?? "")) };
    }),
  );
  // Chunks without an entry of their own are what two of them share: they come with the first.
  const later = parts.filter(({ first, name }) => !first && name);
  const first = parts.filter(({ first, name }) => first || !name).reduce((sum, { bytes }) => sum + bytes, 0);
  return { later: later.sort((one, other) => other.bytes - one.bytes), first };
}

/** The entries of package.json beside the first. */
function otherEntries() {
  const { exports } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));
  return Object.entries<{ import?: { default: string } }>(exports).flatMap(([name, { import: entry }]) => {
    if (name === "." || !entry) return [];
    const platform = /node|server|emulator$/.test(name) ? ("node" as const) : ("browser" as const);
    return [{ name: name.slice(2), file: entry.default, platform }];
  });
}

/** The newest published version, fetched unless it is there; null where it can't be. */
async function sizeOfNewest(): Promise<number | null> {
  if (!existsSync(NEWEST_PACKAGE)) {
    mkdirSync(NEWEST_FOLDER, { recursive: true });
    // Its own package.json, so that npm takes this folder for the root and not the repository.
    writeFileSync(`${NEWEST_FOLDER}/package.json`, '{ "private": true }\n');
    const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", `@decartai/sdk@${NEWEST}`];
    const { code } = await run("npm", args, { cwd: NEWEST_FOLDER, capture: true });
    if (code !== 0) return null;
  }
  // By its file: the name alone would be this repository's own source, which tsconfig.json gives that name.
  const { main } = JSON.parse(readFileSync(`${NEWEST_PACKAGE}/package.json`, "utf8"));
  return gzip(await bundle(`export * from ${JSON.stringify(join(NEWEST_PACKAGE, main))}`, { inside: true }));
}
