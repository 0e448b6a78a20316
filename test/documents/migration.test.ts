import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { typeCheck } from "./support/type-check";

const code = readFileSync(new URL("./migration/app.ts", import.meta.url), "utf8");
const source = { name: "migration", language: "ts", code } as const;
const published = fileURLToPath(new URL("../../node_modules/@decartai/sdk-published/dist/index.d.ts", import.meta.url));
const told = (complaints: ReturnType<typeof typeCheck>) =>
  complaints.filter(({ source }) => source === "migration").map(({ line, message }) => `${line + 1}: ${message}`);

test("an app written for 0.0.46 compiles with the import unchanged", () => {
  expect(told(typeCheck([source]))).toEqual([]);
});

test("it is an app for 0.0.46: that version's own types accept it", () => {
  expect(existsSync(published)).toBe(true);
  expect(told(typeCheck([source], { "@decartai/sdk": [published] }))).toEqual([]);
});
