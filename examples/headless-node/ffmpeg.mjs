// Frames from and to files: ffmpeg as programs of their own, and pipes of raw I420 to them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** @typedef {{ width: number, height: number, fps: number, seconds: number | undefined }} Film Its picture, upright, and how long it is if that is known. */
/** @typedef {{ width: number, height: number, data: Uint8Array }} Frame I420: luma, then both chroma planes at half the size. */

const QUIET = ["-hide_banner", "-nostdin", "-loglevel", "error"];
// What WebRTC takes I420 for; without a word a player guesses by the size.
const COLOURS = ["-colorspace", "smpte170m", "-color_range", "tv"];
/** @type {Record<string, string[]>} */
const CODECS = {
  mp4: ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-movflags", "+faststart"],
  webm: ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "6", "-b:v", "4M"],
};

/** Kinds of files that can be written. */
export const KINDS = Object.keys(CODECS);

/**
 * Starts a program. It gets no Ctrl-C of ours: an encoder that ended by itself would leave the file without its end. When
 * this process dies, its pipes do, and so does the program.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {AbortSignal} [signal] Ends it.
 */
function start(program, args, signal) {
  const child = spawn(program, args, { signal, detached: process.platform !== "win32", windowsHide: true });
  const said = text(child.stderr);
  /** @type {Promise<void>} */
  const ended = new Promise((resolve, reject) => {
    child.once("error", (cause) => {
      const missing = `There is no ${program} here. Install ffmpeg: apt-get install ffmpeg, brew install ffmpeg, or https://ffmpeg.org.`;
      reject("code" in cause && cause.code === "ENOENT" ? new Error(missing, { cause }) : cause);
    });
    child.once("close", async (code) => {
      const lines = (await said).trim().split("\n").slice(-3).join("\n  ");
      if (code === 0) resolve();
      else reject(new Error(`${program} has failed:\n  ${lines || `it ended with ${code}`}`));
    });
  });
  ended.catch(() => {});
  // Whatever happens to a pipe, `ended` tells.
  child.stdin.on("error", () => {});
  return { child, ended };
}

/**
 * What a file's first picture track is.
 *
 * @param {string} path Absolute, as all of them: what begins with a dash would be an option.
 * @returns {Promise<Film>}
 */
export async function probe(path) {
  const what = "stream=width,height,sample_aspect_ratio,avg_frame_rate:stream_side_data=rotation:format=duration";
  // Not `v`: a song's cover is a video track, too.
  const args = ["-v", "error", "-select_streams", "V:0", "-show_entries", what, "-of", "json", path];
  const { child, ended } = start("ffprobe", args);
  const [told] = await Promise.all([text(child.stdout), ended]);
  const { streams, format } = JSON.parse(told);
  const [stream] = streams;
  if (!stream) throw new Error(`${path} has no picture.`);
  const stretch = ratio(stream.sample_aspect_ratio?.replace(":", "/")) || 1;
  const size = [Math.round(stream.width * stretch), stream.height];
  if ((stream.side_data_list?.[0]?.rotation ?? 0) % 180) size.reverse();
  const [width = 0, height = 0] = size;
  return { width, height, fps: ratio(stream.avg_frame_rate) || 25, seconds: Number(format.duration) || undefined };
}

/** @param {string | undefined} fraction such as 30000/1001; 0/0 where nothing is known */
function ratio(fraction = "") {
  const [above, below] = fraction.split("/").map(Number);
  return (above ?? 0) / (below ?? 1) || 0;
}

/**
 * A film's frames in this size and at this rate, each read when it is asked for. `return()` ends the program.
 *
 * @param {string} path
 * @param {{ width: number, height: number, fps: number }} wanted
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<Frame, void, void>}
 */
export async function* decode(path, { width, height, fps }, signal) {
  const filter = `fps=${fps},scale=${width}:${height}:out_color_matrix=bt601:out_range=tv,format=yuv420p`;
  const args = ["-i", path, "-map", "0:V:0", "-vf", filter, "-f", "rawvideo", "pipe:1"];
  const { child, ended } = start("ffmpeg", [...QUIET, ...args], signal);
  try {
    const size = (width * height * 3) / 2;
    let data = new Uint8Array(size);
    let filled = 0;
    for await (const chunk of child.stdout) {
      for (let at = 0; at < chunk.length; ) {
        const part = chunk.subarray(at, at + size - filled);
        data.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled < size) continue;
        yield { width, height, data };
        data = new Uint8Array(size);
        filled = 0;
      }
    }
    await ended;
  } finally {
    child.kill();
  }
}

/**
 * Writes frames of one size at a constant rate into a file; its ending says what kind.
 *
 * @param {string} path Absolute.
 * @param {{ width: number, height: number, fps: number }} picture
 */
export function encode(path, { width, height, fps }) {
  const raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", `${width}x${height}`, "-r", `${fps}`];
  const codec = CODECS[path.split(".").at(-1) ?? ""] ?? [];
  const args = [...raw, "-i", "pipe:0", "-pix_fmt", "yuv420p", ...codec, ...COLOURS, "-y", path];
  const { child, ended } = start("ffmpeg", [...QUIET, ...args]);
  return {
    /**
     * Resolves when there is room for the next one.
     * @param {Uint8Array} data
     */
    async write(data) {
      if (!child.stdin.write(data)) await Promise.race([once(child.stdin, "drain").catch(() => ended), ended]);
    },
    /** Resolves when the file is complete. */
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}
