import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { afterEach } from "vitest";
import { type Emulator, readLook } from "../../src/emulator/index";
import { decodePng } from "../../src/emulator/png";
import { root } from "./packed";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Starts an example as its reader would; without `env` against an emulator of its own. */
export function start(path: string, args: string[], env: Record<string, string> = {}) {
  const { DECART_API_KEY: _, ...clean } = process.env;
  const child = spawn(process.execPath, [join(root, "examples", path), ...args], {
    cwd: root,
    env: { ...clean, ...env },
  });
  children.push(child);
  let errors = "";
  child.stderr.on("data", (data) => {
    errors += data;
  });
  const exit = new Promise<{ code: number | null; errors: string }>((resolve) =>
    child.on("exit", (code) => resolve({ code, errors })),
  );
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (data) => resolve(String(data).trim()));
    child.once("exit", (code) => reject(new Error(`it ended with ${code}: ${errors}`)));
  });
  firstLine.catch(() => {});
  return { child, exit, firstLine };
}

/** The environment of an example that is to run against this emulator. */
export const environmentOf = ({ apiKey, httpUrl, url }: Emulator) => ({
  DECART_API_KEY: apiKey,
  DECART_BASE_URL: httpUrl,
  DECART_REALTIME_BASE_URL: url,
});

/** The code of the look that a PNG shows. */
export function codeOf(png: Uint8Array) {
  const picture = decodePng(png);
  return picture && readLook({ ...picture, data: picture.rgba }).code;
}
