import { parseArgs } from "node:util";
import { ROOT } from "./say.mjs";

export const HELP = `npm run demo -- [options]

Starts the emulator and serves the demo page until Ctrl-C.

  --headless         drive the page in Chromium with a fake camera instead, save pictures, print a JSON line, and end
    --seconds N      how long to watch the transformed video (8)
    --model NAME     a realtime model with a camera (lucy-2.1)
    --prompt TEXT    what the video is transformed into (the page's own)
    --out DIR        where page.png, input.png and output.png go (out/demo)
  --help             this text
`;

const FLAGS = /** @type {const} */ ({
  headless: { type: "boolean", default: false },
  seconds: { type: "string", default: "8" },
  model: { type: "string", default: "lucy-2.1" },
  prompt: { type: "string" },
  out: { type: "string", default: `${ROOT}out/demo` },
  help: { type: "boolean", default: false },
});

/**
 * Reads the command line. Throws an error whose message is for the user.
 * @param {string[]} args
 */
export function readOptions(args) {
  const { values } = parse(args);
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) throw new Error(`--seconds is "${values.seconds}", and has to be a number above 0.`);
  // Flags that would change nothing are a misunderstanding.
  const forHeadless = args.map((arg) => /^--(seconds|model|prompt|out)\b/.exec(arg)?.[0]).find(Boolean);
  if (forHeadless && !values.headless && !values.help) {
    throw new Error(`${forHeadless} is for --headless; on the page you choose for yourself.\n\n${HELP}`);
  }
  return { ...values, seconds };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({ args, options: FLAGS, allowPositionals: false });
  } catch (error) {
    const [message] = (error instanceof Error ? error.message : String(error)).split(". ");
    throw new Error(`${message}.\n\n${HELP}`);
  }
}
