// What a page of the wrong origin is told, and an upload that is stopped half way.
import { createDecartClient } from "@decartai/sdk";
import { plain, type Service } from "./session";

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => "it worked",
    (error) => ({ ...plain(error), data: error.data }),
  );

/** Everything that a key opens, tried with this one; resolves with what each came to. */
export async function tryAll({ url, httpUrl }: Service, apiKey: string, token: string) {
  const client = createDecartClient({ apiKey, realtimeBaseUrl: url, baseUrl: httpUrl, telemetry: false });
  const onRemoteStream = () => {};
  const session = client.realtime.connect(null, { model: "lucy-2.1", onRemoteStream });
  const viewer = client.realtime.subscribe({ token, onRemoteStream });
  const data = new Blob(["pixels"], { type: "image/jpeg" });
  const calls = [
    session,
    viewer,
    client.process({ model: "lucy-image-2", prompt: "A", data }),
    client.files.upload(data),
  ];
  const [ofSession, ofViewer, ofImage, ofFile] = await Promise.all(calls.map(failureOf));
  for (const open of [session, viewer]) (await open.catch(() => null))?.disconnect();
  return { session: ofSession, viewer: ofViewer, image: ofImage, file: ofFile };
}

let stop: AbortController;
let uploading: Promise<unknown>;

/** Uploads through a proxy; resolves when the first bytes are on their way. */
export function upload(proxy: string, bytes: number) {
  const { files } = createDecartClient({ proxy });
  stop = new AbortController();
  return new Promise<number>((resolve) => {
    uploading = failureOf(
      files.upload(new Blob([new Uint8Array(bytes)]), {
        signal: stop.signal,
        onUploadProgress: ({ loaded }) => resolve(loaded),
      }),
    );
  });
}

/** Stops it; resolves with what the call rejected with. */
export function stopUpload() {
  stop.abort(new Error("the user has stopped it"));
  return uploading;
}
