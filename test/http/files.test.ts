import { describe, expect, test } from "vitest";
import { failureOf } from "../support/failures";
import { createHttpClient, createLoopback, json, KEY } from "./loopback";

const service = createLoopback();
const FILE = {
  id: "file_1",
  filename: "cat.png",
  mime_type: "image/png",
  size_bytes: 6,
  created_at: "2026-01-01T00:00:00Z",
  expires_at: "2026-01-02T00:00:00Z",
};
const cat = new File(["pixels"], "cat.png", { type: "image/png" });
const setUp = () => createHttpClient(service.url);

test("upload sends the file, and how long it is kept", async () => {
  service.answer(json(FILE));
  const { files } = setUp();
  expect(await files.upload(cat)).toEqual(FILE);
  await files.upload(cat, { ttlSeconds: 60 });
  await files.upload(cat, { ttlSeconds: "persistent" });
  expect(service.asked.map(({ method, path }) => `${method} ${path}`)).toEqual(Array(3).fill("POST /v1/files"));
  expect(service.asked[0]?.headers["x-api-key"]).toBe(KEY);
  expect(await Promise.all(service.asked.map((asked) => asked.form()))).toEqual([
    { file: "cat.png (image/png) pixels" },
    { file: "cat.png (image/png) pixels", ttl_seconds: "60" },
    { file: "cat.png (image/png) pixels", ttl_seconds: "persistent" },
  ]);
});

test("get and delete", async () => {
  service.answer(json({ ...FILE, expires_at: null }));
  const { files } = setUp();
  expect(await files.get("file_1")).toEqual({ ...FILE, expires_at: null });
  expect(await files.delete("file/1")).toBeUndefined();
  expect(service.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "GET /v1/files/file_1",
    "DELETE /v1/files/file%2F1",
  ]);
});

describe("failures", () => {
  test("are typed by call, with their status; only get is tried again", async () => {
    service.answer(json({}, 503));
    const { files } = setUp();
    const status = { data: { status: 503 }, retryable: true };
    expect(await failureOf(files.upload(cat))).toMatchObject({ code: "FILES_UPLOAD_ERROR", ...status });
    expect(await failureOf(files.delete("f"))).toMatchObject({ code: "FILES_DELETE_ERROR", ...status });
    expect(service.asked).toHaveLength(2);
    expect(await failureOf(files.get("f"))).toMatchObject({ code: "FILES_GET_ERROR", ...status });
    expect(service.asked).toHaveLength(5);
  });

  test("an answer that is no file", async () => {
    service.answer(json({ id: "file_1" }));
    expect(await failureOf(setUp().files.get("f"))).toMatchObject({ code: "FILES_GET_ERROR", data: { status: 200 } });
  });

  test.each([59, 2_592_001, 60.5, "forever", "60", null, Number.NaN])(
    "ttlSeconds %j is INVALID_INPUT",
    async (value) => {
      const error = await failureOf(setUp().files.upload(cat, { ttlSeconds: value as number }));
      expect(error).toMatchObject({ code: "INVALID_INPUT" });
      expect((error as Error).message).toContain("files.upload(): `ttlSeconds` must be 60 to 2592000");
      expect(service.asked).toEqual([]);
    },
  );

  test.each([undefined, null, 7, "pixels", {}, new URL("file:///etc/passwd"), "http://user:SECRET@host/"])(
    "the file %j is INVALID_INPUT",
    async (file) => {
      const error = await failureOf(setUp().files.upload(file as string));
      expect(error).toMatchObject({ code: "INVALID_INPUT" });
      expect((error as Error).message).toContain("files.upload(): `file` must be");
      expect((error as Error).message).not.toContain("SECRET");
      expect(service.asked).toEqual([]);
    },
  );

  test("an aborted signal rejects with its reason", async () => {
    const signal = AbortSignal.abort(new Error("mine"));
    const { files } = setUp();
    for (const call of [files.upload(cat, { signal }), files.get("f", { signal }), files.delete("f", { signal })]) {
      expect(await failureOf(call)).toBe(signal.reason);
    }
    expect(service.asked).toEqual([]);
  });
});
