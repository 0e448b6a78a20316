import { describe, expect, test } from "vitest";
import { keptFor, stopwatch, tokenProvider } from "../../src/http/token-provider";
import { failureOf } from "../support/failures";
import { createLoopback, drop, json } from "./loopback";

const service = createLoopback();
let minted = 0;
const gives = (more: object, headers: Record<string, string> = {}) => {
  service.answer((asked, response) => json({ apiKey: `ek_${++minted}`, ...more }, 200, headers)(asked, response));
};
const setUp = (init?: Parameters<typeof tokenProvider>[1]) => {
  minted = 0;
  return tokenProvider(`${service.url}/token`, init);
};
test("asks by POST for a token", async () => {
  gives({});
  expect(await setUp()()).toBe("ek_1");
  expect(service.asked[0]).toMatchObject({ method: "POST", path: "/token" });
});

test("more of the request is the app's, also asked anew for each token", async () => {
  gives({});
  let login = 0;
  const ask = setUp(async () => ({ method: "GET", headers: { authorization: `user ${++login}` } }));
  await ask();
  await ask();
  expect(service.asked.map(({ method, headers }) => [method, headers.authorization])).toEqual([
    ["GET", "user 1"],
    ["GET", "user 2"],
  ]);
});

describe("a token is kept", () => {
  const at = (seconds: number) => new Date(Date.UTC(1990, 0, 1) + seconds * 1000);

  test.each([
    [3600, 3570],
    [300, 270],
    [120, 90],
    [60, 45],
    [4, 3],
  ])("of %i s for %i s, whatever the time of day is said to be", (life, kept) => {
    for (const expiresAt of [undefined, at(-1e9).toISOString(), at(1e9).toISOString()]) {
      expect(keptFor({ expiresIn: life, expiresAt }, at(0).toUTCString())).toBe(kept * 1000);
    }
    // Without `expiresIn`, from the answer's own `Date` on.
    expect(keptFor({ expiresAt: at(life).toISOString() }, at(0).toUTCString())).toBe(kept * 1000);
  });

  test.each([
    [{}, null],
    [{ expiresAt: "soon" }, at(0).toUTCString()],
    [{ expiresAt: at(300).toISOString() }, null],
    [{ expiresAt: at(300).toISOString() }, "today"],
    [{ expiresIn: 0 }, null],
    [{ expiresIn: -5 }, null],
    [{ expiresIn: "long" }, null],
    [{ expiresAt: at(-1).toISOString() }, at(0).toUTCString()],
  ])("with %j and the Date %j not at all", async (answer, date) => {
    expect(keptFor(answer, date) > 0).toBe(false);
    service.answer((_, response) => {
      response.sendDate = false;
      if (date) response.setHeader("date", date);
      response.end(JSON.stringify({ apiKey: `ek_${++minted}`, ...answer }));
    });
    const ask = setUp();
    expect([await ask(), await ask()]).toEqual(["ek_1", "ek_2"]);
  });

  test("until then, and no longer", async () => {
    gives({ expiresIn: 0.4 });
    const ask = setUp();
    const started = performance.now();
    let key = await ask();
    let asked = 1;
    for (; key === "ek_1"; asked += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      key = await ask();
    }
    expect(performance.now() - started).toBeGreaterThanOrEqual(299);
    expect(asked).toBeGreaterThan(2);
    expect(service.asked).toHaveLength(2);
  });

  test("not when the service has refused it", async () => {
    gives({ expiresIn: 300 });
    const ask = setUp();
    expect(await ask("another")).toBe("ek_1");
    expect(await ask("another")).toBe("ek_1");
    expect(await ask("ek_1")).toBe("ek_2");
    expect([await ask(), await ask("ek_1")]).toEqual(["ek_2", "ek_2"]);
  });

  test("not over a sleep or a changed clock: the one that has gone further counts", () => {
    const times = [1000, 50];
    const elapsed = stopwatch([() => times[0] as number, () => times[1] as number]);
    expect(elapsed()).toBe(0);
    times[0] = 4000;
    expect(elapsed()).toBe(3000);
    times[0] = -1e6;
    times[1] = 75;
    expect(elapsed()).toBe(25);
  });
});

test("calls at once share one request", async () => {
  gives({ expiresIn: 300 });
  const ask = setUp();
  expect(await Promise.all([ask(), ask(), ask()])).toEqual(["ek_1", "ek_1", "ek_1"]);
  expect(service.asked).toHaveLength(1);
});

describe("failures", () => {
  test.each([
    [401, false],
    [403, false],
    [404, false],
    [429, true],
    [500, true],
    [503, true],
  ])("HTTP %i is INVALID_API_KEY with its status", async (status, retryable) => {
    service.answer(json({ apiKey: "ek_refused" }, status));
    const error = await failureOf(setUp()());
    expect(error).toMatchObject({ name: "InvalidAPIKeyError", code: "INVALID_API_KEY", data: { status }, retryable });
    expect((error as Error).message).toContain(`HTTP ${status}`);
  });

  test("a server that can't be reached", async () => {
    service.answer(drop);
    expect(await failureOf(setUp()())).toMatchObject({ code: "INVALID_API_KEY", retryable: true });
  });

  test.each([[null], ["ek"], [{}], [{ apiKey: 7 }]])("an answer without a key: %j", async (answer) => {
    service.answer(json(answer));
    expect(await failureOf(setUp()())).toMatchObject({ code: "INVALID_API_KEY", retryable: false });
  });

  test("aren't kept", async () => {
    service.answer(json({}, 503), json({ apiKey: "ek" }));
    const ask = setUp();
    await failureOf(ask());
    expect(await ask()).toBe("ek");
  });
});
