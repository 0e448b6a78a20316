import type { RequestFailure } from "./control-types";
import type { Reply } from "./router";

/** The faults of the HTTP side. */
export interface RequestFaults {
  fail(failure: RequestFailure): void;
  /** The failure that is due for a path, if any. */
  intercept(path: string): Reply | null;
}

export function createRequestFaults(): RequestFaults {
  let failure: RequestFailure = { times: 0 };
  let left = 0;
  return {
    fail(next) {
      failure = next;
      left = next.times ?? Infinity;
    },
    intercept(path) {
      const { status = 503, retryAfter, path: prefix = "/" } = failure;
      if (left <= 0 || !path.startsWith(prefix) || path.startsWith("/__control/")) return null;
      left--;
      const headers: Record<string, string> = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
      return { status, headers, body: { error: "This failure was asked for" } };
    },
  };
}
