import { lookCode } from "../../test/support/look-code";
import type { Part } from "../results";
import { type Minute, type SoakResult, type Struck, soakPart } from "../soak-part";
import { onPage, type World } from "../world";
import { held } from "./held";
import { SOAK_FAULTS, type SoakFault } from "./soak-faults";

type Page = typeof import("../pages/soak");

const PROMPT_MS = 2000;
const MINUTE_MS = 60_000;
/** After the start of its minute: the readings of the minute come first. */
const FAULT_AT_MS = 10_000;

/** One session that goes on while everything around it breaks. */
export async function soak(world: World, minutes: number): Promise<Part> {
  const { emulator, page: open } = await world.near();
  return onPage(open("soak"), async (page) => {
    const run = page.scenarios<Page>();
    const cdp = await page.cdp();
    await run.start(emulator.service);
    let count = 0;
    const next = () => {
      count += 1;
      const text = `prompt ${count} of a long session`;
      return [text, lookCode(text)] as const;
    };
    const started = Date.now();
    const at = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, started + ms - Date.now())));
    // A prompt that can't be handed over, since the page has gone, is told by what follows.
    const prompting = setInterval(() => run.prompt(...next()).catch(() => {}), PROMPT_MS);
    const faults: Struck[] = [];
    const odd: string[] = [];
    const samples: Minute[] = [await read(0)];
    try {
      for (let minute = 0; minute < minutes; minute += 1) {
        await at(minute * MINUTE_MS + FAULT_AT_MS);
        const fault = SOAK_FAULTS[minute % SOAK_FAULTS.length] as SoakFault;
        faults.push(await strike(fault));
        await at((minute + 1) * MINUTE_MS);
        samples.push(await read(minute + 1));
        world.say(
          `soak: ${minute + 1} min: ${fault.name}: ${JSON.stringify(faults.at(-1))}, ${JSON.stringify(samples.at(-1))}`,
        );
      }
    } finally {
      clearInterval(prompting);
    }
    // The last ones have their time too.
    await run.promptShown(...next());
    const report = await run.report();
    const sessions = await emulator.sessions();
    const finalState = await run.stop();
    await emulator.remote.waitForIdle({ timeoutMs: 30_000 });
    const { liveSockets, livePeerConnections } = await emulator.remote.counters();
    const left = liveSockets + livePeerConnections;
    const result: SoakResult = { minutes, faults, samples, report, sessions, finalState: finalState ?? "", left };
    return soakPart(result, page.problems, odd);

    async function read(minute: number): Promise<Minute> {
      const { kB, listeners, busy, at } = await held(cdp);
      const { liveSockets, livePeerConnections } = await emulator.remote.counters();
      return { minute, kB, listeners, busy, at, liveSockets, livePeerConnections };
    }

    async function strike({ name, strike }: SoakFault): Promise<Struck> {
      const told = await run.statesSoFar();
      await run.still();
      await strike(emulator, async () => {
        if (!(await run.until("reconnecting", told))) odd.push(`${name}: the session was not lost`);
      });
      const ms = await run.promptShown(...next());
      // What a reconnect does to the picture comes with the new connection, which may be later than its prompt.
      await new Promise((resolve) => setTimeout(resolve, 3000));
      return { name, ms, stillMs: await run.still() };
    }
  });
}
