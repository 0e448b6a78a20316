// Everything over HTTP, in whatever runtime this is run: an object with what came of each call.
import { createDecartClient } from "@decartai/sdk";

/** @param {Record<string, string | undefined>} env */
export async function tryAll({ DECART_API_KEY: apiKey, DECART_BASE_URL: baseUrl }) {
  const { tokens, process, queue, files, realtime } = createDecartClient({ apiKey, baseUrl });
  const data = new Blob(["not really a picture"], { type: "image/jpeg" });
  const streamOf = () => data.stream();
  /** @param {unknown} error @returns {string} */
  const codeOf = (error) => /** @type {any} */ (error).code ?? String(error);

  const token = await tokens.create({ expiresIn: 60 });
  const image = await process({ model: "lucy-image-2", prompt: "A", data });
  const job = await queue.submitAndPoll({ model: "lucy-2.1", prompt: "A", data });
  /** @type {number[]} */
  const progress = [];
  const onUploadProgress = (/** @type {{ loaded: number }} */ at) => progress.push(at.loaded);
  const file = await files.upload(streamOf(), { onUploadProgress });
  const found = await files.get(file.id);
  await files.delete(file.id);
  const aborted = await process({
    model: "lucy-image-2",
    prompt: "A",
    data,
    signal: AbortSignal.abort(new Error("mine")),
  }).catch(String);
  return {
    token: token.apiKey.slice(0, 3),
    image: [image.type, image.size],
    job: job.status,
    file: found.size_bytes,
    counts: progress.length > 0,
    refused: await tokens.create({ expiresIn: 0 }).catch(codeOf),
    missing: await files.get(file.id).catch(codeOf),
    live: await realtime.connect(null, { model: "lucy-2.1", onRemoteStream() {} }).then(String, codeOf),
    aborted,
  };
}
