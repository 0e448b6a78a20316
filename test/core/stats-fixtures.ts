import { readFileSync } from "node:fs";
import { type Reading, readStats } from "../../src/core/stats-reader";

/** Reports of one connection, a second apart. Each file names its origin. */
export interface Fixture {
  origin: string;
  reports: Record<string, unknown>[][];
}

/** A fixture by its name, such as `chromium-session`. */
export function fixture(name: string): Fixture {
  return JSON.parse(readFileSync(new URL(`../fixtures/stats/${name}.json`, import.meta.url), "utf8"));
}

/** Reads reports one after the other, each compared with the one before. */
export function readAll(reports: Fixture["reports"]): Reading[] {
  const readings: Reading[] = [];
  for (const report of reports) readings.push(readStats(report, readings.at(-1)));
  return readings;
}
