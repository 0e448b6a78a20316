import { InvalidInputError } from "../errors";
import type { UploadProgress } from "../platform/platform";
import { encodeForm, type Streamed } from "./multipart";
import type { HttpContext, HttpRequest } from "./request";

/** A file as React Native names one; its own `FormData` reads it. */
export interface ReactNativeFile {
  /** Where it is on the device. */
  uri: string;
  /** Its MIME type. */
  type: string;
  /** Its file name. */
  name: string;
}

/**
 * A file to send. A `Blob` or `File` goes out as it is (in Node, `openAsBlob(path)` of `node:fs` makes one that is
 * read from the disk while it is sent). A stream is sent while it is read in Node, Deno and Bun, and gathered in
 * memory first elsewhere; it is consumed, and cancelled if the upload ends early. A URL or an http(s) URL string is
 * fetched by the SDK, without the key.
 */
export type FileInput = Blob | File | ReadableStream<Uint8Array> | URL | string | ReactNativeFile;

// False in the file for the CDN (tsup.config.ts), which then leaves the multipart writer out: a browser's fetch takes
// no streams over HTTP/1.1, and XMLHttpRequest counts by itself.
declare const __STREAMS__: boolean;
const canStream = typeof __STREAMS__ === "undefined" || __STREAMS__;

// A string in these fields is the address of a file; in any other one it is a text.
const FILES = /^(data|reference_image|start|end|file)$/;
// What fetch throws on a URL with a password quotes it.
const ADDRESS = /^https?:\/\/(?![^/?#]*@)/i;

const isStream = (value: object): value is ReadableStream => "getReader" in value;
// React Native's Blob has no `stream`.
const isBlob = (value: object): value is Streamed => value instanceof Blob || "stream" in value || "uri" in value;

/** Whether a value can be sent as a file. */
export const isFile = (value: unknown): value is FileInput =>
  value instanceof Object && !(value instanceof URL) ? isBlob(value) || isStream(value) : ADDRESS.test(String(value));

/**
 * Makes a form of inputs: null and undefined are left out, files and streams stay what they are, other objects become
 * JSON. Nothing large is copied, unless a stream has to be gathered.
 *
 * @param gone Aborted when the request is over: ends what is being fetched, gathered or streamed for it.
 */
export async function formOf(
  { platform }: HttpContext,
  inputs: object,
  gone: AbortSignal,
  onUploadProgress: ((progress: UploadProgress) => void) | undefined,
): Promise<Pick<HttpRequest, "body" | "headers">> {
  const streams = canStream && /node|deno|bun/.test(platform.runtime);
  const body = new FormData();
  const fields: [string, string | Streamed][] = [];
  let inPieces = streams && !!onUploadProgress;
  for (const [name, value] of Object.entries(inputs)) {
    if (value == null) continue;
    let part: string | Streamed = String(value);
    if (value instanceof URL || (typeof value === "string" && FILES.test(name))) part = await open(name, part);
    else if (typeof value === "object")
      part = isStream(value) ? await gather(value) : isBlob(value) ? value : JSON.stringify(value);
    fields.push([name, part]);
    // What comes as a stream stays out of a FormData.
    if (Object.hasOwn(Object(part), "stream")) inPieces = true;
    else body.append(name, part as Blob);
  }
  return canStream && inPieces ? encodeForm(fields, gone, onUploadProgress) : { body };

  async function gather(stream: ReadableStream, type = "", size?: number): Promise<Streamed> {
    if (streams) return { stream: () => stream, type, size };
    return new Response(stream.pipeThrough(new TransformStream(), { signal: gone })).blob();
  }

  /** What is at a URL: its bytes as they come, where they can be passed on so. */
  async function open(name: string, url: string): Promise<Streamed> {
    let cause: unknown;
    const response = ADDRESS.test(url)
      ? await platform.fetch(url, { signal: gone }).catch((error) => {
          cause = error;
        })
      : undefined;
    if (!response?.ok) {
      const status = response ? `, and not answer HTTP ${response.status}` : "";
      throw new InvalidInputError(`\`${name}\` must be a reachable http(s) URL${status}.`, { cause });
    }
    const { body, headers } = response;
    if (!streams || !body) return response.blob();
    // The length of an encoded body isn't that of what comes out of it.
    const length = headers.get("content-encoding") ? null : headers.get("content-length");
    return gather(body, headers.get("content-type") ?? "", length ? Number(length) : undefined);
  }
}
