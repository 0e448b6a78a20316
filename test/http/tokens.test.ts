import { HttpResponse } from "msw";
import { describe, expect, test } from "vitest";
import type { CreateTokenOptions } from "../../src/http/tokens";
import { failureOf } from "../support/failures";
import { createTokenClient, createTokenService, gives, KEY, says, TOKEN } from "./token-service";

const service = createTokenService();

describe("the request", () => {
  test("goes to the service with the key, the user agent and an empty object", async () => {
    service.answer(gives);
    await expect(createTokenClient().tokens.create()).resolves.toEqual(TOKEN);
    const [{ url, method, headers, body } = {} as never] = service.asked;
    expect([method, url, body]).toEqual(["POST", "https://api.decart.ai/v1/client/tokens", "{}"]);
    expect(headers.get("X-API-KEY")).toBe(KEY);
    expect(headers.get("User-Agent")).toBe("decart-js-sdk/0.1.0 lang/js runtime/node");
    expect(headers.get("Content-Type")).toBe("application/json");
    expect(headers.get("Authorization")).toBeNull();
    expect(service.asked).toHaveLength(1);
  });

  test("names what the SDK is built into", async () => {
    service.answer(gives);
    await createTokenClient({ integration: "acme/2.0" }).tokens.create();
    expect(service.asked[0]?.headers.get("User-Agent")).toBe("decart-js-sdk/0.1.0 lang/js acme/2.0 runtime/node");
  });

  test("a base URL with a path and slashes at its end", async () => {
    service.answer(gives);
    await createTokenClient({ baseUrl: "http://localhost:9/decart//" }).tokens.create();
    expect(service.asked[0]?.url).toBe("http://localhost:9/decart/v1/client/tokens");
  });

  test("carries the options as they are; an explicit undefined is none", async () => {
    const options = {
      expiresIn: 3600,
      allowedModels: ["lucy-2.1"],
      allowedOrigins: ["https://app.example.com", "http://localhost:5173"],
      metadata: { user: 7, plan: { name: "free" } },
      constraints: { realtime: { maxSessionDuration: 90 } },
    };
    service.answer(gives);
    const { tokens } = createTokenClient();
    await tokens.create(options);
    await tokens.create({ ...options, expiresIn: undefined, constraints: { realtime: undefined } });
    await tokens.create({});
    const { expiresIn: _, ...rest } = options;
    const bodies = service.asked.map(({ body }) => JSON.parse(body));
    expect(bodies).toEqual([options, { ...rest, constraints: {} }, {}]);
  });
});

describe("the answer", () => {
  test("is passed on with permissions, constraints and the signed token", async () => {
    const answer = {
      ...TOKEN,
      permissions: { models: ["lucy-2.1"], origins: null },
      constraints: { realtime: { maxSessionDuration: 90 } },
      token: "a.b.c",
    };
    service.answer(() => HttpResponse.json({ ...answer, later: "a field of tomorrow" }));
    await expect(createTokenClient().tokens.create()).resolves.toEqual(answer);
  });

  test("permissions and constraints may be null", async () => {
    const answer = { ...TOKEN, permissions: null, constraints: null };
    service.answer(() => HttpResponse.json(answer));
    await expect(createTokenClient().tokens.create()).resolves.toEqual(answer);
  });

  test.each([
    ["no JSON", () => new HttpResponse("<html>It works!</html>")],
    ["nothing", () => new HttpResponse(null, { status: 204 })],
    ["null", () => HttpResponse.json(null)],
    ["another object", () => HttpResponse.json({ ok: true, key: KEY })],
    ["a token without a time", () => HttpResponse.json({ apiKey: "ek_1" })],
    ["a token that is no text", () => HttpResponse.json({ ...TOKEN, apiKey: 7 })],
    ["permissions that are a text", () => HttpResponse.json({ ...TOKEN, permissions: "all" })],
  ])("%s is TOKEN_CREATE_ERROR, and asked for once", async (_, answer) => {
    service.answer(answer);
    const error = await failureOf(createTokenClient().tokens.create());
    expect(error).toMatchObject({ code: "TOKEN_CREATE_ERROR", retryable: false });
    expect(service.asked).toHaveLength(1);
  });
});

describe("options out of bounds", () => {
  const many = (count: number, text: string) => Array.from({ length: count }, () => text);
  const ORIGIN = "https://app.example.com";
  const wrong: [field: string, options: unknown][] = [
    ...[0, -1, 3601, 1.5, Number.NaN, "60", null].map((value) => ["expiresIn", { expiresIn: value }] as const),
    ["allowedModels", { allowedModels: many(21, "lucy-2.1") }],
    ["allowedModels", { allowedModels: "lucy-2.1" }],
    ["allowedModels", { allowedModels: [7] }],
    ["allowedModels", { allowedModels: [""] }],
    ["allowedOrigins", { allowedOrigins: many(21, ORIGIN) }],
    ...["app.example.com", `${ORIGIN}/`, `${ORIGIN}/page`, "*", "https://*.example.com/", "", 7, "null"].map(
      (origin) => ["allowedOrigins", { allowedOrigins: [origin] }] as const,
    ),
    ["metadata", { metadata: "SECRET" }],
    ["metadata", { metadata: ["SECRET"] }],
    ["metadata", { metadata: null }],
    ["constraints", { constraints: 90 }],
    ["constraints.realtime", { constraints: { realtime: 90 } }],
    ...[0, -1, Number.POSITIVE_INFINITY, "90"].map(
      (value) =>
        [
          "constraints.realtime.maxSessionDuration",
          { constraints: { realtime: { maxSessionDuration: value } } },
        ] as const,
    ),
    ["the options", "expiresIn"],
    ["the options", null],
  ] as [string, unknown][];

  test.each(wrong)("%s: %j is INVALID_INPUT, and nothing is sent", async (field, options) => {
    service.answer(gives);
    const error = await failureOf(createTokenClient().tokens.create(options as CreateTokenOptions));
    expect(error).toMatchObject({ code: "INVALID_INPUT", name: "InvalidInputError", retryable: false });
    expect((error as Error).message).toContain("tokens.create()");
    expect((error as Error).message).toContain(field);
    expect((error as Error).message).not.toContain("SECRET");
    expect(service.asked).toEqual([]);
  });

  test("the bounds themselves are fine", async () => {
    service.answer(gives);
    const { tokens } = createTokenClient();
    for (const expiresIn of [1, 3600]) await tokens.create({ expiresIn });
    await tokens.create({ allowedModels: many(20, "lucy-2.1"), allowedOrigins: many(20, ORIGIN) });
    expect(service.asked).toHaveLength(3);
  });
});

describe("a refusal", () => {
  test.each([400, 401, 403, 404, 422])(
    "HTTP %i is TOKEN_CREATE_ERROR with its status, asked for once",
    async (status) => {
      service.answer(says(status), gives);
      const error = await failureOf(createTokenClient().tokens.create());
      expect(error).toMatchObject({ code: "TOKEN_CREATE_ERROR", data: { status }, retryable: false });
      expect((error as Error).message).toContain(String(status));
      expect((error as Error).message.includes("API key")).toBe(status === 401 || status === 403);
      expect(service.asked).toHaveLength(1);
    },
  );
});
