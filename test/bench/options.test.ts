import { describe, expect, test } from "vitest";
import { KEPT, SCRATCH } from "../../bench/kept";
import { folderOf, help, isFull, readOptions, refusal } from "../../bench/options";

const PARTS = ["connecting", "narrow"];
const refused = (...args: string[]) => refusal(readOptions(args), PARTS);

describe("what can't be done is refused in a line", () => {
  test.each([
    ["a quick run leaves the document alone", ["--quick", "--docs"], "--quick and --docs exclude each other"],
    ["of some parts too", ["--quick", "--only", "narrow", "--docs"], "--quick and --docs exclude each other"],
    ["a soak takes minutes", ["--soak", "long"], "--soak takes a number of minutes"],
    ["or more than none", ["--soak", "0"], "--soak takes a number of minutes"],
    ["parts have names", ["--only", "narrow,wide"], "no part is called wide; there are connecting, narrow"],
  ])("%s", (_, args, why) => {
    expect(refused(...args)).toContain(why);
    expect(refused(...args)).not.toContain("\n");
  });

  test.each([
    [[]],
    [["--quick"]],
    [["--docs"]],
    [["--only", "narrow,connecting", "--docs"]],
    [["--soak", "30", "--docs"]],
    [["--soak"]],
  ])("%j can be done", (args) => {
    expect(refused(...args)).toBeUndefined();
  });
});

describe("what is written", () => {
  test.each([
    ["a full run: the document", [], true, KEPT],
    ["one without distances: not over those with", [], false, SCRATCH],
    ["unless that is asked for", ["--docs"], false, KEPT],
    ["a quick one: not the document", ["--quick"], true, SCRATCH],
    ["some parts: not the document", ["--only", "narrow"], true, SCRATCH],
    ["unless that is asked for", ["--only", "narrow", "--docs"], true, KEPT],
    ["a soak: not the document", ["--soak", "2"], true, SCRATCH],
    ["unless that is asked for", ["--soak", "2", "--docs"], false, KEPT],
  ])("%s", (_, args, hasLink, folder) => {
    expect(folderOf(readOptions(args), hasLink)).toBe(folder);
  });
});

test("a full run is all parts with all their samples", () => {
  const full = (...args: string[]) => isFull(readOptions(args));
  expect([full(), full("--docs"), full("--quick"), full("--only", "narrow"), full("--soak")]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test("the help names all parts", () => {
  expect(help(PARTS)).toContain("connecting, narrow;");
});
