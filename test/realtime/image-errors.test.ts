import { describe, expect, test } from "vitest";
import { IMAGE_HEADS, imageOf, TINY_PNG } from "../support/images";
import { MAX_IMAGE_BYTES, readImage } from "../support/read-image";

const INVALID = { name: "InvalidInputError", code: "INVALID_INPUT", retryable: false };

const noNetwork = { fetch: () => Promise.reject(new Error("no network in this test")) };
const read = (input: Parameters<typeof readImage>[1], signal?: AbortSignal) => readImage(noNetwork, input, signal);
const failure = (reading: Promise<string>) =>
  reading.then(
    () => expect.unreachable("it was accepted"),
    (error) => error,
  );
const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe("what is an image by its first bytes", () => {
  test.each(Object.entries(IMAGE_HEADS))("%s", async (_, head) => {
    const bytes = Uint8Array.from([...head, 1, 2, 3]);
    await expect(read(bytes)).resolves.toBe(Buffer.from(bytes).toString("base64"));
  });

  test.each([
    ["HTML", latin("<!doctype html><title>Not found</title>")],
    ["SVG", latin(`<svg xmlns="http://www.w3.org/2000/svg"/>`)],
    ["an MP4 video", Uint8Array.from([0, 0, 0, 24, ...latin("ftypisom")])],
    ["a QuickTime video", Uint8Array.from([0, 0, 0, 20, ...latin("ftypqt  ")])],
    ["a sound", latin("RIFF\0\0\0\0WAVEfmt ")],
    ["a PNG whose line ends were translated", latin("\x89PNG\n\x1a\n12345")],
    ["a piece of a head", latin("\xff\xd8")],
    ["zeros", new Uint8Array(1000)],
  ])("%s is none, in any form", async (_, bytes) => {
    const base64 = Buffer.from(bytes).toString("base64");
    const body = { fetch: async () => new Response(bytes) };
    const inputs = [
      read(bytes),
      read(base64),
      read(`data:image/png;base64,${base64}`),
      readImage(body, "https://a.test"),
    ];
    for (const reading of inputs) {
      const error = await failure(reading);
      expect(error).toMatchObject({ ...INVALID, message: expect.stringMatching(/first bytes.*JPEG, PNG/) });
    }
  });
});

describe("memory that changes hands", () => {
  test("is read as it was when the call was made", async () => {
    const bytes = imageOf(2_000_000);
    const expected = Buffer.from(bytes).toString("base64");
    const reading = read(bytes);
    bytes.fill(0);
    expect((await reading) === expected).toBe(true);
    const other = imageOf(2_000_000);
    const second = read(other.buffer);
    structuredClone(other.buffer, { transfer: [other.buffer] });
    expect((await second) === expected).toBe(true);
  });

  test("may be shared with a worker, and be a part of it", async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(100));
    shared.set(imageOf(50), 20);
    const expected = Buffer.from(imageOf(50)).toString("base64");
    await expect(read(shared.subarray(20, 70))).resolves.toBe(expected);
  });
});

describe("a text", () => {
  const slice = 32 * 3 * 8192;
  const bytes = imageOf(2 * slice);
  const base64 = Buffer.from(bytes).toString("base64");

  test.each([
    ["cut off by one", TINY_PNG.slice(0, -1), /cut off/],
    ["cut off by two", TINY_PNG.slice(0, -2), /cut off/],
    ["cut off by three", TINY_PNG.slice(0, -3), /cut off/],
    ["two that were joined", TINY_PNG + TINY_PNG, /neither a URL nor base64/],
    ["padded wrongly", "iVBORw0KGgoAA===", /neither a URL nor base64/],
    ["a letter behind the padding", "iVBORw0KGg=A", /neither a URL nor base64/],
    ["base64url", "iVBORw0KGgo-_-_-", /neither a URL nor base64/],
    ["a path", "/images/cat.png", /Make a relative path absolute/],
    ["letters beyond bytes", "data:image/png,%89PNG\u1234", /neither a URL nor base64/],
    ["escapes beyond bytes", "data:image/png,%89PNG%u1234", /neither a URL nor base64/],
    ["a data: URL without its comma", "data:image/png;base64", /complete http:, https:, blob: or data: URL/],
    ["a file where there are none", "file:///etc/hostname", /file:, in Node with createNodePlatform/],
    ["a Windows path", "C:\\cat.png", /complete http/],
    ["a bad character in the last slice", `${base64.slice(0, -8)}!${base64.slice(-7)}`, /neither/],
    ["padding in the first slice", `${base64.slice(0, 4)}=${base64.slice(5)}`, /neither/],
  ])("%s is refused, without being quoted", async (_, text, message) => {
    const error = await failure(read(text));
    expect(error).toMatchObject({ ...INVALID, message: expect.stringMatching(message) });
    for (const told of [error.message, String(error.cause)]) expect(told).not.toContain(text.slice(0, 12));
  });

  test("keeps its escapes whole, wherever it is sliced", async () => {
    for (let shift = 0; shift < 6; shift += 1) {
      const image = Uint8Array.from([
        ...latin("GIF89a"),
        ...new Array(shift).fill(65),
        ...new Array(slice / 2).fill(1),
      ]);
      const escaped = Array.from(image, (byte) => (byte === 1 ? "%01" : String.fromCharCode(byte))).join("");
      const expected = Buffer.from(image).toString("base64");
      expect((await read(`data:image/gif,${escaped}`)) === expected, `shifted by ${shift}`).toBe(true);
      const head = escaped.slice(0, 12);
      expect((await read(`data:;base64,${encodeURIComponent(expected)}`)) === expected, head).toBe(true);
    }
  });

  test("of 10 MB in lines is fine, and one of a byte more isn't", async () => {
    const lines = (length: number) => Buffer.from(imageOf(length)).toString("base64").replace(/.{76}/g, "$&\r\n");
    expect((await read(lines(MAX_IMAGE_BYTES))).length).toBe(Math.ceil(MAX_IMAGE_BYTES / 3) * 4);
    for (const more of [1, 2, 3]) {
      expect(await failure(read(lines(MAX_IMAGE_BYTES + more)))).toMatchObject({
        message: expect.stringMatching(/10 MB/),
      });
    }
  });

  test("of 30 MB of escapes is 10 MB", async () => {
    const escaped = "%00".repeat(MAX_IMAGE_BYTES - 6);
    expect((await read(`data:,GIF89a${escaped}`)).length).toBe(Math.ceil(MAX_IMAGE_BYTES / 3) * 4);
    expect(await failure(read(`data:,GIF89a${escaped}%00`))).toMatchObject({ message: expect.stringMatching(/10 MB/) });
  });
});

describe("the thread", () => {
  test("has its turns while 9.9 MB are read", async () => {
    const bytes = imageOf(Math.floor(9.9 * 1024 * 1024));
    const base64 = Buffer.from(bytes).toString("base64");
    const escaped = `data:,${"GIF89a".padEnd(bytes.length, "A")}`;
    for (const [name, input] of Object.entries({ bytes, blob: new Blob([bytes]), base64, escaped })) {
      let [turns, longest, last] = [0, 0, performance.now()];
      let result: string | undefined;
      const started = last;
      const reading = read(input).then((read) => {
        result = read;
      });
      while (result === undefined) {
        await new Promise((resolve) => setImmediate(resolve));
        turns += 1;
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }
      await reading;
      console.log(`${name}: ${(last - started).toFixed(0)} ms in ${turns} turns, longest ${longest.toFixed(1)} ms`);
      expect(turns, name).toBeGreaterThan(10);
      if (name !== "escaped") expect(result === base64, name).toBe(true);
    }
  });

  test("is given back when the signal says so", async () => {
    const abort = new AbortController();
    const reason = new Error("enough");
    const bytes = imageOf(5_000_000);
    const readings = [bytes, Buffer.from(bytes).toString("base64")].map((input) => failure(read(input, abort.signal)));
    abort.abort(reason);
    for (const error of await Promise.all(readings)) {
      expect(error).toMatchObject({ ...INVALID, message: expect.stringMatching(/given up/), cause: reason });
    }
  });
});
