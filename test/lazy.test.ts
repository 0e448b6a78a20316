import { expect, test } from "vitest";
import { isDecartSDKError } from "../src/errors";
import { lazy } from "../src/lazy";

test("what is loaded is kept, and loaded once however many ask for it", async () => {
  let loads = 0;
  const part = lazy(async () => {
    loads += 1;
    return { loads };
  });
  expect(loads).toBe(0);
  const [first, second] = await Promise.all([part(), part()]);
  expect(first).toBe(second);
  expect(await part()).toBe(first);
  expect(loads).toBe(1);
});

test("what can't be loaded is a typed error, and asked for again", async () => {
  let served = false;
  const cause = new TypeError("Failed to fetch dynamically imported module");
  const part = lazy(async () => {
    if (!served) throw cause;
    return "part";
  });
  const error = await part().catch((error: unknown) => error);
  expect(error).toMatchObject({ code: "LOAD_ERROR", retryable: true, cause });
  expect(isDecartSDKError(error)).toBe(true);
  served = true;
  expect(await part()).toBe("part");
});
