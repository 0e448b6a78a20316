const WIDTH = 24;

/**
 * A progress bar on one line of a terminal; plain lines, one for each change, where it isn't one.
 * @param {string} name
 * @param {{ isTTY?: boolean, write(text: string): unknown }} out
 */
export function createBar(name, out) {
  let part = 0;
  let note = "uploading";
  let shown = "";
  const draw = () => {
    const full = Math.round(part * WIDTH);
    const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
    const line = `${name} ${bar} ${String(Math.round(part * 100)).padStart(3)} % ${note}`;
    if (line === shown) return;
    shown = line;
    out.write(out.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  };
  return {
    /** @param {number} done from 0 to 1 */
    show(done) {
      part = Math.min(Math.max(done, 0), 1);
      draw();
    },
    /** @param {string} text */
    say(text) {
      note = text;
      draw();
    },
    /** @param {string} text */
    end(text) {
      note = text;
      draw();
      if (out.isTTY) out.write("\n");
    },
  };
}
