import { lookCode } from "../../test/support/look-code";
import { COLUMNS, NAMES } from "../names";
import { share, spread } from "../numbers";
import type { Way } from "../pages/clients";
import type { Part } from "../results";
import type { World } from "../world";
import { rotated, withClients } from "./clients";

const SIZE = { width: 640, height: 360, fps: 20 };
const WAYS: Way[] = ["pipelined", "published"];

/** How long a new prompt takes to be seen. */
export async function steering(world: World): Promise<Part> {
  const place = await world.far();
  const rtts = place.link ? [0, 100] : [0];
  const rounds = world.pick(1, 4);
  const changes = world.pick(3, 5);
  const all = rtts.flatMap((rttMs) =>
    WAYS.map((way) => ({ way, rttMs, times: [] as number[], failed: 0, failures: [] as string[] })),
  );
  await withClients(place, SIZE, async ({ connect, settle, run }) => {
    let count = 0;
    for (const rttMs of rtts) {
      place.link?.set(rttMs, 0);
      const here = all.filter((runs) => runs.rttMs === rttMs);
      for (let round = 0; round < rounds; round += 1)
        for (const runs of rotated(here, round)) {
          const fail = (changes: number, why: string) => {
            runs.failed += changes;
            runs.failures.push(why);
          };
          const session = await connect(runs.way, { watchMs: 2000 });
          if (!session.ok) fail(changes, session.why);
          else
            for (let change = 0; change < changes; change += 1) {
              const prompt = `change ${++count}`;
              // Not in step with the frames, which a fixed pause would be.
              await run.idle(150 + Math.random() * 200);
              await run.steer(prompt, lookCode(prompt)).then(
                (ms) => runs.times.push(ms),
                (error) => fail(1, String(error)),
              );
            }
          await settle();
        }
      world.say(`steering: ${rttMs} ms done`);
    }
  });
  return {
    title: "Changing the prompt",
    how: `From the call of \`setPrompt()\` in a running session (${SIZE.width}×${SIZE.height}, ${SIZE.fps} frames a second) to the first frame in the \`<video>\` with the new prompt's look. ${rounds * changes} changes each, ${changes} in a session, at moments that have nothing to do with the frames. A change that is rejected, or not seen within 10 s, has failed, and so have all of a session that could not be connected. The emulator's look is in force with the next frame that it gets; a model takes its own time.`,
    tables: [
      {
        head: ["", ...rtts.flatMap((rttMs) => [`at ${rttMs} ms, ms`, COLUMNS.failed])],
        rows: WAYS.map((way) => {
          const mine = all.filter((runs) => runs.way === way);
          return [NAMES[way], ...mine.flatMap(({ times, failed }) => [spread(times), share(failed, rounds * changes)])];
        }),
      },
    ],
    notes: all.flatMap(({ way, rttMs, failures }) => failures.map((why) => `${NAMES[way]} at ${rttMs} ms: ${why}`)),
  };
}
