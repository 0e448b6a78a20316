import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** Keeps a result for the table in docs/reliability.md, where the long suite has asked for one. */
export function log(entry: object): void {
  const file = process.env.RELIABILITY_LOG;
  if (!file) return;
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(entry)}\n`);
}
