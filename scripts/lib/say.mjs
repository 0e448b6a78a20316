import { fileURLToPath } from "node:url";

/** Where the repository is; every script works from there, wherever it was called. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * One line about what the set-up or a script does. On stderr: stdout belongs to results.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`> ${line}\n`);
}

/**
 * A duration for people: `820 ms`, `4.2 s`.
 * @param {number} ms
 */
export function duration(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/**
 * Repeats a line every 15 s until the returned function is called, so that a long silent step isn't taken for a hang.
 * @param {string} what
 */
export function heartbeat(what) {
  const started = Date.now();
  const timer = setInterval(() => say(`${what} (${Math.round((Date.now() - started) / 1000)} s so far)`), 15_000);
  timer.unref();
  return () => clearInterval(timer);
}
