// `npm run next-version`: what .changeset says becomes the next version, in package.json, CHANGELOG.md and src/version.ts.
import { readFileSync, writeFileSync } from "node:fs";
import { endOnSignals, runNode } from "./lib/run.mjs";
import { ROOT } from "./lib/say.mjs";

endOnSignals();
const { code } = await runNode("@changesets/cli/bin.js", ["version"]);
if (code !== 0) process.exit(code);
const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));
const path = `${ROOT}src/version.ts`;
writeFileSync(path, readFileSync(path, "utf8").replace(/VERSION = ".*"/, `VERSION = "${version}"`));
