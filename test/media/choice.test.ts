import { expect, test } from "vitest";
import { createChoice } from "../../src/media/worker/choice";

/** What is chosen for so many frames, when each way costs so much. */
function run(frames: number, cost: { rows: number; canvas: number }) {
  const choice = createChoice();
  return Array.from({ length: frames }, () => {
    const way = choice.next();
    choice.took(way, cost[way]);
    return way;
  });
}

test("cheap rows are kept, and no canvas is tried", () => {
  expect(new Set(run(100, { rows: 2, canvas: 0.1 }))).toEqual(new Set(["rows"]));
});

test("slow rows against a quick canvas: both are measured, the canvas stays", () => {
  const ways = run(100, { rows: 12, canvas: 1 });
  expect(ways.slice(0, 7).every((way) => way === "rows")).toBe(true);
  expect(ways.slice(7).every((way) => way === "canvas")).toBe(true);
});

test("slow rows against a slower canvas: the rows come back", () => {
  const ways = run(100, { rows: 12, canvas: 30 });
  expect(ways.filter((way) => way === "canvas")).toHaveLength(7);
  expect(ways.at(-1)).toBe("rows");
});

test("a slow first frame decides nothing", () => {
  const choice = createChoice();
  for (const ms of [80, 2, 2, 2, 2, 2, 2]) choice.took("rows", ms);
  expect(choice.next()).toBe("rows");
});
