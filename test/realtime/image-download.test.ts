import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { settled } from "../support/fake-clock";
import { imageOf } from "../support/images";
import { MAX_IMAGE_BYTES, readImage } from "../support/read-image";

const CHUNK = 1024 * 1024;
const INVALID = { name: "InvalidInputError", code: "INVALID_INPUT" };
const HEAD = imageOf(64);
const URL_ = "https://images.test/cat.png";

/** A server's body of so many bytes, made when it is pulled: counts what was taken, and whether it was let go. */
function createBody(bytes: number, chunk = CHUNK) {
  const body = { pulled: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        const size = Math.min(chunk, bytes - body.pulled);
        if (size === 0) return controller.close();
        const piece = new Uint8Array(size).fill(7);
        piece.set(HEAD.subarray(body.pulled, body.pulled + size));
        controller.enqueue(piece);
        body.pulled += size;
      },
      cancel() {
        body.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, stream };
}

function serve(response: () => Response | Promise<Response>) {
  const asked: [string, RequestInit | undefined][] = [];
  const fetch = async (url: string, init?: RequestInit) => {
    asked.push([url, init]);
    return response();
  };
  return { fetch, asked };
}

describe("an image at a URL", () => {
  test.each([
    ["a text", URL_, URL_],
    ["a URL", new URL(URL_), URL_],
    ["a text with space around it", ` ${URL_}\n`, URL_],
    ["capitals", "HTTP://images.test/a", "HTTP://images.test/a"],
  ])("as %s: is fetched once, and its body becomes base64", async (_, input, url) => {
    const bytes = imageOf(1000);
    const { fetch, asked } = serve(() => new Response(bytes));
    await expect(readImage({ fetch }, input)).resolves.toBe(Buffer.from(bytes).toString("base64"));
    expect(asked.map(([asked]) => asked)).toEqual([url]);
  });

  test("comes in pieces of any size", async () => {
    const { stream } = createBody(5000, 7);
    const { fetch } = serve(() => new Response(stream));
    const expected = Buffer.concat([HEAD, Buffer.alloc(5000 - HEAD.length, 7)]).toString("base64");
    await expect(readImage({ fetch }, URL_)).resolves.toBe(expected);
  });

  test("of 10 MB is fine; one byte more is cut off there, not downloaded whole", async () => {
    const fits = createBody(MAX_IMAGE_BYTES);
    const image = await readImage(
      serve(() => new Response(fits.stream)),
      URL_,
    );
    expect(image.length).toBe(Math.ceil(MAX_IMAGE_BYTES / 3) * 4);
    for (const bytes of [MAX_IMAGE_BYTES + 1, 100 * MAX_IMAGE_BYTES]) {
      const { body, stream } = createBody(bytes);
      const { fetch } = serve(() => new Response(stream));
      await expect(readImage({ fetch }, URL_)).rejects.toMatchObject({
        ...INVALID,
        message: expect.stringContaining("10 MB"),
      });
      expect(body.pulled).toBeGreaterThan(MAX_IMAGE_BYTES);
      expect(body.pulled).toBeLessThanOrEqual(MAX_IMAGE_BYTES + CHUNK);
      expect(body.cancelled || body.pulled === bytes).toBe(true);
    }
  });

  test("whose server announces more than 10 MB is refused before a byte is read", async () => {
    for (const length of [MAX_IMAGE_BYTES + 1, 999_999_999_999]) {
      const { body, stream } = createBody(1000);
      const { fetch } = serve(() => new Response(stream, { headers: { "content-length": String(length) } }));
      await expect(readImage({ fetch }, URL_)).rejects.toMatchObject({
        ...INVALID,
        message: expect.stringContaining("10 MB"),
      });
      expect(body).toEqual({ pulled: 0, cancelled: true });
    }
  });

  test.each(["10", "0", "-1", "many", ""])("whose server announces %j is cut off all the same", async (length) => {
    const { body, stream } = createBody(100 * MAX_IMAGE_BYTES);
    const { fetch } = serve(() => new Response(stream, { headers: { "content-length": length } }));
    await expect(readImage({ fetch }, URL_)).rejects.toMatchObject({
      ...INVALID,
      message: expect.stringContaining("10 MB"),
    });
    expect(body.pulled).toBeLessThanOrEqual(MAX_IMAGE_BYTES + CHUNK);
    const small = serve(() => new Response(imageOf(1000), { headers: { "content-length": length } }));
    await expect(readImage(small, URL_)).resolves.toHaveLength(1336);
  });

  test("with a password: says so, and tells it to nobody", async () => {
    for (const url of [
      "http://me:secret@127.0.0.1:1/a",
      "HTTPS:me:secret@a.test",
      "http:\\\\me:secret@a b/",
      "http://secret@/",
    ]) {
      const error = await readImage({ fetch: globalThis.fetch }, url).catch((error) => error);
      expect(error).toMatchObject({ ...INVALID, message: expect.stringContaining("password") });
      expect(inspect(error)).not.toContain("secret");
    }
    const { fetch } = serve(() => new Response(imageOf(9)));
    await expect(readImage({ fetch }, "https://a.test/@me?to=you@b.test")).resolves.toHaveLength(12);
  });

  // Monitoring tools clone responses: a cancel settles with the clone's only.
  test("is cut off also where somebody holds a copy of the response", async () => {
    const { stream } = createBody(2 * MAX_IMAGE_BYTES);
    const response = new Response(stream);
    const copy = response.clone();
    let error: unknown;
    readImage(
      serve(() => response),
      URL_,
    ).catch((cause) => {
      error = cause;
    });
    for (let turn = 0; turn < 100 && !error; turn += 1) await settled();
    copy.body?.cancel();
    expect(error).toMatchObject(INVALID);
  });

  test("that is empty, or has no body", async () => {
    for (const body of ["", null]) {
      const { fetch } = serve(() => new Response(body));
      await expect(readImage({ fetch }, URL_)).rejects.toMatchObject({ ...INVALID, message: "The image is empty." });
    }
  });

  test.each([404, 403, 500])("that answers %i", async (status) => {
    const { fetch, asked } = serve(() => new Response("<html>", { status }));
    const error = await readImage({ fetch }, URL_).catch((error) => error);
    const retryable = status === 500;
    expect(error).toMatchObject({
      ...INVALID,
      data: { status },
      retryable,
      message: expect.stringContaining(`${status}`),
    });
    expect(asked).toHaveLength(1);
  });

  test("that can't be reached, or breaks off: INVALID_INPUT with the cause", async () => {
    const cause = new TypeError("fetch failed");
    const unreachable = serve(() => Promise.reject(cause));
    await expect(readImage(unreachable, URL_)).rejects.toMatchObject({ ...INVALID, cause });
    const broken = new ReadableStream({
      pull: (controller) => controller.error(cause),
    });
    const half = serve(() => new Response(broken));
    await expect(readImage(half, URL_)).rejects.toMatchObject({ ...INVALID, cause });
  });

  test("is given up when the signal says so, while the body comes", async () => {
    const abort = new AbortController();
    const { fetch, asked } = serve(() => {
      const [, init] = asked[0] ?? [];
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new Uint8Array(10));
          init?.signal?.addEventListener("abort", () => controller.error(init.signal?.reason));
        },
      });
      return new Response(body);
    });
    const reading = readImage({ fetch }, URL_, abort.signal);
    await settled();
    abort.abort(new Error("the session has ended"));
    await expect(reading).rejects.toMatchObject({ ...INVALID, cause: abort.signal.reason });
  });
});
