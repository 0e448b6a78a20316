import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { connectMedia, connectRaw, testFrame } from "./wrtc-client";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const mint = (body?: unknown, key = emulator.apiKey) =>
  fetch(`${emulator.httpUrl}/v1/client/tokens`, {
    method: "POST",
    headers: { "x-api-key": key, "content-type": "application/json", "user-agent": "test-agent" },
    body: typeof body === "string" ? body : JSON.stringify(body ?? {}),
  });

async function token(options: object): Promise<string> {
  const response = await mint(options);
  expect(response.status).toBe(200);
  return ((await response.json()) as { apiKey: string }).apiKey;
}

async function outcome(key: string, query = {}, headers = {}): Promise<unknown> {
  const client = await connectRaw(emulator, { api_key: key, ...query }, headers);
  const first = await Promise.race([
    client.next("session_id").catch(() => null),
    client.next("error").catch(() => null),
  ]);
  await client.close();
  return first?.type === "session_id" ? "admitted" : first?.error;
}

test("mints a token with what was asked", async () => {
  const before = Date.now();
  const response = await mint({ expiresIn: 120, allowedModels: ["lucy-2.1"], metadata: { user: 1 } });
  const body = (await response.json()) as { apiKey: string; expiresAt: string };
  expect(body).toMatchObject({
    apiKey: expect.stringMatching(/^ek_/),
    permissions: { models: ["lucy-2.1"] },
    constraints: null,
  });
  expect(Math.abs(Date.parse(body.expiresAt) - before - 120_000)).toBeLessThan(5_000);
  expect(await (await mint()).json()).toMatchObject({ permissions: null });
  expect((await emulator.requests()).at(-1)).toEqual({
    method: "POST",
    path: "/v1/client/tokens",
    status: 200,
    userAgent: "test-agent",
  });
});

test.each([
  [{ expiresIn: 0 }],
  [{ expiresIn: 3601 }],
  [{ expiresIn: 1.5 }],
  [{ allowedModels: Array(21).fill("m") }],
  [{ allowedOrigins: ["example.com"] }],
  [{ allowedOrigins: ["https://example.com/path"] }],
  [{ constraints: { realtime: { maxSessionDuration: -1 } } }],
  [{ surprise: 1 }],
  ["[]"],
  ["{"],
])("refuses the body %j", async (body) => {
  const response = await mint(body);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: expect.any(String) });
});

test("only the account's key mints", async () => {
  expect((await mint({}, "wrong")).status).toBe(401);
  expect((await mint({}, await token({}))).status).toBe(403);
});

test("a page may ask, after a preflight", async () => {
  const url = `${emulator.httpUrl}/v1/client/tokens`;
  const preflight = await fetch(url, { method: "OPTIONS", headers: { origin: "https://a.example" } });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-headers")).toContain("x-api-key");
  expect((await mint()).headers.get("access-control-allow-origin")).toBe("*");
  expect((await fetch(url)).status).toBe(405);
  const unknown = await fetch(`${emulator.httpUrl}/v1/nothing`);
  expect([unknown.status, await unknown.json()]).toEqual([404, { error: "Not found" }]);
  expect((await fetch(`${emulator.httpUrl}/__control/sessions`)).status).toBe(404);
});

test("what a token allows is enforced when a session begins", async () => {
  expect(await outcome(await token({}))).toBe("admitted");
  expect(await outcome("ek_made-up")).toBe("Invalid API key");
  const narrow = await token({ allowedModels: ["lucy-2.1"], allowedOrigins: ["https://a.example"] });
  expect(await outcome(narrow, {}, { origin: "https://a.example" })).toBe("admitted");
  expect(await outcome(narrow, { model: "lucy-2.5" }, { origin: "https://a.example" })).toMatch(
    /^Permission denied.*model/,
  );
  expect(await outcome(narrow, {}, { origin: "https://b.example" })).toMatch(/^Permission denied.*origin/);
  expect(await outcome(narrow)).toMatch(/^Permission denied.*origin/);
});

test("an expired token stops only new sessions", async () => {
  const key = await token({ expiresIn: 60 });
  const client = await connectRaw(emulator, { api_key: key });
  await client.next("session_id");
  await emulator.expireTokens();
  expect(await outcome(key)).toMatch(/^Invalid API key/);
  client.send({ type: "prompt", prompt: "still here", enhance_prompt: true });
  await client.next("prompt_ack");
  await client.close();
});

test("a token ends its session at the limit", async () => {
  const key = await token({ constraints: { realtime: { maxSessionDuration: 0.3 } } });
  const client = await connectMedia(emulator, {}, { api_key: key });
  client.camera(testFrame(320, 240));
  expect(await client.next("generation_ended")).toMatchObject({ reason: "session_limit" });
  expect(await client.closed).toMatchObject({ code: 1000 });
  await client.close();
});

test("requests fail on demand", async () => {
  await emulator.failRequests({ times: 1, status: 429, retryAfter: 2, path: "/v1/client" });
  const failed = await mint();
  expect([failed.status, failed.headers.get("retry-after")]).toEqual([429, "2"]);
  expect((await mint()).status).toBe(200);
});
