// `node examples/batch-node/main.mjs [files…] [--prompt TEXT] [--model NAME] [--out FOLDER] [--resume JOB]`:
// transforms files one after the other, with a progress bar. Ctrl-C stops the waiting; the line before says how to go on.
import { createWriteStream, openAsBlob } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createDecartClient, isDecartSDKError } from "@decartai/sdk";
import { startService } from "../shared/service.mjs";
import { createBar } from "./bar.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    prompt: { type: "string", default: "Anime style" },
    model: { type: "string", default: "lucy-2.1" },
    out: { type: "string", default: "out/batch" },
    resume: { type: "string" },
  },
});
const files = positionals.length > 0 ? positionals : [fileURLToPath(new URL("sample.png", import.meta.url))];

const service = await startService({ jobMs: 1500 });
const client = createDecartClient({ apiKey: service.apiKey, baseUrl: service.baseUrl });
const model = client.models.video(values.model);
const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("stopped")));
await mkdir(values.out, { recursive: true });

let failures = 0;
for (const file of files) {
  const bar = createBar(basename(file), process.stderr);
  /** @type {string | undefined} */
  let jobId = values.resume;
  /** @param {import("@decartai/sdk").Job} job */
  const onStatusChange = (job) => {
    jobId = job.job_id;
    bar.say(job.status);
  };
  // As a stream: a long film is never in memory as a whole, neither on its way up nor down.
  const wait = /** @type {const} */ ({ responseType: "stream", signal: stop.signal });
  try {
    const done = jobId
      ? await client.queue.wait(jobId, { ...wait, onStatusChange })
      : await client.queue.submitAndPoll({
          ...wait,
          model,
          prompt: values.prompt,
          data: await openAsBlob(file),
          onUploadProgress: ({ loaded, total }) => bar.show(loaded / (total ?? loaded)),
          onStatusChange,
        });
    if (done.status === "failed") throw new Error(done.error);
    const target = join(values.out, basename(file));
    await pipeline(done.data, createWriteStream(target));
    bar.end(`done: ${target}`);
  } catch (error) {
    failures++;
    bar.end(
      `failed: ${isDecartSDKError(error) ? `${error.code} ` : ""}${error instanceof Error ? error.message : error}`,
    );
    if (jobId) console.error(`  the job may still finish: --resume ${jobId}`);
    if (stop.signal.aborted) break;
  }
}
await service.close();
process.exit(failures > 0 ? 1 : 0);
