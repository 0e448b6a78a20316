import { describe, expect, test } from "vitest";
import { createDecartClient, type DecartClientOptions } from "../src/client";
import { createFakePlatform } from "./support/fake-platform";

function setUp(proxy: string, more: DecartClientOptions = {}) {
  const sent: { url: string; headers: Headers }[] = [];
  const platform = createFakePlatform({
    env: (name) => (name === "DECART_API_KEY" ? "from-env" : undefined),
    runtime: "browser",
    async fetch(url, init) {
      sent.push({ url, headers: new Headers(init?.headers) });
      return Response.json({ job_id: "j", status: "pending" });
    },
  });
  return { client: createDecartClient({ platform, proxy, ...more }), platform, sent };
}

const thrownBy = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

describe("a client with `proxy`", () => {
  test.each([
    ["/api/decart", "/api/decart/v1/jobs/j"],
    ["/api/decart//", "/api/decart/v1/jobs/j"],
    ["/", "/v1/jobs/j"],
    ["https://app.example.com/decart/", "https://app.example.com/decart/v1/jobs/j"],
  ])("%s: sends there, without a key, whatever the environment has", async (proxy, url) => {
    const { client, sent } = setUp(proxy, { apiKey: undefined, baseUrl: "https://elsewhere.example" });
    await client.queue.status("j");
    expect(sent.map((request) => request.url)).toEqual([url]);
    expect(sent[0]?.headers.has("X-API-KEY")).toBe(false);
  });

  test.each(["", "api/decart", "//evil.example/api", "/\\evil.example", "ws://app.example.com", "decart"])(
    "%j is INVALID_BASE_URL, and the message says what it must be",
    (proxy) => {
      const error = thrownBy(() => setUp(proxy)) as Error;
      expect(error).toMatchObject({ code: "INVALID_BASE_URL" });
      expect(error.message).toMatch(/`proxy` must be .*http.*starts with one slash/);
    },
  );

  test("excludes `apiKey`", () => {
    for (const apiKey of ["key", () => "key"]) {
      const error = thrownBy(() => setUp("/api", { apiKey })) as Error;
      expect(error).toMatchObject({ code: "INVALID_OPTIONS" });
      expect(error.message).toMatch(/`proxy` or `apiKey`/);
    }
    expect(thrownBy(() => setUp(7 as never))).toMatchObject({ code: "INVALID_OPTIONS" });
  });

  test("can't connect live, and says what to do; nothing is opened", async () => {
    const { client, platform } = setUp("/api");
    const onRemoteStream = () => {};
    const token = btoa(JSON.stringify({ sid: "s", ip: "10.0.0.1", port: 1 }));
    for (const open of [
      client.realtime.connect(null, { model: "lucy-2.1", onRemoteStream }),
      client.realtime.subscribe({ token, onRemoteStream }),
    ]) {
      const error = await open.catch((reason) => reason);
      expect(error).toMatchObject({ code: "INVALID_OPTIONS" });
      expect(error.message).toContain("tokenProvider(");
    }
    expect(platform.sockets).toEqual([]);
    expect(platform.clock.pending).toBe(0);
  });
});
