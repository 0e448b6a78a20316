import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { typeCheck } from "./support/type-check";

const APPS = ["app", "names", "failures"].map((name) => {
  const code = readFileSync(new URL(`./migration/${name}.ts`, import.meta.url), "utf8");
  return { name: `migration-${name}`, language: "ts", code } as const;
});
const published = fileURLToPath(new URL("../../node_modules/@decartai/sdk-published/dist/index.d.ts", import.meta.url));
const told = (complaints: ReturnType<typeof typeCheck>) =>
  complaints
    .filter(({ source }) => source.startsWith("migration-"))
    .map(({ source, line, message }) => `${source}:${line + 1}: ${message}`);

test("apps written for 0.0.46 compile with the import unchanged", () => {
  expect(told(typeCheck(APPS))).toEqual([]);
});

test("they are apps for 0.0.46: that version's own types accept them", () => {
  expect(existsSync(published)).toBe(true);
  expect(told(typeCheck(APPS, { "@decartai/sdk": [published] }))).toEqual([]);
});
