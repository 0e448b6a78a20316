import { beforeAll, describe, expect, test } from "vitest";
import { ERROR_CODES } from "../../src/index";
import { proseOf, textOf } from "./support/guides";
import { isIn, type Message, readMessages } from "./support/messages";

/** The union's members: a type is nothing that runs. */
const REASONS = textOf("src/errors.ts").split("export type ErrorReason =")[1]?.split(";")[0]?.match(/\w+/g) as string[];

/** Their messages name the call and the argument: there are too many for a list, and each says all. */
const SPEAK_FOR_THEMSELVES = ["INVALID_INPUT", "INVALID_OPTIONS", "InvalidInputError"];

describe("docs/troubleshooting.md", () => {
  const text = textOf("docs/troubleshooting.md");
  const sections = text
    .split(/^##+ /m)
    .map((section) => ({ code: /^([A-Z]+_[A-Z_]+|[A-Z]+)\n/.exec(section)?.[1], text: section }))
    .filter(({ code }) => code);
  const quotes = [
    ...proseOf("docs/troubleshooting.md")
      .replace(/\s+/g, " ")
      .matchAll(/"([^"]*)"/g),
  ]
    .map(([, quote = ""]) => quote)
    .filter((quote) => /\S \S+ \S/.test(quote));
  let messages: Message[];

  beforeAll(() => {
    messages = readMessages();
  });

  test("has a heading for every code and every reason, and for nothing else", () => {
    expect(REASONS.length).toBe(5);
    expect(sections.map(({ code }) => code).sort()).toEqual([...Object.keys(ERROR_CODES), ...REASONS].sort());
  });

  test("says of each when it comes, what to do, and what is done by itself", () => {
    for (const { text } of sections)
      expect(text).toMatch(/- \*\*When\*\*: [\s\S]*- \*\*Do\*\*: [\s\S]*- \*\*By itself\*\*: /);
  });

  test("quotes messages as the SDK has them", () => {
    expect(quotes.length).toBeGreaterThan(15);
    expect(quotes.filter((quote) => !messages.some((message) => isIn(quote, message)))).toEqual([]);
  });

  test("can be found by the message of any error", () => {
    const given = messages.filter(
      ({ error, text }) => error && /\w/.test(text) && !SPEAK_FOR_THEMSELVES.includes(error),
    );
    expect(given.length).toBeGreaterThan(15);
    const missing = given.filter((message) => !quotes.some((quote) => isIn(quote, message)));
    expect(missing.map(({ at, error, text }) => `${at} ${error}: ${text}`)).toEqual([]);
  });
});
