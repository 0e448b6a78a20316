import type { Platform } from "./platform";

type Upload = NonNullable<Platform["upload"]>;

/** Sends a request over XMLHttpRequest: a browser's `fetch` doesn't tell how far an upload is. */
export function upload(xhr: XMLHttpRequest, ...[url, init, onProgress]: Parameters<Upload>): Promise<Response> {
  const { method = "POST", headers, body, signal } = init;
  return new Promise((resolve, reject) => {
    const abort = () => xhr.abort();
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers ?? {})) xhr.setRequestHeader(name, value);
    xhr.responseType = "blob";
    xhr.upload.onprogress = ({ loaded, total, lengthComputable }) =>
      onProgress({ loaded, total: lengthComputable ? total : undefined });
    xhr.onloadend = () => {
      signal?.removeEventListener("abort", abort);
      const { status, response } = xhr;
      // What fetch throws; an abort is told from it by the signal.
      if (!status) return reject(new TypeError("The upload failed."));
      resolve(new Response(status === 204 ? null : response, { status }));
    };
    signal?.addEventListener("abort", abort);
    xhr.send(body as XMLHttpRequestBodyInit);
  });
}
