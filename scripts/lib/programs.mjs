import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run.mjs";
import { heartbeat, say } from "./say.mjs";

/**
 * Programs that tests use beside Node and Chromium: where Debian has them, and which tests need them. A program whose
 * list of tests is empty is known, but neither looked for nor installed. Where one can't be had, its tests are skipped:
 * `test.skipIf(!findProgram("turnserver"))`.
 *
 * @type {{ program: string, package: string, tests: string[] }[]}
 */
export const PROGRAMS = [
  {
    program: "firefox-esr",
    package: "firefox-esr",
    tests: ["test/browser/browsers.test.ts", "test/browser/mirror-firefox.test.ts", "test/browser/launch.test.ts"],
  },
  // For Firefox, which runs no AudioContext without a sound device: a device that leads nowhere.
  { program: "pulseaudio", package: "pulseaudio", tests: ["test/browser/browsers.test.ts"] },
  {
    program: "turnserver",
    package: "coturn",
    tests: ["test/browser/relay.test.ts", "test/browser/connectivity.test.ts", "test/browser/browsers.test.ts"],
  },
  { program: "ffmpeg", package: "ffmpeg", tests: ["test/package/headless-node.test.ts"] },
  { program: "ip", package: "iproute2", tests: [] },
];

/**
 * The full path of a program on the PATH, or undefined.
 * @param {string} name
 */
export function findProgram(name) {
  const suffixes = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  // Debian keeps servers and network tools in sbin, which is not on everybody's PATH.
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  for (const folder of folders.filter(Boolean)) {
    for (const suffix of suffixes) {
      const path = join(folder, name + suffix);
      if (existsSync(path)) return path;
    }
  }
  return undefined;
}

/** Whether packages can be installed with apt-get: as root, on Debian or what derives from it. */
export function hasApt() {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !findProgram("apt-get")) return false;
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return /^ID(_LIKE)?=.*debian/m.test(release);
}

let updated = false;

/**
 * Installs Debian packages. Returns whether that worked; what went wrong is on the screen then.
 * @param {string[]} packages
 */
export async function aptInstall(packages) {
  // Debian starts the servers that it installs, coturn for one, where systemd runs: tests start their own.
  const env = { DEBIAN_FRONTEND: "noninteractive", SYSTEMD_OFFLINE: "1" };
  const stop = heartbeat("apt-get is still at work");
  try {
    if (!updated) {
      updated = true;
      say("apt-get update");
      await quietly(["update"], env);
    }
    say(`apt-get install -y ${packages.join(" ")}`);
    return await quietly(["install", "-y", ...packages], env);
  } finally {
    stop();
  }
}

/** @param {string[]} args @param {Record<string, string>} env */
async function quietly(args, env) {
  const { code, output } = await run("apt-get", ["-qq", ...args], { env, capture: true });
  if (code !== 0) process.stderr.write(output.split("\n").slice(-15).join("\n"));
  return code === 0;
}

/** Installs what today's tests need and isn't there. Returns the entries of the table that can't be had. */
export async function ensurePrograms() {
  const missing = () => PROGRAMS.filter((entry) => entry.tests.length > 0 && !findProgram(entry.program));
  const wanted = missing();
  if (wanted.length > 0 && hasApt()) await aptInstall(wanted.map((entry) => entry.package));
  const still = missing();
  for (const { program, package: name, tests } of still) {
    say(`${program} (package ${name}) is missing: its tests will be skipped: ${tests.join(", ")}`);
  }
  return still;
}
