import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createNodePlatform, type NodeWebRtc } from "../../src/platform/node";
import { imageOf } from "../support/images";
import { MAX_IMAGE_BYTES, readImage } from "../support/read-image";

const folder = mkdtempSync(join(tmpdir(), "decart images "));
afterAll(() => rmSync(folder, { recursive: true }));

// Nothing here connects.
const webrtc = { RTCPeerConnection: class {}, MediaStream: class {} } as unknown as NodeWebRtc;
const platform = createNodePlatform({ webrtc, WebSocket });
const INVALID = { name: "InvalidInputError", code: "INVALID_INPUT" };

/** A file of that size that is a PNG by its head; what is beyond the head takes no room on the disk. */
function file(size: number) {
  const path = join(folder, `${size} #1.png`);
  writeFileSync(path, imageOf(Math.min(size, 1000)));
  truncateSync(path, size);
  return pathToFileURL(path);
}

describe("a file, in Node", () => {
  test("as a URL or its text", async () => {
    const url = file(1000);
    for (const input of [url, url.href, url.href.replace("file:", "FILE:")]) {
      await expect(readImage(platform, input)).resolves.toBe(Buffer.from(imageOf(1000)).toString("base64"));
    }
  });

  test("of 10 MB is fine; a larger one isn't read to its end", async () => {
    expect(await readImage(platform, file(MAX_IMAGE_BYTES))).toHaveLength(Math.ceil(MAX_IMAGE_BYTES / 3) * 4);
    for (const size of [MAX_IMAGE_BYTES + 1, 2 ** 33]) {
      const reading = readImage(platform, file(size));
      await expect(reading).rejects.toMatchObject({ ...INVALID, message: expect.stringContaining("10 MB") });
    }
  });

  test.each([
    ["that isn't there", "missing.png", "can't be read"],
    ["that is a folder", ".", "can't be read"],
    ["on another machine", "//server/share/a.png", "can't be read"],
  ])("%s", async (_, path, message) => {
    const url = path.startsWith("//") ? `file:${path}` : pathToFileURL(join(folder, path));
    await expect(readImage(platform, url)).rejects.toMatchObject({
      ...INVALID,
      message: expect.stringContaining(message),
    });
  });

  test("that is empty", async () => {
    await expect(readImage(platform, file(0))).rejects.toMatchObject({ ...INVALID, message: "The image is empty." });
  });
});
