import { InvalidInputError } from "../errors";
import type { Platform } from "../platform/platform";
import type { ImageInput } from "./connect-options";

/** The largest image in bytes, decoded. */
export const MAX_IMAGE_BYTES = 10 * 1024 * 1024;

// A multiple of 3, so that the pieces' base64 can be joined, and small enough for a call's arguments.
const PIECE = 3 * 8192;
// Between two of these the event loop gets its turn.
const SLICE = 32 * PIECE;

const tooLarge = () =>
  new InvalidInputError("The image is larger than 10 MB. Scale it down, or compress it, before you pass it.");

/**
 * Reads an image into base64, without a prefix. The size is checked before anything is encoded, and while a URL is
 * being fetched. Rejects with `INVALID_INPUT`.
 *
 * @param signal Ends a fetch.
 */
export async function readImage(
  platform: Pick<Platform, "fetch">,
  input: ImageInput,
  signal?: AbortSignal,
): Promise<string> {
  const text = input instanceof URL ? input.href : input;
  const bytes = typeof text === "string" ? await bytesOfText(platform, text, signal) : text;
  const blob = bytes instanceof Blob ? bytes : new Blob([bytes as BlobPart]);
  if (blob.size === 0) throw new InvalidInputError("The image is empty.");
  if (blob.size > MAX_IMAGE_BYTES) throw tooLarge();
  return encode(blob);
}

async function bytesOfText(platform: Pick<Platform, "fetch">, text: string, signal?: AbortSignal): Promise<BlobPart> {
  if (/^https?:/i.test(text)) return download(platform, text, signal);
  const data = /^data:[^,]*?(;base64)?,/i.exec(text);
  if (data && !data[1]) return decodeURIComponent(text.slice(data[0].length));
  const base64 = text.slice(data?.[0].length ?? 0).replace(/\s/g, "");
  if (base64.length * 0.75 > MAX_IMAGE_BYTES + 2) throw tooLarge();
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new InvalidInputError("The image is neither a URL nor base64.", { cause });
  }
}

async function download(platform: Pick<Platform, "fetch">, url: string, signal?: AbortSignal): Promise<BlobPart> {
  const pieces: BlobPart[] = [];
  let size = 0;
  try {
    const response = await platform.fetch(url, signal ? { signal } : {});
    if (!response.ok) throw new InvalidInputError(`The image's URL answered ${response.status}.`);
    const reader = response.body?.getReader();
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) return new Blob(pieces);
      size += value.byteLength;
      if (size > MAX_IMAGE_BYTES) {
        await reader?.cancel();
        throw tooLarge();
      }
      pieces.push(value as BlobPart);
    }
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause;
    const message = "The image could not be fetched: its URL can't be reached, or its server doesn't allow it (CORS).";
    throw new InvalidInputError(message, { cause });
  }
}

async function encode(blob: Blob): Promise<string> {
  let base64 = "";
  for (let at = 0; at < blob.size; at += SLICE) {
    const bytes = new Uint8Array(await blob.slice(at, at + SLICE).arrayBuffer());
    for (let from = 0; from < bytes.length; from += PIECE) {
      base64 += btoa(String.fromCharCode(...bytes.subarray(from, from + PIECE)));
    }
  }
  return base64;
}
