import { expect, test } from "vitest";
import { useBrowser } from "./support/fixture";

type Page = typeof import("./pages/transport");

const shared = useBrowser();

async function run<K extends keyof Page>(name: K) {
  const page = await shared.browser.newPage(shared.pages.url("transport"));
  try {
    const result = await (page.scenarios<Page>()[name] as () => Promise<Awaited<ReturnType<Page[K]>>>)();
    expect(page.problems).toEqual([]);
    return result;
  } finally {
    await page.close();
  }
}

test("candidates that come before the answer are kept until it is there", async () => {
  expect(await run("earlyCandidates")).toEqual({ failures: 0, tooEarly: 0 });
});

test("in an ICE restart they belong to the answer that is on its way", async () => {
  expect(await run("earlyCandidatesOfRestart")).toEqual({ failures: 0, tooEarly: 0, changed: true });
});

test("an offer of the service's that meets ours stands; ours is taken back and made again", async () => {
  expect(await run("collision")).toEqual({ failures: 0, restarted: true, anew: true });
});

test("a closed transport is silent, and the camera goes on until its owner ends it", async () => {
  expect(await run("closed")).toEqual({ silent: true, stats: "some", camera: "ended" });
});

test("both sides are told what to start with, each its own rate", async () => {
  expect(await run("startRates")).toEqual({ up: "600", down: "1000" });
  expect(await run("repeatedStartRates")).toEqual({ up: "600", down: "1000" });
});

// Firefox's way is among the scenarios.
test("a key frame goes out when it is asked for", async () => {
  expect(await run("keyFrame")).toEqual({ more: 1, sameSize: true });
});
