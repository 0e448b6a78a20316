import type { UploadProgress } from "../platform/platform";
import type { HttpRequest } from "./request";

/** Bytes that come as a stream, in the shape of a Blob. */
export type Streamed = Pick<Blob, "stream" | "type"> & { size?: number | undefined; name?: string };

/**
 * Writes a form as `FormData` would be sent, part by part while it is read, and counts its bytes. For runtimes whose
 * `fetch` sends streams; the file for the CDN is built without it.
 *
 * @param gone Aborted when the request is over, so that streams that nobody reads any more are cancelled.
 */
export function encodeForm(
  fields: [string, string | Streamed][],
  gone: AbortSignal,
  onProgress: ((progress: UploadProgress) => void) | undefined,
): Pick<HttpRequest, "body" | "headers"> {
  const boundary = `decart-${crypto.randomUUID()}`;
  // As the HTML standard has it: nothing in a name can end the header that it stands in.
  const quoted = (name: string) => `"${name.replace(/["\r\n]/g, encodeURIComponent)}"`;
  const pieces = fields.flatMap(([name, part]): Streamed[] => {
    const isText = typeof part === "string";
    const head = `--${boundary}\r\nContent-Disposition: form-data; name=${quoted(name)}`;
    const type = isText ? "" : part.type.replace(/[\r\n]/g, "") || "application/octet-stream";
    const file = isText ? "" : `; filename=${quoted(part.name ?? "blob")}\r\nContent-Type: ${type}`;
    const body = isText ? new Blob([part.replace(/\r\n?|\n/g, "\r\n")]) : part;
    return [new Blob([head, file, "\r\n\r\n"]), body, new Blob(["\r\n"])];
  });
  pieces.push(new Blob([`--${boundary}--\r\n`]));
  const sum = pieces.reduce((size, piece) => size + (piece.size ?? Number.NaN), 0);
  const total = Number.isNaN(sum) ? undefined : sum;
  let loaded = 0;
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const left = pieces.map((piece) => () => piece.stream());
  const end = () => {
    reader?.cancel().catch(() => {});
    for (const open of left.splice(0))
      open()
        .cancel()
        .catch(() => {});
  };
  // No `pipeTo`: where nobody reads its far end any more, an abort doesn't reach the source.
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          reader ??= left.shift()?.().getReader();
          if (!reader) return controller.close();
          const { done, value } = await reader.read();
          if (gone.aborted) throw gone.reason;
          if (done) reader = undefined;
          else {
            loaded += value.byteLength;
            onProgress?.({ loaded, total });
            return controller.enqueue(value);
          }
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
  gone.addEventListener("abort", end);
  const headers: Record<string, string> = { "Content-Type": `multipart/form-data; boundary=${boundary}` };
  if (total !== undefined) headers["Content-Length"] = String(total);
  return { body, headers };
}
