import { describe, expect, test } from "vitest";
import type { LogLevel } from "../src/logger";
import { copyOf } from "./support/copy-of";

const LEVELS: LogLevel[] = ["debug", "info", "warn", "error"];

/** The module with a console of its own, and what it wrote there. */
function setUp() {
  const lines: unknown[][] = [];
  const write = (level: LogLevel) => [level, (...line: unknown[]) => void lines.push([level, ...line])];
  const console = Object.fromEntries(LEVELS.map(write));
  return { lines, ...copyOf<typeof import("../src/logger")>("src/logger.ts", { console }) };
}

describe("createConsoleLogger", () => {
  test.each([
    ["debug", LEVELS],
    ["info", ["info", "warn", "error"]],
    ["warn", ["warn", "error"]],
    ["error", ["error"]],
    [undefined, ["warn", "error"]],
  ] as [LogLevel | undefined, LogLevel[]][])("%s lets %j through", (level, through) => {
    const { lines, createConsoleLogger } = setUp();
    const logger = createConsoleLogger(level);
    for (const name of LEVELS) logger[name]("A message.");
    expect(lines).toEqual(through.map((name) => [name, "[decart] A message."]));
  });

  test("facts are passed on, and nothing in their place", () => {
    const { lines, createConsoleLogger } = setUp();
    const data = { code: "TIMEOUT" };
    createConsoleLogger("debug").info("A message.", data);
    expect(lines).toEqual([["info", "[decart] A message.", data]]);
    expect(lines[0]?.[2]).toBe(data);
  });

  test("loggers are independent of one another, and of the silent one", () => {
    const { lines, createConsoleLogger, noopLogger } = setUp();
    createConsoleLogger("debug");
    createConsoleLogger("error").warn("A message.");
    noopLogger.error("A message.");
    expect(lines).toEqual([]);
  });
});

test("noopLogger drops everything", () => {
  const { lines, noopLogger } = setUp();
  for (const level of LEVELS) expect(noopLogger[level]("A message.", { a: 1 })).toBeUndefined();
  expect(lines).toEqual([]);
});
