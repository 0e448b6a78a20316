import { describe, expect, test, vi } from "vitest";
import { noopLogger } from "../../src/logger";
import { createTokenHandler, type TokenHandlerOptions } from "../../src/server/index";
import { everything } from "../support/failures";
import { createLoopback, drop, json, KEY } from "./loopback";

const service = createLoopback();
const TOKEN = { apiKey: "ek_1", expiresAt: "2030-01-01T00:00:00Z", permissions: null, constraints: null };
const URL_ = "https://app.example.com/api/realtime-token";

function setUp(options: Partial<TokenHandlerOptions> = {}) {
  const logged: unknown[] = [];
  const logger = { ...noopLogger, error: (...line: unknown[]) => void logged.push(line) };
  const all = { apiKey: KEY, baseUrl: service.url, authorize: "public", logger, ...options } as const;
  return { handler: createTokenHandler(all), logged };
}

const ask = (init: RequestInit = {}, url = URL_) => new Request(url, { method: "POST", ...init });

describe("without `authorize`", () => {
  test.each([[undefined], [{}], [{ authorize: undefined }], [{ authorize: true }], [{ authorize: "everybody" }]])(
    "%j throws, and says why",
    (options) => {
      expect(() => createTokenHandler(options as never)).toThrow(/`authorize` is missing.*mint tokens.*"public"/);
      expect(() => createTokenHandler(options as never)).toThrow(expect.objectContaining({ code: "INVALID_OPTIONS" }));
    },
  );
});

describe("a token", () => {
  test("is minted, with the seconds that it lives, for no cache to keep", async () => {
    service.answer(json(TOKEN));
    const { handler } = setUp({ token: { expiresIn: 300, allowedModels: ["lucy-2.1"] } });
    const response = await handler(ask());
    expect([response.status, await response.json()]).toEqual([200, { ...TOKEN, expiresIn: 300 }]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(service.asked[0]?.headers["x-api-key"]).toBe(KEY);
    expect(JSON.parse(String(service.asked[0]?.body))).toEqual({ expiresIn: 300, allowedModels: ["lucy-2.1"] });
  });

  test("lives for the service's 60 s when nothing is said", async () => {
    service.answer(json(TOKEN));
    expect(await (await setUp().handler(ask())).json()).toMatchObject({ expiresIn: 60 });
  });

  test("may differ from caller to caller", async () => {
    service.answer(json(TOKEN));
    const token = async (request: Request) => ({ metadata: { user: request.headers.get("x-user") } });
    await setUp({ token }).handler(ask({ headers: { "x-user": "7" } }));
    expect(JSON.parse(String(service.asked[0]?.body))).toEqual({ metadata: { user: "7" } });
  });

  test("the key is only needed when a token is", async () => {
    const { handler, logged } = setUp({ apiKey: " " });
    expect((await handler(ask())).status).toBe(500);
    expect(JSON.stringify(logged)).toContain("Missing API key");
  });
});

describe("who may not", () => {
  const refusals: [string, TokenHandlerOptions["authorize"], number][] = [
    ["false", () => false, 401],
    ["nothing", async () => undefined, 401],
    ["a truthy value that isn't true", (() => ({ error: "no session" })) as never, 401],
    ["a Response", () => new Response("no credits", { status: 402 }), 402],
    ["an error", () => Promise.reject(new Error("database")), 500],
  ];
  test.each(refusals)("authorize gives %s: nothing is minted", async (_, authorize, status) => {
    service.answer(json(TOKEN));
    const response = await setUp({ authorize }).handler(ask());
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain("ek_1");
    expect(service.asked).toEqual([]);
  });

  test("who is let pass", async () => {
    service.answer(json(TOKEN));
    const authorize = async (request: Request) => request.headers.get("cookie") === "session=1";
    const { handler } = setUp({ authorize });
    expect((await handler(ask({ headers: { cookie: "session=1" } }))).status).toBe(200);
    expect((await handler(ask())).status).toBe(401);
  });

  test.each(["GET", "PUT", "DELETE", "HEAD"])("%s is 405", async (method) => {
    const response = await setUp().handler(ask({ method }));
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("a caller who asks too often waits; others don't; the window passes", async () => {
    service.answer(json(TOKEN));
    const key = (request: Request) => request.headers.get("x-user") ?? "";
    const { handler } = setUp({ rateLimit: { limit: 2, windowSeconds: 0.2, key } });
    const by = (user: string) => handler(ask({ headers: { "x-user": user } })).then(({ status }) => status);
    expect([await by("a"), await by("a"), await by("a"), await by("b")]).toEqual([200, 200, 429, 200]);
    await vi.waitFor(async () => expect(await by("a")).toBe(200));
  });

  test("429 says when to come back; without a key all callers count together", async () => {
    service.answer(json(TOKEN));
    const { handler } = setUp({ rateLimit: { limit: 1 } });
    await handler(ask());
    const response = await handler(ask());
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(55);
  });

  test.each([[{ limit: 0 }], [{ limit: 5, windowSeconds: 0 }], [{}]])("a rate limit of %j is refused", (rateLimit) => {
    expect(() => setUp({ rateLimit: rateLimit as never })).toThrow(/rateLimit/);
  });
});

describe("origins", () => {
  const from = (origin: string, headers: Record<string, string> = {}) => ask({ headers: { origin, ...headers } });

  test.each([
    ["https://evil.example", {}],
    ["null", {}],
    ["https://app.example.com.evil.example", {}],
    ["https://evil.example", { "sec-fetch-site": "cross-site" }],
    ["nonsense", {}],
  ])("%s is foreign: 403, before anything else happens", async (origin, headers) => {
    service.answer(json(TOKEN));
    let asked = false;
    const authorize = () => {
      asked = true;
      return true;
    };
    const { handler } = setUp({ authorize });
    for (const method of ["POST", "OPTIONS"]) {
      const response = await handler(ask({ method, headers: { origin, ...headers } }));
      expect(response.status).toBe(403);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    }
    expect([asked, service.asked.length]).toEqual([false, 0]);
  });

  test.each([
    ["by its URL", {}],
    ["by its Host", { origin: "https://public.example", host: "public.example" }],
    ["behind a proxy", { origin: "https://public.example", "x-forwarded-host": "public.example" }],
    ["as the browser says", { origin: "https://public.example", "sec-fetch-site": "same-origin" }],
  ])("a page of the same origin may: %s", async (_, headers) => {
    service.answer(json(TOKEN));
    const response = await setUp().handler(from("https://app.example.com", headers));
    expect(response.status).toBe(200);
    expect(response.headers.get("vary")).toBe("origin");
  });

  test("a listed one may, and reads the answer and its Date", async () => {
    service.answer(json(TOKEN));
    const origin = "https://other.example";
    const { handler } = setUp({ allowedOrigins: [origin] });
    const preflight = await handler(
      ask({ method: "OPTIONS", headers: { origin, "access-control-request-headers": "content-type,x-user" } }),
    );
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toBe("content-type,x-user");
    const response = await handler(from(origin));
    for (const { headers } of [preflight, response]) {
      expect(headers.get("access-control-allow-origin")).toBe(origin);
      expect(headers.get("access-control-allow-credentials")).toBe("true");
    }
    expect(response.headers.get("access-control-expose-headers")).toContain("date");
    expect((await handler(from("https://evil.example"))).status).toBe(403);
  });

  test("any may, without cookies, where that is said", async () => {
    service.answer(json(TOKEN));
    const response = await setUp({ allowedOrigins: "*" }).handler(from("https://evil.example"));
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
  });

  test.each([[["app.example.com"]], [["https://a.example/"]], ["https://a.example"], [["*"]]])(
    "%j is refused",
    (list) => {
      expect(() => setUp({ allowedOrigins: list as never })).toThrow(/allowedOrigins/);
    },
  );
});

test.each([
  ["a refusal", json({ error: `no ${KEY}` }, 401), 500],
  ["a busy service", json({ error: KEY }, 503, { "retry-after": "0" }), 503],
  ["no service", drop, 503],
  ["nonsense", json({ key: KEY }), 500],
])("%s: the caller learns no more than that, and the key is nowhere", async (_, answer, status) => {
  service.answer(answer);
  const { handler, logged } = setUp();
  const response = await handler(ask());
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ error: "The token could not be created" });
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(everything([[...response.headers], logged])).not.toContain(KEY);
  expect(logged).toHaveLength(1);
});
