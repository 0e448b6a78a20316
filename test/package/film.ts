import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Makes a film of ffmpeg's test picture: it moves all the time. */
export async function makeFilm(path: string, size: string, seconds: number, fps: number): Promise<void> {
  const source = `testsrc2=size=${size}:rate=${fps}:duration=${seconds}`;
  await run("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", "-y", path]);
}

/** Decodes a film into I420. Every frame of the file, and no other. */
export async function readFilm(path: string) {
  const what = "stream=width,height,avg_frame_rate:format=duration";
  const probed = await run("ffprobe", ["-v", "error", "-show_entries", what, "-of", "json", path]);
  const { streams, format } = JSON.parse(probed.stdout);
  const { width, height, avg_frame_rate: rate } = streams[0];
  const size = (width * height * 3) / 2;
  const raw = ["-v", "error", "-i", path, "-vsync", "passthrough", "-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1"];
  const { stdout } = await run("ffmpeg", raw, { encoding: "buffer", maxBuffer: 2 ** 30 });
  const frames = Array.from({ length: stdout.length / size }, (_, index) => ({
    width,
    height,
    data: new Uint8Array(stdout.subarray(index * size, (index + 1) * size)),
  }));
  return { width, height, rate, seconds: Number(format.duration), frames };
}

/** How far two pictures of one size are apart in brightness, 0 to 255. */
export function distance(a: { data: Uint8Array; width: number; height: number }, b: { data: Uint8Array }): number {
  const pixels = a.width * a.height;
  let sum = 0;
  for (let i = 0; i < pixels; i++) sum += Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0));
  return sum / pixels;
}
