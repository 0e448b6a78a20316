import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createDecartClient } from "../../src/client";
import { noopLogger } from "../../src/logger";
import { models } from "../../src/models";
import { createProxyHandler, type ProxyHandlerOptions, toExpress } from "../../src/server/index";
import { everything, failureOf } from "../support/failures";
import { bytes, createLoopback, drop, hang, json, KEY } from "./loopback";

const service = createLoopback();
const logged: unknown[] = [];
const logger = { ...noopLogger, error: (...line: unknown[]) => void logged.push(line) };
let options: Partial<ProxyHandlerOptions> = {};
let url = "";

/** A real server with the proxy at /api/decart. */
const server = createServer((request, response) => {
  const base = { apiKey: KEY, baseUrl: service.url, basePath: "/api/decart", authorize: "public", logger } as const;
  return toExpress(createProxyHandler({ ...base, ...options }))(request, response);
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  options = {};
  logged.length = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const client = () => createDecartClient({ proxy: `${url}/api/decart` });
const data = new File(["pixels"], "cat.png", { type: "image/png" });

/** A request whose path goes out as it is written: `fetch` would tidy it up. */
const raw = (path: string, method = "GET", headers: Record<string, string> = {}) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const sent = httpRequest({ port, host: "127.0.0.1", path, method, headers }, async (response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode ?? 0, body });
    });
    sent.on("error", reject).end();
  });

describe("a client behind the proxy", () => {
  test("processes, queues and keeps files as with a key", async () => {
    const { process, queue, files } = client();
    service.answer(bytes("result", "image/png"));
    const picture = await process({ model: models.image("lucy-image-2"), prompt: "Anime", data });
    expect([picture.type, await picture.text()]).toEqual(["image/png", "result"]);
    expect(await service.asked[0]?.form()).toEqual({ prompt: "Anime", data: "cat.png (image/png) pixels" });

    service.answer(json({ job_id: "j 1", status: "pending" }));
    const job = await queue.submit({ model: "lucy-2.1", prompt: "", data });
    await queue.status(job.job_id);
    service.answer(bytes("film"));
    expect(await (await queue.result(job.job_id)).text()).toBe("film");
    service.answer(json({}, 204));
    await files.delete("file_1");
    expect(service.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /v1/generate/lucy-image-2",
      "POST /v1/jobs/lucy-2.1",
      "GET /v1/jobs/j%201",
      "GET /v1/jobs/j%201/content",
      "DELETE /v1/files/file_1",
    ]);
    expect(service.asked.map(({ headers }) => headers["x-api-key"])).toEqual(Array(5).fill(KEY));
  });

  test("gets the service's refusals with their status", async () => {
    service.answer(json({ error: "bad prompt" }, 400));
    const error = await failureOf(client().queue.status("j"));
    expect(error).toMatchObject({ code: "QUEUE_STATUS_ERROR", data: { status: 400 } });
    expect((error as Error).message).toContain("bad prompt");
  });

  const endless = () =>
    new ReadableStream<Uint8Array>({
      async pull(controller) {
        await new Promise((resolve) => setImmediate(resolve));
        controller.enqueue(new Uint8Array(1000));
      },
    });

  /** An answer that never ends. */
  const begun: typeof hang = (_, response) =>
    void response.writeHead(200, { "content-type": "video/mp4" }).write("first");

  test.each([
    ["while it uploads", endless, hang],
    ["while the service works", () => data, hang],
    ["while the result comes", () => data, begun],
  ])("its abort reaches the service: %s", async (_, input, answer) => {
    service.answer(answer);
    const abort = new AbortController();
    const next = service.next();
    const call = client().process({
      model: "lucy-image-2",
      prompt: "Anime",
      data: input(),
      signal: abort.signal,
      responseType: "stream",
    });
    const done = call.catch((error) => error);
    const { gone } = await next;
    if (answer !== hang) await done;
    abort.abort(new Error("mine"));
    if (answer === hang) expect(await done).toBe(abort.signal.reason);
    await gone;
  });
});

describe("what passes", () => {
  test.each([
    ["/api/decart/v1/client/tokens", "POST", 404],
    ["/api/decart/v1/jobs", "GET", 404],
    ["/api/decart/v1/jobs/a/b/content", "GET", 404],
    ["/api/decart/v1/jobs/j/content", "DELETE", 405],
    ["/api/decart/v1/files", "GET", 405],
    ["/api/decart/", "GET", 404],
    ["/api/decartv1/jobs/j", "GET", 404],
    ["/v1/jobs/j", "GET", 404],
    ["/api/decart/v1/jobs/..%2f..%2fclient", "GET", 404],
    ["/api/decart/v1/jobs/..%5c..%5cclient", "GET", 404],
    ["/api/decart/v1/jobs/%2e%2e", "GET", 404],
    ["/api/decart/v1/jobs/%252e%252e", "GET", 404],
    ["/api/decart/v1/jobs/a%252fb", "GET", 404],
    ["/api/decart/v1/jobs/../client/tokens", "GET", 404],
    ["/api/decart/v1/jobs/a%0d%0aX-Evil:1", "GET", 404],
    ["/api/decart/v1/jobs/a%00", "GET", 404],
    ["/api/decart/v1/jobs/%ff", "GET", 404],
    ["/api/decart//evil.example/v1/jobs/j", "GET", 404],
    ["/api/decart/v1//jobs", "GET", 404],
  ])("not %s by %s", async (path, method, status) => {
    service.answer(json({ leaked: true }));
    expect((await raw(path, method)).status).toBe(status);
    expect(service.asked).toEqual([]);
  });

  test("`allow` says what else does", async () => {
    service.answer(json({}));
    options = { allow: ["GET /v1/models", "POST /v1/client/tokens"] };
    expect((await raw("/api/decart/v1/models?page=2")).status).toBe(200);
    expect((await raw("/api/decart/v1/jobs/j")).status).toBe(404);
    expect(service.asked.map(({ path }) => path)).toEqual(["/v1/models?page=2"]);
    for (const rule of ["/v1/models", "GET v1", "get /v1", ""]) {
      expect(() => createProxyHandler({ authorize: "public", allow: [rule] })).toThrow(/allow/);
    }
  });

  test("of the caller's headers only what the body needs; of the service's only what the result needs", async () => {
    service.answer((_, response) =>
      response
        .writeHead(200, { "set-cookie": "a=1", "x-internal": "1", "content-type": "video/mp4", etag: '"e"' })
        .end("film"),
    );
    const headers = { cookie: "session=1", authorization: "Bearer x", "x-api-key": "mine", range: "bytes=0-" };
    const response = await fetch(`${url}/api/decart/v1/jobs/j/content`, { headers });
    expect(Object.keys(service.asked[0]?.headers ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/cookie|authorization/)]),
    );
    expect(service.asked[0]?.headers).toMatchObject({ "x-api-key": KEY, range: "bytes=0-" });
    expect([...response.headers.keys()]).not.toContain("set-cookie");
    expect([...response.headers.keys()]).not.toContain("x-internal");
    expect(response.headers.get("etag")).toBe('"e"');
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("nobody whom `authorize` doesn't know, and no page of a foreign origin", async () => {
    service.answer(json({}));
    options = { authorize: (request) => request.headers.get("cookie") === "session=1" };
    expect((await raw("/api/decart/v1/jobs/j")).status).toBe(401);
    expect((await raw("/api/decart/v1/jobs/j", "GET", { cookie: "session=1" })).status).toBe(200);
    const foreign = { cookie: "session=1", origin: "https://evil.example" };
    expect((await raw("/api/decart/v1/jobs/j", "GET", foreign)).status).toBe(403);
    expect(service.asked).toHaveLength(1);
    expect(() => createProxyHandler({} as never)).toThrow(/`authorize` is missing/);
  });

  test("a body that a parser has taken away is missed, not sent on without", async () => {
    const proxy = toExpress(createProxyHandler({ apiKey: KEY, baseUrl: service.url, authorize: "public" }));
    const parsing = createServer(async (request, response) => {
      for await (const _ of request);
      await proxy(request, response);
    });
    await new Promise<void>((resolve) => parsing.listen(0, "127.0.0.1", resolve));
    const to = `http://127.0.0.1:${(parsing.address() as AddressInfo).port}/v1/files`;
    const response = await fetch(to, { method: "POST", body: new FormData() });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("body parser")]);
    expect(service.asked).toEqual([]);
    parsing.closeAllConnections();
    parsing.close();
  });
});

describe("the key is in nothing that comes back", () => {
  test.each([
    ["an error that echoes it", json({ error: `${KEY} is bad` }, 401, { "retry-after": KEY })],
    ["JSON that echoes it", json({ job_id: "j", status: "pending", key: KEY })],
    ["a text that echoes it", bytes(KEY, "text/plain")],
    ["a connection that is cut", drop],
  ])("%s", async (_, answer) => {
    service.answer(answer);
    const response = await fetch(`${url}/api/decart/v1/jobs/j`);
    expect(everything([[...response.headers], await response.text(), logged])).not.toContain(KEY);
    expect(service.asked[0]?.headers["x-api-key"]).toBe(KEY);
  });

  test("nor when there is none that could be sent", async () => {
    for (const apiKey of ["", `${KEY}\nX-Evil: 1`, () => Promise.reject(new Error("vault"))]) {
      options = { apiKey };
      const response = await fetch(`${url}/api/decart/v1/jobs/j`);
      expect(response.status).toBe(500);
      expect(everything([await response.text(), logged])).not.toContain(KEY);
    }
    expect(service.asked).toEqual([]);
  });

  test("a redirect is followed, without the key where it leaves the service", async () => {
    const seen: unknown[] = [];
    const elsewhere = createServer((request, response) => {
      seen.push(request.headers["x-api-key"]);
      response.end("film");
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    const to = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/bucket`;
    service.answer((_, response) => response.writeHead(302, { location: to }).end());
    const response = await fetch(`${url}/api/decart/v1/jobs/j/content`);
    expect([response.status, await response.text(), seen]).toEqual([200, "film", [undefined]]);
    elsewhere.closeAllConnections();
    elsewhere.close();
  });

  test.each(["/v1/jobs/j/content", "file:///etc/passwd"])("a redirect to %s ends somewhere", async (location) => {
    service.answer((_, response) => response.writeHead(302, { location }).end());
    expect((await fetch(`${url}/api/decart/v1/jobs/j/content`)).status).toBe(502);
    expect(service.asked.length).toBeLessThan(6);
  });
});
