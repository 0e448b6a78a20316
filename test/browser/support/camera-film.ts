import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** As luma and chroma. */
const COLOURS = { red: [81, 90, 240], blue: [41, 240, 110] } as const;

/**
 * A film for Chromium's fake camera (`--use-file-for-fake-video-capture`) whose left half is red and whose right half is
 * blue: so a picture says whether it was mirrored. The camera is a thread of the browser's own, and no page can hold it up.
 */
export function useCameraFilm(width = 1280, height = 720, fps = 20) {
  const folder = mkdtempSync(join(tmpdir(), "decart-camera-"));
  const path = join(folder, "halves.y4m");
  const plane = (across: number, down: number, channel: 0 | 1 | 2) => {
    const row = Buffer.alloc(across, COLOURS.blue[channel]).fill(COLOURS.red[channel], 0, across / 2);
    return Buffer.concat(Array.from({ length: down }, () => row));
  };
  const frame = [
    Buffer.from("FRAME\n"),
    plane(width, height, 0),
    plane(width / 2, height / 2, 1),
    plane(width / 2, height / 2, 2),
  ];
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F${fps}:1 Ip A1:1 C420jpeg\n`);
  writeFileSync(path, Buffer.concat([header, ...frame, ...frame]));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return { args: [`--use-file-for-fake-video-capture=${path}`] };
}
