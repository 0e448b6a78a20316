import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "../../scripts/lib/hash.mjs";
import { npm, root } from "./packed";

/** How a folder's packages are installed. */
export interface ApartOptions {
  /** Where its package.json and package-lock.json are, from the repository's root. @default "test/package/apart/<name>" */
  from?: string;
  /** Its devDependencies too. @default false */
  all?: boolean;
}

/**
 * Installs what one test needs and what must not be beside the repository's own packages: other versions of them, or
 * packages too big for every `npm ci`. Each such folder has a lock file of its own. Resolves with the folder that they
 * are in; it is kept until the lock file changes.
 */
export async function installApart(name: string, options: ApartOptions = {}): Promise<string> {
  const { from = `test/package/apart/${name}`, all = false } = options;
  const folder = join(root, "out/apart", name);
  const files = ["package.json", "package-lock.json"];
  const hash = hashOf(files.map((file) => join(root, from, file)));
  const stamp = join(folder, "node_modules/.decart-setup");
  const installed = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
  if (installed === `${hash} all` || (installed === hash && !all)) return folder;
  rmSync(join(folder, "node_modules"), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of files) cpSync(join(root, from, file), join(folder, file));
  await npm(folder, "ci", "--prefer-offline", "--ignore-scripts", all ? "--include=dev" : "--omit=dev");
  writeFileSync(stamp, all ? `${hash} all` : hash);
  return folder;
}
