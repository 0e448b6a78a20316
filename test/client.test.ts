import { describe, expect, test } from "vitest";
import { createDecartClient, type DecartClientOptions } from "../src/client";
import { InvalidAPIKeyError } from "../src/errors";
import type { Logger } from "../src/logger";
import { models } from "../src/models";
import { createFakePlatform } from "./support/fake-platform";

const MISSING =
  "Missing API key. Pass `apiKey` to createDecartClient() or set the DECART_API_KEY environment variable.";

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

/** A platform that answers HTTP and keeps the headers, with an environment of the test's. */
function setUp(env: Record<string, string> = {}, runtime = "test") {
  const headers: Headers[] = [];
  const platform = createFakePlatform({
    env: (name) => env[name],
    runtime,
    async fetch(_, init) {
      headers.push(new Headers(init?.headers));
      return Response.json({ apiKey: "ek", expiresAt: "2030-01-01T00:00:00Z" });
    },
  });
  return { platform, headers };
}

describe("the key", () => {
  test("missing: INVALID_API_KEY, and the message says what to do", () => {
    const { platform } = setUp();
    for (const options of [{ platform }, { platform, apiKey: undefined }]) {
      const error = thrownBy(() => createDecartClient(options));
      expect(error).toBeInstanceOf(InvalidAPIKeyError);
      expect(error).toMatchObject({ code: "INVALID_API_KEY", message: MISSING });
    }
  });

  test.each(["", " ", "\t\n"])("blank (%j) is missing, whatever the environment has", (apiKey) => {
    const { platform } = setUp({ DECART_API_KEY: "from env" });
    expect(thrownBy(() => createDecartClient({ platform, apiKey }))).toMatchObject({ message: MISSING });
    const blank = setUp({ DECART_API_KEY: apiKey }).platform;
    expect(thrownBy(() => createDecartClient({ platform: blank }))).toMatchObject({ message: MISSING });
  });

  test("comes from the environment, trimmed; the option goes first", async () => {
    const { platform, headers } = setUp({ DECART_API_KEY: "  from-env\n" });
    await createDecartClient({ platform }).tokens.create();
    await createDecartClient({ platform, apiKey: undefined }).tokens.create();
    await createDecartClient({ platform, apiKey: "from-option" }).tokens.create();
    await createDecartClient({ platform, apiKey: () => "from-function" }).tokens.create();
    const keys = headers.map((header) => header.get("X-API-KEY"));
    expect(keys).toEqual(["from-env", "from-env", "from-option", "from-function"]);
  });

  test("a function isn't asked before it is needed", () => {
    const apiKey = () => {
      throw new Error("asked");
    };
    expect(() => createDecartClient({ platform: setUp().platform, apiKey })).not.toThrow();
  });
});

describe("options", () => {
  const { platform } = setUp();
  const create = (options: object) => createDecartClient({ platform, apiKey: "sk_SECRET", ...options });

  test.each([
    ["baseUrl", ["", "/api", "api.decart.ai", "ws://api.decart.ai", "http://", "sk_SECRET"]],
    ["realtimeBaseUrl", ["", "/v1", "api3.decart.ai", "https://api3.decart.ai", "http://api3.decart.ai", "sk_SECRET"]],
  ])("a bad %s is INVALID_BASE_URL, and the message names it and its schemes", (option, values) => {
    for (const value of values) {
      const error = thrownBy(() => create({ [option]: value })) as Error;
      expect(error, value).toMatchObject({ code: "INVALID_BASE_URL", retryable: false });
      expect(error.message).toContain(`\`${option}\``);
      expect(error.message).toMatch(option === "baseUrl" ? /https?:/ : /wss?:/);
      expect(error.message).not.toContain("SECRET");
    }
  });

  test.each([
    ["apiKey", 7],
    ["apiKey", { key: "sk_SECRET" }],
    ["apiKey", null],
    ["baseUrl", 7],
    ["realtimeBaseUrl", {}],
    ["integration", ["acme"]],
    ["telemetry", "off"],
    ["telemetry", null],
    ["logger", console.log],
    ["logger", { debug() {}, info() {}, warn() {} }],
    ["platform", {}],
    ["platform", { fetch() {}, openSocket() {}, clock: {} }],
  ])("a wrong `%s` (%j) is INVALID_OPTIONS", (option, value) => {
    const error = thrownBy(() => create({ [option]: value })) as Error;
    expect(error).toMatchObject({ name: "DecartSDKError", code: "INVALID_OPTIONS" });
    expect(error.message).toContain(`createDecartClient(): \`${option}\` must be`);
    expect(error.message).not.toContain("SECRET");
  });

  test.each([[null], ["sk_SECRET"], [7]])("%j in place of the options", (options) => {
    const error = thrownBy(() => createDecartClient(options as unknown as DecartClientOptions)) as Error;
    expect(error).toMatchObject({ code: "INVALID_OPTIONS" });
    expect(error.message).not.toContain("SECRET");
  });

  test("each may be left out with an explicit undefined", () => {
    const names = ["baseUrl", "realtimeBaseUrl", "integration", "telemetry", "logger"];
    expect(() => create(Object.fromEntries(names.map((name) => [name, undefined])))).not.toThrow();
    expect(() => create({ telemetry: { url: undefined, intervalMs: undefined } })).not.toThrow();
    expect(createDecartClient({ apiKey: "key", platform: undefined })).toHaveProperty("tokens");
  });

  test("each is taken", () => {
    const logger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
    for (const telemetry of [true, false, {}, { url: "https://t.test", intervalMs: 1000 }]) {
      const urls = { baseUrl: "http://localhost:8080/", realtimeBaseUrl: "ws://localhost:8080" };
      expect(() => create({ ...urls, telemetry, logger, integration: "acme/1" })).not.toThrow();
    }
  });

  test("the client has the models, and creating it opens nothing", () => {
    expect(create({}).models).toBe(models);
    expect(platform.sockets).toEqual([]);
    expect(platform.clock.pending).toBe(0);
  });

  test("a browser is not asked to set the header that it forbids", async () => {
    const { platform, headers } = setUp({}, "browser");
    await createDecartClient({ platform, apiKey: "key" }).tokens.create();
    expect(headers[0]?.has("User-Agent")).toBe(false);
    expect(headers[0]?.get("X-API-KEY")).toBe("key");
  });
});
