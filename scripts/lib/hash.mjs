import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/**
 * One hash over the names and contents of files: equal as long as none of them has changed.
 * @param {string[]} files
 */
export function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}
