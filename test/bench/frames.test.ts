import { describe, expect, test } from "vitest";
import { longestPause, middleByFrames } from "../../bench/frames";

const at = (...times: number[]) => times.map((ms) => ({ ms }));

describe("the longest pause", () => {
  test.each([
    ["is between two frames", at(500, 550, 900, 950), 1000, 350],
    ["or from the last frame to the end: who has stopped for good isn't fine", at(500, 550, 600), 5000, 4400],
    ["not before the first frame, which has a column of its own", at(900, 950), 1000, 50],
    ["is all the time where no frame came", at(), 5000, 5000],
    ["is never negative", at(1010), 1000, 0],
  ])("%s", (_, frames, endMs, expected) => {
    expect(longestPause(frames, endMs)).toBe(expected);
  });
});

describe("the run in the middle", () => {
  const runs = (...counts: number[]) => counts.map((count) => ({ frames: new Array(count) }));
  const middle = (...counts: number[]) => middleByFrames(runs(...counts))?.frames.length;

  test("is the one with as many above as below, in whatever order they came", () => {
    expect(middle(162, 69, 161)).toBe(161);
    expect(middle(7)).toBe(7);
  });

  test("of an even number the lower one of two: it is a run, not a mean", () => {
    expect(middle(160, 171, 156, 165)).toBe(160);
  });

  test("there is none of none", () => {
    expect(middle()).toBeUndefined();
  });
});
