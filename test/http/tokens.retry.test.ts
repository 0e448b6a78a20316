import { describe, expect, test } from "vitest";
import { InvalidAPIKeyError } from "../../src/errors";
import { everything, failureOf } from "../support/failures";
import { createTokenClient, createTokenService, gives, KEY, says, TOKEN, unreachable } from "./token-service";

const service = createTokenService();

describe("what is tried again", () => {
  test.each([
    ["429", says(429), 429],
    ["500", says(500), 500],
    ["503", says(503), 503],
    ["a network that fails", unreachable, undefined],
  ])("%s: three times in all, after 0.5 s and 1 s", async (_, answer, status) => {
    service.answer(answer);
    const { tokens, waits } = createTokenClient();
    const error = await failureOf(tokens.create({ expiresIn: 60 }));
    expect(error).toMatchObject({ code: "TOKEN_CREATE_ERROR", retryable: true });
    expect((error as { data?: unknown }).data).toEqual(status && { status });
    expect(waits).toEqual([500, 1000]);
    expect(service.asked.map(({ body }) => body)).toEqual(Array(3).fill('{"expiresIn":60}'));
  });

  test("an answer ends it", async () => {
    service.answer(unreachable, says(502), gives);
    const { tokens, waits } = createTokenClient();
    await expect(tokens.create()).resolves.toEqual(TOKEN);
    expect(waits).toEqual([500, 1000]);
  });

  test("so does a refusal", async () => {
    service.answer(says(503), says(403), gives);
    const { tokens, waits } = createTokenClient();
    expect(await failureOf(tokens.create())).toMatchObject({ data: { status: 403 } });
    expect(waits).toEqual([500]);
  });

  test("`Retry-After` says how long to wait, up to 10 s", async () => {
    const in4Seconds = new Date(Date.now() + 4000).toUTCString();
    for (const [header, least, most] of [
      ["3", 3000, 3000],
      ["0", 0, 0],
      ["3600", 10_000, 10_000],
      ["1e999", 500, 500],
      ["soon", 500, 500],
      ["-5", 0, 0],
      [in4Seconds, 1, 4000],
      ["Wed, 21 Oct 2015 07:28:00 GMT", 0, 0],
      ["Fri, 21 Oct 2095 07:28:00 GMT", 10_000, 10_000],
    ] as const) {
      service.answer(says(429, { "Retry-After": header }), gives);
      const { tokens, waits } = createTokenClient();
      await tokens.create();
      expect(waits, header).toHaveLength(1);
      expect(waits[0], header).toBeGreaterThanOrEqual(least);
      expect(waits[0], header).toBeLessThanOrEqual(most);
    }
  });
});

describe("the key", () => {
  test("may come from a function, asked anew for each call", async () => {
    service.answer(gives);
    const keys = ["k1", "k2", "k3"];
    const sync = createTokenClient({ apiKey: () => keys.shift() ?? "" }).tokens;
    await sync.create();
    await sync.create();
    const { tokens } = createTokenClient({ apiKey: async () => keys.shift() ?? "" });
    await tokens.create();
    expect(service.asked.map(({ headers }) => headers.get("X-API-KEY"))).toEqual(["k1", "k2", "k3"]);
  });

  test.each([
    ["nothing", () => undefined],
    ["a blank text", () => "  "],
    ["a promise of nothing", async () => null],
    ["a promise of a blank text", async () => ""],
  ])("a function that returns %s is INVALID_API_KEY, and nothing is sent", async (_, apiKey) => {
    service.answer(gives);
    const error = await failureOf(createTokenClient({ apiKey: apiKey as () => string }).tokens.create());
    expect(error).toBeInstanceOf(InvalidAPIKeyError);
    expect(service.asked).toEqual([]);
  });

  test("a function that throws: its error is the cause, and nothing is sent", async () => {
    service.answer(gives);
    const cause = new Error("not logged in");
    for (const apiKey of [() => Promise.reject(cause), () => fail(cause)]) {
      expect(await failureOf(createTokenClient({ apiKey }).tokens.create())).toMatchObject({ cause });
    }
    expect(service.asked).toEqual([]);
  });

  test("a function that throws one of our errors: that one", async () => {
    const error = new InvalidAPIKeyError("Log in first.");
    const { tokens } = createTokenClient({ apiKey: () => Promise.reject(error) });
    expect(await failureOf(tokens.create())).toBe(error);
  });

  test("is in no error and no log, wherever it fails", async () => {
    for (const answer of [unreachable, says(401), says(403), says(429), says(500)]) {
      service.answer(answer);
      const { tokens, logged } = createTokenClient();
      const error = await failureOf(tokens.create());
      expect(service.asked.at(-1)?.headers.get("X-API-KEY")).toBe(KEY);
      expect(everything([error, logged])).not.toContain(KEY);
    }
    const failed = await failureOf(createTokenClient().tokens.create({ expiresIn: -1 }));
    expect(everything(failed)).not.toContain(KEY);
  });

  // `fetch` refuses such a header with a TypeError that quotes it.
  test("nor when it can't be a header at all: then the client isn't made", () => {
    const refused = () => createTokenClient({ apiKey: `${KEY}\n${KEY}` });
    expect(refused).toThrow(
      expect.objectContaining({ code: "INVALID_API_KEY", message: expect.not.stringContaining(KEY) }),
    );
  });
});

function fail(error: Error): never {
  throw error;
}
