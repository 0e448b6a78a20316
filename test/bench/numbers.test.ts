import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kilobytes, leading, median, roundTrips, share, spread, summarize, ticks } from "../../bench/numbers";

describe("the middle", () => {
  test.each([
    [[], null],
    [[7], 7],
    [[9, 1], 5],
    [[9, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
  ])("of %j is %j", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test("has as many values below as above, in whatever order they come", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values) ?? Number.NaN;
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  test("does not sort the samples of whoever asks", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

test.each([
  ["517 (516–524)", 517],
  ["20.5", 20.5],
  ["0 (0–0)", 0],
  ["1088×624", 1088],
  ["–", null],
  ["never", null],
  ["", null],
])("the cell %j begins with %j", (cell, expected) => {
  expect(leading(cell)).toBe(expected);
});

test("samples come down to the middle, the ends and their number", () => {
  expect(summarize([30, 10, 20])).toEqual({ median: 20, min: 10, max: 30, count: 3 });
  expect(summarize([])).toBeNull();
});

test("round trips are what the distance adds, not what the client needs by itself", () => {
  expect(roundTrips(530, 30, 100)).toBe(5);
  expect(roundTrips(842, 122, 100)).toBeCloseTo(7.2);
  expect(roundTrips(30, 30, 0)).toBeNull();
});

test("figures as they stand in a table", () => {
  expect(spread([118, 96, 140])).toBe("118 (96–140)");
  expect(spread([0.25], 2)).toBe("0.25");
  expect(spread([])).toBe("–");
  expect(share(2, 10)).toBe("2/10");
  expect(kilobytes(20_480)).toBe("20.5");
});

test("an axis goes from 0 over the largest value, in few round steps", () => {
  expect(ticks(860)).toEqual([0, 200, 400, 600, 800, 1000]);
  expect(ticks(1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), (max) => {
      const steps = ticks(max);
      expect(steps[0]).toBe(0);
      expect(steps.at(-1)).toBeGreaterThanOrEqual(max * 0.999_999);
      expect(steps.length).toBeLessThanOrEqual(7);
    }),
  );
});
