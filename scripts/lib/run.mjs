import { spawn } from "node:child_process";
import { ROOT } from "./say.mjs";

const windows = process.platform === "win32";
/** @type {Set<import("node:child_process").ChildProcess>} */
const children = new Set();

/**
 * Runs a program to its end. Resolves with its exit code (1 for a signal or a program that can't be started) and,
 * where `capture` is set, with what it wrote.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, capture?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { cwd = ROOT, env = {}, capture = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      // Nothing here asks questions, and under CI there is nobody to answer.
      stdio: ["ignore", capture ? "pipe" : "inherit", capture ? "pipe" : "inherit"],
      // npm and the programs of node_modules are .cmd files there.
      shell: windows,
    });
    children.add(child);
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    const end = (/** @type {number} */ code, note = "") => {
      children.delete(child);
      resolve({ code, output: output + note });
    };
    child.on("error", (error) => end(1, `${error.message}\n`));
    child.on("close", (code, signal) => end(code ?? 1, signal ? `ended by ${signal}\n` : ""));
  });
}

/**
 * Runs a program of node_modules with the Node that runs this script.
 * @param {string} bin The script's path inside node_modules.
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runNode(bin, args, options) {
  return run(process.execPath, [`${ROOT}node_modules/${bin}`, ...args], options);
}

/**
 * Ends what this script has started: by handle, never by name.
 * @param {NodeJS.Signals} [signal]
 */
export async function endChildren(signal = "SIGTERM") {
  const ended = Promise.all([...children].map((child) => new Promise((resolve) => child.once("close", resolve))));
  for (const child of children) child.kill(signal);
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5_000))]);
  for (const child of children) child.kill("SIGKILL");
}

/**
 * Calls `end` once when this script is told to end: by a signal, or by the end of the npm that runs it. npm sends a
 * signal on to the shell between itself and the script, and the shell dies of it without a word.
 * @param {(code: number, signal: NodeJS.Signals) => void} end
 */
export function onEnd(end) {
  let told = false;
  const tell = (/** @type {number} */ code, /** @type {NodeJS.Signals} */ signal) => {
    if (!told) end(code, signal);
    told = true;
  };
  process.on("SIGINT", () => tell(130, "SIGINT"));
  process.on("SIGTERM", () => tell(143, "SIGTERM"));
  process.on("SIGHUP", () => tell(129, "SIGHUP"));
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event) return;
  setInterval(() => process.ppid !== parent && tell(143, "SIGTERM"), 250).unref();
}

/** For scripts that have nothing else to close: what ends the script ends what it has started. */
export function endOnSignals() {
  onEnd((code, signal) => endChildren(signal).then(() => process.exit(code)));
}
