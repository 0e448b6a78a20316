/** How failed attempts are repeated. */
export interface RetryPolicy {
  /** Attempts in all, the first one included. */
  readonly maxAttempts: number;
  /** The step before the second attempt, in milliseconds; it doubles from there. */
  readonly initialDelayMs: number;
  /** The longest step, in milliseconds. */
  readonly maxDelayMs: number;
}

/** The policy when the app gives none. */
export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 5, initialDelayMs: 1000, maxDelayMs: 10_000 };

/**
 * Milliseconds to wait before an attempt: none before the first, then 50 to 100 % of the doubled step, so that
 * clients that lost the same service don't come back in the same instant.
 *
 * @param attempt Counted from 1.
 * @param random From 0 (inclusive) to 1 (exclusive).
 */
export function retryDelay(policy: RetryPolicy, attempt: number, random: number): number {
  if (attempt <= 1) return 0;
  const step = Math.min(policy.maxDelayMs, policy.initialDelayMs * 2 ** (attempt - 2));
  return step * (0.5 + random / 2);
}
