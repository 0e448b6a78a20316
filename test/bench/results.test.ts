// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { drawBars, drawLines } from "../../bench/plots";
import { type Part, partToMarkdown, partToText } from "../../bench/results";

const parse = (svg: string) => new DOMParser().parseFromString(svg, "image/svg+xml");
const numbers = (elements: Iterable<Element>, name: string) =>
  [...elements].map((element) => Number(element.getAttribute(name)));

describe("drawings", () => {
  const bars = drawBars({
    title: 'A & B < "C"',
    unit: "ms",
    series: ["one", "other"],
    groups: [
      {
        label: "near",
        bars: [
          { series: 0, value: 100, min: 50, max: 200 },
          { series: 1, value: 50 },
        ],
      },
    ],
  });

  test("bars are as high as their values, and no higher than the drawing", () => {
    // Those of the legend have rounded corners.
    const rects = [...parse(bars).querySelectorAll("rect")].filter((rect) => !rect.hasAttribute("rx"));
    const [high = 0, low = 0] = numbers(rects, "height");
    expect(rects).toHaveLength(2);
    expect(high / low).toBeCloseTo(2, 1);
    expect(Math.min(...numbers(rects, "y"))).toBeGreaterThan(0);
    expect(rects[0]?.getAttribute("fill")).not.toBe(rects[1]?.getAttribute("fill"));
  });

  test("a line goes from minimum to maximum, where there is more than one value", () => {
    const whiskers = [...parse(bars).querySelectorAll("path.whisker")];
    expect(whiskers).toHaveLength(1);
    const [, from = "", to = ""] = /M[\d.]+ ([\d.]+)V([\d.]+)/.exec(whiskers[0]?.getAttribute("d") ?? "") ?? [];
    // Down is up.
    expect(Number(from)).toBeGreaterThan(Number(to));
  });

  test("what is written on them is escaped, and has a colour of its own on a dark page", () => {
    expect(bars).toContain("A &amp; B &lt; ");
    expect(bars).toContain('aria-label="A &amp; B &lt; &quot;C&quot;"');
    expect(bars).toContain("prefers-color-scheme: dark");
  });

  test("the published one has the same colour wherever it stands", () => {
    const lines = (...names: string[]) =>
      drawLines({ title: "t", unit: "u", across: "s", lines: names.map((name) => ({ name, points: [[0, 1]] })) });
    const colourOf = (svg: string) =>
      parse(svg).querySelectorAll("rect[rx]")[svg.includes("third") ? 2 : 0]?.getAttribute("fill");
    expect(colourOf(lines("ours", "other", "published third"))).toBe(colourOf(lines("published", "ours")));
    expect(colourOf(lines("ours"))).not.toBe(colourOf(lines("published")));
  });

  test("a long label takes as many lines as it needs, and the drawing grows by them", () => {
    const draw = (label: string) =>
      drawBars({
        title: "t",
        unit: "u",
        series: ["a"],
        groups: [..."1234567"].map(() => ({ label, bars: [{ series: 0, value: 1 }] })),
      });
    const height = (svg: string) => Number(parse(svg).documentElement.getAttribute("viewBox")?.split(" ")[3]);
    expect(height(draw("the socket is closed with a close frame"))).toBeGreaterThan(height(draw("short")));
    expect(draw("the socket is closed with a close frame")).toContain(">the socket is</text>");
  });

  test("nothing to draw is an empty axis, not a broken file", () => {
    for (const svg of [
      drawBars({ title: "t", unit: "u", series: [], groups: [] }),
      drawLines({ title: "t", unit: "u", across: "s", lines: [{ name: "none", points: [] }] }),
    ])
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("lines go from left to right, and up with their values", () => {
    const lines = [
      {
        name: "one",
        points: [
          [0, 0],
          [1, 10],
          [2, 20],
        ] as [number, number][],
      },
    ];
    const path = parse(drawLines({ title: "t", unit: "frames", across: "s", lines })).querySelector("path");
    const points = (path?.getAttribute("d") ?? "")
      .slice(1)
      .split("L")
      .map((point) => point.split(" ").map(Number));
    const [[x1 = 0, y1 = 0] = [], [x2 = 0, y2 = 0] = [], [x3 = 0] = []] = points;
    expect(x1).toBeLessThan(x2);
    expect(x2 - x1).toBeCloseTo(x3 - x2, 0);
    expect(y2).toBeLessThan(y1);
  });
});

describe("a part of the run", () => {
  const part: Part = {
    title: "Connecting",
    how: "From here to there.",
    tables: [
      {
        caption: "near",
        head: ["", "ms"],
        rows: [
          ["ours | best", 30],
          ["published", 122],
        ],
      },
    ],
    plots: [
      {
        file: "connecting.svg",
        alt: "Times",
        draw: { kind: "bars", title: "Times", unit: "ms", series: ["ours"], groups: [] },
      },
    ],
    notes: ["Seen."],
  };

  test("on a screen: columns under one another, numbers to the right", () => {
    expect(partToText(part).split("\n")).toEqual([
      "== Connecting",
      "",
      "near",
      "              ms",
      "-----------  ---",
      "ours | best   30",
      "published    122",
      "",
      "(Seen.)",
    ]);
  });

  test("in the document: how it was made, the drawing, the table", () => {
    const text = partToMarkdown(part, "made by hand");
    expect(text).toMatch(/^## Connecting\n\nFrom here to there\.\n\n!\[Times\]\(images\/connecting\.svg\)/);
    expect(text).toContain("|  | ms |\n|---|--:|\n| ours \\| best | 30 |\n| published | 122 |");
    expect(text).toMatch(/Seen\.\n\nmade by hand$/);
  });
});
