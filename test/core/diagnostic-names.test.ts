import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** The names that the type declares: a diagnostic can't be emitted under another one. */
const NAMES = [
  ...(/export interface DiagnosticData \{([^}]*(?:\{[^}]*\}[^}]*)*)\n\}/
    .exec(read("src/core/diagnostics.ts"))?.[1]
    ?.matchAll(/^ {2}(\w+): /gm) ?? []),
].map(([, name = ""]) => name);

const tests = readdirSync(new URL("../browser", import.meta.url), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => read(`test/browser/${path}`))
  .join("\n");

test("all documented names are declared", () => {
  const documented = [
    "phaseTiming",
    "iceCandidate",
    "iceStateChange",
    "peerConnectionStateChange",
    "signalingStateChange",
    "selectedCandidatePair",
    "reconnect",
    "videoStall",
  ];
  expect(NAMES).toEqual(expect.arrayContaining(documented));
});

describe.each(NAMES)("%s", (name) => {
  test("is in the documentation", () => {
    expect(read("docs/observability.md")).toContain(`\`${name}\``);
  });

  test("is looked for by a test in a real browser", () => {
    expect(tests.includes(`"${name}"`)).toBe(true);
  });
});
