import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../../../scripts/lib/programs.mjs";

/** The path of PulseAudio's server; undefined where it isn't installed. */
export const SOUND_SERVER = findProgram("pulseaudio");

/** A sound device that leads nowhere, at its own pace. */
export interface SoundServer {
  /** For `PULSE_SERVER`. */
  address: string;
  close(): Promise<void>;
}

/** Starts PulseAudio with a null device and a folder of its own. */
export async function startSoundServer(): Promise<SoundServer> {
  if (!SOUND_SERVER) throw new Error("PulseAudio isn't installed.");
  const folder = mkdtempSync(join(tmpdir(), "decart-sound-"));
  const socket = join(folder, "socket");
  const settings = [
    "-n",
    "--daemonize=no",
    "--use-pid-file=no",
    "--disable-shm=yes",
    // It ends when nobody has used it for so long, should the test's process be killed.
    "--exit-idle-time=120",
    `--load=module-native-protocol-unix socket=${socket} auth-anonymous=1`,
    "--load=module-null-sink",
  ];
  const env = { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder };
  const child = spawn(SOUND_SERVER, settings, { env, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (chunk) => {
    log += chunk;
  });
  const ended = once(child, "exit");
  const end = () => void child.kill("SIGKILL");
  process.once("exit", end);
  while (!existsSync(socket)) {
    if (child.exitCode !== null) throw new Error(`PulseAudio did not start: ${log}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    address: `unix:${socket}`,
    async close() {
      end();
      await ended;
      process.off("exit", end);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
