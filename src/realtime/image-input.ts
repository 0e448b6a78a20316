import { InvalidInputError } from "../errors";
import type { Platform } from "../platform/platform";
import { type ImageSnapshot, MAX_IMAGE_BYTES } from "./image-input/snapshot";

// A multiple of 3, so that the pieces' base64 can be joined, and small enough for a call's arguments.
const PIECE = 3 * 8192;
// What is done in one go: a page has 16 ms between two frames.
const SLICE = 16 * PIECE;

// The first bytes of the kinds of images there are, one character a byte; which of them a model takes, the service says.
// HEIC and AVIF are ISO files, as videos are: their brand tells them apart.
const SIGNATURE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: signatures are binary
  /^(\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF....WEBP|BM|II\*\0|MM\0\*|....ftyp(avi|he[iv]|mi[af]|msf))/s;

const bad = (message: string, details?: ConstructorParameters<typeof InvalidInputError>[1]) =>
  new InvalidInputError(`The image ${message}`, details);

function limit(bytes: number): void {
  if (bytes > MAX_IMAGE_BYTES) throw bad("is larger than 10 MB. Scale it down, or compress it, before you pass it.");
}

/**
 * Reads an image into base64, without a prefix. The size is checked before anything is encoded, and while a URL is
 * being fetched. Never blocks the thread for longer than a slice takes. Rejects with `INVALID_INPUT`; no message and no
 * cause holds the image, or a password of its URL.
 *
 * @param signal Gives it up: ends a fetch, and the encoding.
 */
export async function readImage(
  platform: Pick<Platform, "fetch" | "readFile">,
  input: ImageSnapshot,
  signal?: AbortSignal,
): Promise<string> {
  /** Work that may fail in ways that say nothing to the app. */
  const or = <T>(message: string, work: () => Promise<T>): Promise<T> =>
    work().catch((cause) => {
      if (cause instanceof InvalidInputError) throw cause;
      const given = "was given up: its call has timed out, or the session has ended.";
      throw bad(signal?.aborted ? given : message, { cause });
    });
  const encoded = (make: () => Blob | Uint8Array | Promise<Blob>) =>
    or("can't be read. Was its file changed, moved or removed? Then choose it again.", async () =>
      encode(await make(), signal),
    );

  async function readText(text: string): Promise<string> {
    if (/^(https?|blob):/i.test(text)) {
      // What fetch throws on such a URL quotes it, with the password.
      if (/^https?:[\\/]*[^\\/?#]*@/i.test(text))
        throw bad("has a URL with a password in it. Fetch it, and pass the Blob.");
      const unreachable = "could not be fetched: its URL can't be reached, or its server doesn't allow it (CORS).";
      const bytes = await or(unreachable, () => download(platform, text, signal));
      return encoded(() => bytes);
    }
    const { readFile } = platform;
    if (readFile && /^file:/i.test(text)) return encoded(() => readFile(text, MAX_IMAGE_BYTES + 1));
    const [prefix, base64] = /^data:[^,]*?(; *base64)? *,/i.exec(text) ?? ["", "raw"];
    if (!prefix && /^[a-z][\w+.-]*:/i.test(text)) {
      throw bad("must have a complete http:, https:, blob: or data: URL (or file:, in Node with createNodePlatform).");
    }
    return or("is neither a URL nor base64. Make a relative path absolute: `new URL(path, location.href)`.", () =>
      readData(text, prefix.length, !!base64, signal),
    );
  }

  const base64 = await (typeof input === "string" ? readText(input.trim()) : encoded(() => input));
  if (!base64) throw bad("is empty.");
  if (!SIGNATURE.test(atob(base64.slice(0, 16)))) {
    throw bad("isn't one by its first bytes. Pass a JPEG, PNG, GIF, WebP, BMP, AVIF, HEIC or TIFF; draw an SVG first.");
  }
  return base64;
}

/** Lets the thread do other things. No timer: in a hidden tab those wait for a second, and longer. */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(0);
  });
  port1.close();
  signal?.throwIfAborted();
}

/**
 * The base64 of a text that is base64 already, which is looked at and never decoded, or of percent-encoded bytes.
 *
 * @param at Where it starts.
 */
async function readData(text: string, at: number, isBase64: boolean, signal: AbortSignal | undefined): Promise<string> {
  let base64 = "";
  let rest = "";
  for (let end: number; at < text.length; at = end) {
    end = at + SLICE;
    // An escape isn't cut in two.
    const begun = text.slice(end - 2, end).indexOf("%");
    if (begun >= 0) end -= 2 - begun;
    // The one built-in that makes bytes of escapes: decodeURIComponent insists on UTF-8.
    const part = unescape(text.slice(at, end));
    if (isBase64) {
      base64 += part.replace(/\s/g, "");
      if (/[^A-Za-z\d+/=\s]/.test(part)) throw new TypeError("not base64");
    } else {
      rest += part;
      const whole = rest.length - (rest.length % 3);
      base64 += btoa(rest.slice(0, whole));
      rest = rest.slice(whole);
    }
    limit(base64.length * 0.75 - 2);
    if (text.length > SLICE) await turn(signal);
  }
  base64 += btoa(rest);
  if (base64.length % 4) throw bad("is base64 that is cut off: its length, with the padding, must be a multiple of 4.");
  const padding = base64.indexOf("=");
  if (padding >= 0 && padding < base64.length - 2) throw new TypeError("padding in the middle");
  limit(base64.length * 0.75 - 3 + atob(base64.slice(-4)).length);
  return base64;
}

async function download(platform: Pick<Platform, "fetch">, url: string, signal?: AbortSignal): Promise<Uint8Array> {
  const { ok, status, headers, body } = await platform.fetch(url, { signal: signal ?? null });
  const reader = body?.getReader();
  try {
    if (!ok) {
      const message = `could not be fetched: its URL answered ${status}. It must lead to the image, without a login.`;
      throw bad(message, { data: { status }, retryable: status >= 500 });
    }
    // Whoever says more than we take is believed; whoever says less, or nothing, is cut off at the limit.
    limit(Number(headers.get("content-length")));
    const pieces: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) break;
      size += value.byteLength;
      limit(size);
      pieces.push(value);
    }
    // What is there already is read without a pause between two pieces.
    if (size > SLICE) await turn(signal);
    const bytes = new Uint8Array(size);
    for (const piece of pieces.reverse()) {
      size -= piece.length;
      bytes.set(piece, size);
    }
    return bytes;
  } finally {
    // Nobody waits for it: of a response that somebody has cloned it settles with the clone only.
    reader?.cancel().catch(() => {});
  }
}

async function encode(image: Blob | Uint8Array, signal: AbortSignal | undefined): Promise<string> {
  const inMemory = !(image instanceof Blob);
  const size = inMemory ? image.length : image.size;
  limit(size);
  let base64 = "";
  for (let at = 0; at < size; at += SLICE) {
    const end = at + SLICE;
    const bytes: Uint8Array & { toBase64?: () => string } = inMemory
      ? image.subarray(at, end)
      : new Uint8Array(await image.slice(at, end).arrayBuffer());
    if (bytes.toBase64) base64 += bytes.toBase64();
    else
      for (let from = 0; from < bytes.length; from += PIECE) {
        base64 += btoa(String.fromCharCode(...bytes.subarray(from, from + PIECE)));
      }
    // Behind the last slice too: sending a large image takes its time.
    if (size > SLICE) await turn(signal);
  }
  return base64;
}
