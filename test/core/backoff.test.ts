import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_RETRY, retryDelay } from "../../src/core/backoff";

const ALMOST_ONE = 1 - Number.EPSILON / 2;

describe("retryDelay", () => {
  test("by default: at once, then half of the doubled step at the least, 10 s at the most", () => {
    const shortest = [1, 2, 3, 4, 5, 6, 7].map((attempt) => retryDelay(DEFAULT_RETRY, attempt, 0));
    expect(shortest).toEqual([0, 500, 1000, 2000, 4000, 5000, 5000]);
    const longest = [1, 2, 3, 4, 5, 6, 7].map((attempt) => retryDelay(DEFAULT_RETRY, attempt, ALMOST_ONE));
    for (const [index, step] of [0, 1000, 2000, 4000, 8000, 10_000, 10_000].entries()) {
      expect(longest[index]).toBeCloseTo(step);
    }
  });

  test("five attempts in all, unless the app says otherwise", () => {
    expect(DEFAULT_RETRY).toEqual({ maxAttempts: 5, initialDelayMs: 1000, maxDelayMs: 10_000 });
  });

  const policy = fc.record({
    maxAttempts: fc.integer({ min: 1, max: 1000 }),
    initialDelayMs: fc.double({ min: 0.1, max: 1e6, noNaN: true }),
    maxDelayMs: fc.double({ min: 0.1, max: 1e6, noNaN: true }),
  });
  const attempts = fc.integer({ min: 2, max: 1000 });
  const random = fc.double({ min: 0, max: ALMOST_ONE, noNaN: true });

  test("is between 50 and 100 % of the step, and finite for any number of attempts", () => {
    fc.assert(
      fc.property(policy, attempts, random, (policy, attempt, random) => {
        const longest = Math.min(policy.maxDelayMs, policy.initialDelayMs * 2 ** (attempt - 2));
        const delay = retryDelay(policy, attempt, random);
        expect(delay).toBeGreaterThanOrEqual(longest / 2);
        expect(delay).toBeLessThanOrEqual(longest);
      }),
    );
  });

  test("doubles until the cap", () => {
    fc.assert(
      fc.property(policy, attempts, random, (policy, attempt, random) => {
        const doubled = Math.min(2 * retryDelay(policy, attempt, random), policy.maxDelayMs * (0.5 + random / 2));
        expect(retryDelay(policy, attempt + 1, random)).toBeCloseTo(doubled, 6);
      }),
    );
  });
});
