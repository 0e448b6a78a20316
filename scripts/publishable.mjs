// Runs before `npm publish`, and keeps what isn't ready from being published. docs/releasing.md says what to do.
import { readdirSync, readFileSync } from "node:fs";
import { build } from "./lib/build.mjs";
import { endOnSignals } from "./lib/run.mjs";
import { ROOT, say } from "./lib/say.mjs";

/** @param {Record<string, unknown>} manifest @param {string[]} changesets Files of .changeset */
export function obstacles(manifest, changesets) {
  const missing = ["repository", "homepage", "bugs"].filter((name) => !manifest[name]);
  const pending = changesets.filter((name) => name.endsWith(".md") && name !== "README.md");
  return [
    ...missing.map((name) => `package.json has no \`${name}\`: name the repository that the package is published from`),
    ...pending.map((name) => `.changeset/${name} isn't in a version yet: npm run next-version`),
  ];
}

if (process.env.npm_lifecycle_event === "prepublishOnly") {
  endOnSignals();
  const found = obstacles(JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")), readdirSync(`${ROOT}.changeset`));
  for (const line of found) say(`not to be published: ${line}`);
  // What goes out is what is in the source now.
  process.exit(found.length > 0 ? 1 : (await build()).code);
}
