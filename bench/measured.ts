import { duration } from "../scripts/lib/say.mjs";
import type { Part } from "./results";

/** However slow the machine: who isn't done by then is stuck. */
const patience = (seconds: number) => 3 * seconds + 60;
const SAY_EVERY_MS = 15_000;

/**
 * Measures a part. One that throws, or gets stuck, takes no other along: what is handed back then says so, in the
 * document too.
 */
export async function measured(
  name: string,
  measure: () => Promise<Part> | undefined,
  seconds: number,
  say: (line: string) => void,
  limit = patience(seconds),
): Promise<Part> {
  const started = Date.now();
  const since = () => duration(Date.now() - started);
  const heart = setInterval(() => say(`${name}: ${since()} of some ${seconds} s`), SAY_EVERY_MS);
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not done after ${limit} s`)), limit * 1000);
  });
  try {
    const part = await Promise.race([measure(), stuck]);
    if (!part) throw new Error("there is no such part");
    return part;
  } catch (error) {
    say(`FAILED: ${name}: ${error instanceof Error ? error.stack : String(error)}`);
    const why = error instanceof Error ? error.message : String(error);
    return { title: name, how: `**This part failed: ${why}**`, tables: [], failed: true };
  } finally {
    clearInterval(heart);
    clearTimeout(timer);
  }
}
