import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { WORKER_SOURCE, workerSource } from "../../scripts/lib/worker-source.mjs";

test("the worker inside the package is the one that its source makes: else run node scripts/worker-source.mjs", async () => {
  expect(readFileSync(WORKER_SOURCE, "utf8")).toBe(await workerSource());
});
