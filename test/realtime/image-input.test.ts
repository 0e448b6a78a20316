import { describe, expect, test } from "vitest";
import { imageOf } from "../support/images";
import { MAX_IMAGE_BYTES, readImage } from "../support/read-image";

const BYTES = imageOf(256 + 8);
const BASE64 = Buffer.from(BYTES).toString("base64");
const INVALID = { name: "InvalidInputError", code: "INVALID_INPUT" };

const noNetwork = { fetch: () => Promise.reject(new Error("no network in this test")) };
const read = (input: Parameters<typeof readImage>[1]) => readImage(noNetwork, input);

describe("every kind of image becomes the same base64", () => {
  test.each([
    ["Blob", new Blob([BYTES], { type: "image/png" })],
    ["File", new File([BYTES], "a.png")],
    ["ArrayBuffer", BYTES.slice().buffer],
    ["Uint8Array", BYTES],
    ["Buffer", Buffer.from(BYTES)],
    ["a part of a larger buffer", Uint8Array.from([9, ...BYTES, 9]).subarray(1, -1)],
    ["base64", BASE64],
    ["base64 in lines", BASE64.replace(/.{76}/g, "$&\r\n")],
    ["base64 with space around it", `\n ${BASE64}\n`],
    ["data: URL", `data:image/png;base64,${BASE64}`],
    ["data: URL with parameters", `data:image/png;name=a.png;base64,${BASE64}`],
    ["data: URL with spaces", `data:image/png; base64 ,${BASE64}`],
    ["data: URL in capitals", `DATA:image/png;BASE64,${BASE64}`],
    ["data: URL as a URL", new URL(`data:image/png;base64,${BASE64}`)],
  ])("%s", async (_, input) => {
    await expect(read(input)).resolves.toBe(BASE64);
  });

  test("a data: URL without base64 holds percent-encoded bytes", async () => {
    const escaped = Array.from(BYTES, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
    await expect(read(`data:image/png,${escaped}`)).resolves.toBe(BASE64);
    await expect(read(`data:image/png;charset=;base64=no,${escaped}`)).resolves.toBe(BASE64);
    await expect(read(new URL(`data:image/gif,GIF89a%01%2c;base64,`))).resolves.toBe(btoa("GIF89a\x01,;base64,"));
  });

  test("a data: URL may escape its base64 too", async () => {
    await expect(read(`data:image/png;base64,${encodeURIComponent(BASE64)}`)).resolves.toBe(BASE64);
  });

  test("any length, around the pieces that it is encoded in", async () => {
    const piece = 3 * 8192;
    for (const length of [9, 10, 11, 12, piece - 1, piece, piece + 1, 32 * piece - 1, 32 * piece, 32 * piece + 2]) {
      const bytes = imageOf(length);
      expect((await read(bytes)) === Buffer.from(bytes).toString("base64"), `${length} bytes`).toBe(true);
    }
  });
});

describe("what is refused", () => {
  test.each([
    ["an empty Blob", new Blob([])],
    ["an empty ArrayBuffer", new ArrayBuffer(0)],
    ["an empty Uint8Array", new Uint8Array()],
    ["an empty text", ""],
    ["an empty data: URL", "data:image/png;base64,"],
    ["an empty data: URL without base64", "data:image/png,"],
  ])("%s", async (_, input) => {
    await expect(read(input)).rejects.toMatchObject({ ...INVALID, message: "The image is empty." });
  });

  test.each([
    ["a text", "not base64 at all!"],
    ["a file name", "./cat.png"],
    ["base64 of a wrong length", "AAAAA"],
    ["a data: URL that isn't base64", "data:image/png;base64,%%%"],
    ["another scheme", "ftp://images.test/cat.png"],
    ["another scheme, as a URL", new URL("ftp://images.test/cat.png")],
  ])("%s, without being quoted", async (_, input) => {
    const error = await read(input).catch((error) => error);
    expect(error).toMatchObject(INVALID);
    expect(error.message).not.toContain(String(input));
  });

  const largest = imageOf(MAX_IMAGE_BYTES);
  const tooLarge = imageOf(MAX_IMAGE_BYTES + 1);
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  const forms: [string, (bytes: Uint8Array<ArrayBuffer>) => Parameters<typeof readImage>[1]][] = [
    ["Blob", (bytes) => new Blob([bytes])],
    ["ArrayBuffer", (bytes) => bytes.buffer],
    ["Uint8Array", (bytes) => bytes],
    ["base64", (bytes) => base64(bytes)],
    ["data: URL", (bytes) => `data:image/png;base64,${base64(bytes)}`],
  ];
  test.each(forms)("more than 10 MB, decoded, as a %s; 10 MB are fine", async (_, make) => {
    expect(MAX_IMAGE_BYTES).toBe(10 * 1024 * 1024);
    expect((await read(make(largest))).length).toBe(Math.ceil(MAX_IMAGE_BYTES / 3) * 4);
    await expect(read(make(tooLarge))).rejects.toMatchObject({ ...INVALID, message: expect.stringContaining("10 MB") });
  });

  test("a text of any length, as soon as it is too long", async () => {
    const error = await read(`${"A".repeat(40 * 1024 * 1024)}!`).catch((error) => error);
    expect(error).toMatchObject({ ...INVALID, message: expect.stringContaining("10 MB") });
  });

  test("memory of any size, without being copied", async () => {
    class Huge extends ArrayBuffer {
      override slice(): never {
        throw new Error("copied");
      }
    }
    const error = await read(new Huge(MAX_IMAGE_BYTES + 1)).catch((error) => error);
    expect(error).toMatchObject({ ...INVALID, message: expect.stringContaining("10 MB") });
  });
});
