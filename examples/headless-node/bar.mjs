const WIDTH = 24;

/**
 * Progress on one line of a terminal; a line for every tenth where it isn't one.
 *
 * @param {{ isTTY?: boolean, write(text: string): unknown }} out
 */
export function createBar(out) {
  let tenth = -1;
  /** @param {string} text */
  const line = (text) => out.write(out.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  return {
    /**
     * @param {number} done
     * @param {number} all of the same unit; NaN where it isn't known
     * @param {string} note
     */
    show(done, all, note) {
      const part = Math.min(done / all, 1) || 0;
      const bar = "█".repeat(Math.round(part * WIDTH)).padEnd(WIDTH, "░");
      const now = Math.floor(part * 10);
      if (!out.isTTY && now === tenth) return;
      tenth = now;
      line(`${bar} ${String(Math.floor(part * 100)).padStart(3)} % ${note}`);
    },
    /** @param {string} text Stays. */
    say(text) {
      line(text);
      if (out.isTTY) out.write("\n");
    },
  };
}
