// `node examples/headless-node/main.mjs IN OUT --prompt TEXT [--image FILE|URL] [--model NAME] [--tail SECONDS] [--force]`:
// a video file goes through a live session, at its own pace, into another video file.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { createDecartClient, isDecartSDKError } from "@decartai/sdk";
import { createNodePlatform } from "@decartai/sdk/node";
import wrtc from "@roamhq/wrtc";
import WebSocket from "ws";
import { createBar } from "./bar.mjs";
import { KINDS } from "./ffmpeg.mjs";
import { transform } from "./transform.mjs";

const bar = createBar(process.stderr);
const stop = new AbortController();
const codes = new Map();
for (const [signal, code] of /** @type {const} */ ([
  ["SIGINT", 130],
  ["SIGTERM", 143],
])) {
  // Once: a second Ctrl-C ends it as it is.
  process.once(signal, () => {
    const error = new Error("stopped");
    codes.set(error, code);
    stop.abort(error);
  });
}

/** @param {string} message */
function misused(message) {
  const error = new Error(`${message}\nUsage: node main.mjs IN.mp4 OUT.mp4 --prompt "Anime style" [--image cat.png]`);
  codes.set(error, 2);
  return error;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        prompt: { type: "string" },
        image: { type: "string" },
        model: { type: "string", default: "lucy-2.1" },
        tail: { type: "string", default: "1" },
        force: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw misused(/** @type {Error} */ (error).message);
  }
}

/** The service that the environment names; without a key the emulator, in this process. */
async function findService() {
  const { DECART_API_KEY: apiKey, DECART_BASE_URL: baseUrl, DECART_REALTIME_BASE_URL: realtimeBaseUrl } = process.env;
  if (apiKey) return { options: { apiKey, baseUrl, realtimeBaseUrl, telemetry: !realtimeBaseUrl }, close() {} };
  // Loaded here: who has a key doesn't need it.
  const { startEmulator } = await import("@decartai/sdk/emulator");
  const emulator = await startEmulator();
  bar.say("No DECART_API_KEY: this runs against the emulator.");
  const { apiKey: key, httpUrl, url, close } = emulator;
  return { options: { apiKey: key, baseUrl: httpUrl, realtimeBaseUrl: url, telemetry: false }, close };
}

async function main() {
  const { values, positionals } = readArguments();
  const [from, to] = positionals.map((path) => resolve(path));
  const tail = Number(values.tail);
  if (!from || !to || positionals.length > 2) throw misused("Name two files: what to read, and what to write.");
  if (!values.prompt && !values.image) throw misused("Say what to do: --prompt, --image, or both.");
  if (!(tail >= 0 && tail <= 60)) throw misused("--tail takes 0 to 60 seconds.");
  if (!existsSync(from)) throw misused(`There is no ${from}.`);
  if (!KINDS.includes(extname(to).slice(1))) throw misused(`The result's name must end in ${KINDS.join(" or ")}.`);
  if (from === to) throw misused("The result needs a name of its own.");
  if (existsSync(to) && !values.force) throw misused(`${to} is there already: --force writes over it.`);
  await mkdir(dirname(to), { recursive: true });

  const service = await findService();
  try {
    const platform = createNodePlatform({ webrtc: wrtc, WebSocket });
    const client = createDecartClient({ ...service.options, platform });
    // A path, or any URL that the SDK takes.
    const image = values.image && existsSync(values.image) ? pathToFileURL(values.image) : values.image;
    const initialState = { prompt: values.prompt ? { text: values.prompt } : undefined, image };
    const model = client.models.realtime(/** @type {"lucy-2.1"} */ (values.model));
    await transform({ client, model, initialState, from, to, tail, bar, stop });
    bar.say(`done: ${to}`);
  } finally {
    await service.close();
  }
}

try {
  await main();
  // The WebRTC stack crashes in a process that runs out of work, and keeps one alive whose sessions weren't ended.
  process.exit(0);
} catch (error) {
  const { message } = /** @type {Error} */ (error);
  bar.say(`${isDecartSDKError(error) ? `${error.code}: ` : ""}${message}`);
  process.exit(codes.get(error) ?? 1);
}
