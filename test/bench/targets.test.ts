import { describe, expect, test } from "vitest";
import { KEPT, read } from "../../bench/kept";
import type { Result, Table } from "../../bench/results";
import { targets } from "../../bench/targets";

const resultOf = (name: string, ...tables: Table[]): Result => ({
  name,
  command: "",
  date: "",
  took: "",
  machine: "",
  part: { title: name, how: "", tables },
});

/** The row of the target, without its name. */
function target(name: string, ...results: Result[]) {
  const rows = targets(results).tables[0]?.rows ?? [];
  const found = rows.filter(([what]) => String(what).startsWith(name));
  expect(found).toHaveLength(1);
  return found[0]?.slice(1);
}

const distance = (rttMs: number, ...rows: string[][]) =>
  resultOf("connecting", {
    caption: `${rttMs} ms round trip`,
    head: ["", "connected, ms", "round trips", "first styled frame, ms", "its size", "failed"],
    rows: rows.map(([name = "", connected = "", styled = "", size = "", failed = "0/8"]) => {
      return [name, connected, "", styled, size, failed];
    }),
  });

describe("a number", () => {
  const connected = (cell: string, failed = "0/8") =>
    target("ours: connected, 100 ms", distance(100, ["ours", cell, "700", "1088×624", failed]));

  test("reaches its target up to the limit itself", () => {
    expect(connected("517 (516–524)")).toEqual(["at most 530 ms", "517 (516–524) ms", "yes"]);
    expect(connected("530")?.at(-1)).toBe("yes");
    expect(connected("531 (400–540)")?.at(-1)).toBe("no");
  });

  test("stands with the runs that failed, where some did", () => {
    expect(connected("517 (516–524)", "1/8")).toEqual(["at most 530 ms", "517 (516–524) ms, 1/8 failed", "yes"]);
  });

  test("is none where all have failed: that isn't reached", () => {
    expect(connected("–", "8/8")).toEqual(["at most 530 ms", "– ms, 8/8 failed", "no"]);
  });

  test("of another distance is another target's", () => {
    expect(target("ours: connected, 0 ms", distance(100, ["ours", "20"]))).toEqual([
      "at most 35 ms",
      "not measured",
      "–",
    ]);
  });

  test("has a digit where the limit has", () => {
    const core = (kB: string) =>
      target(
        "core",
        resultOf("size", { head: ["", "kB"], rows: [["core: what a page loads before its first frame", kB]] }),
      );
    expect(core("20.0")).toEqual(["at most 20.0 kB", "20.0 kB", "yes"]);
    expect(core("20.1")?.at(-1)).toBe("no");
  });
});

describe("beside the published SDK", () => {
  const styled = (ours: string, theirs: string) =>
    target(
      "ours: first styled frame, 50 ms",
      distance(50, ["ours", "", ours], ["published 0.0.46", "", theirs], ["ours, prewarmed", "", "1"]),
    );

  test.each([
    ["949 (1–9)", "yes"],
    ["950", "even"],
    ["1000", "even"],
    ["1050 (1–9)", "even"],
    ["1051", "no"],
    ["–", "no"],
  ])("%s where it has 1000: %s", (ours, reached) => {
    expect(styled(ours, "1000 (900–1100)")).toEqual(["at most 1000 ms, published 0.0.46's", `${ours} ms`, reached]);
  });

  test("who has a number where it has none is before it", () => {
    expect(styled("2000", "–")?.at(-1)).toBe("yes");
  });

  test("nothing is said where it was not measured", () => {
    expect(target("ours: first styled frame, 50 ms", distance(50, ["ours", "", "30"]))).toEqual([
      "published 0.0.46's",
      "30 ms",
      "not measured",
    ]);
  });

  test("pauses on a narrow link are compared with those at the same rate", () => {
    const rate = (kbps: number, ours: string, theirs: string): Table => ({
      caption: `${kbps} kbit/s`,
      head: ["", "longest pause, ms", "failed"],
      rows: [
        ["ours", ours, "0/8"],
        ["published 0.0.46", theirs, "0/8"],
      ],
    });
    const narrow = resultOf("narrow", rate(300, "400", "300"), rate(1000, "100", "300"));
    expect(target("ours: longest pause, 300", narrow)?.at(-1)).toBe("no");
    expect(target("ours: longest pause, 1000", narrow)?.at(-1)).toBe("yes");
  });
});

test.each([
  ["1088×624", "yes"],
  ["1088×624, 544×312", "no"],
  ["–", "no"],
])("the first frame has its full size in every run: %s", (size, reached) => {
  const name = "ours: size of the first styled frame, 200 ms";
  expect(target(name, distance(200, ["ours", "", "", size]))).toEqual(["1088×624", size, reached]);
});

test.each([
  ["100 (99–101)", "yes"],
  ["99 (98–100)", "no"],
])("all frames are kept: %s", (cell, reached) => {
  const head = ["", "in peace", "main thread blocked", "tab hidden", "failed"];
  const mirror = resultOf("mirror", { head, rows: [["mirrored by the SDK", "1", cell, "2", "0/2"]] });
  expect(target("mirrored by the SDK: frames that reach the service, main", mirror)).toEqual([
    "100 %",
    `${cell} %`,
    reached,
  ]);
});

test("why the prepared frame is late is said where it is", () => {
  const notes = (styled: string) =>
    targets([distance(100, ["ours, prewarmed with socket", "", styled])]).notes?.join() ?? "";
  expect(notes("515")).toContain("480 ms aren't reached");
  expect(notes("480")).not.toContain("480 ms aren't reached");
});

test("of nothing, and of a part that failed, nothing was measured", () => {
  for (const results of [[], [resultOf("connecting")]]) {
    const rows = targets(results).tables[0]?.rows ?? [];
    expect(rows).toHaveLength(20);
    expect(new Set(rows.map(([, , measured]) => measured))).toEqual(new Set(["not measured"]));
  }
});

test("every target finds its figure in what the repository keeps", () => {
  const rows = targets(read(KEPT, ["connecting", "narrow", "size", "mirror"])).tables[0]?.rows ?? [];
  expect(rows.filter((cells) => cells.includes("not measured"))).toEqual([]);
});
