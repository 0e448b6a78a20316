// `node scripts/lock.mjs`: completes package-lock.json after `npm install` has written it.
//
// Tools with a native part name one optional package per platform. Where a registry mirror carries only some of those,
// npm leaves the others out of the lock file without a word, and then `npm ci` refuses that file everywhere. Their
// versions are no mystery: the tool pins each to one. `npm run check` finds such holes, this fills them.
import { readFileSync, writeFileSync } from "node:fs";
import { findHoles } from "./lib/lock-holes.mjs";
import { ROOT, say } from "./lib/say.mjs";

const path = `${ROOT}package-lock.json`;
const lock = JSON.parse(readFileSync(path, "utf8"));
const holes = findHoles(lock.packages);
for (const { at, version, dev, platform } of holes) lock.packages[at] = { version, dev, optional: true, ...platform };
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
say(`${holes.length} packages of other platforms were added to package-lock.json`);
