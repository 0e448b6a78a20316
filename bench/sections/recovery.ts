import type { Scenarios } from "../../test/browser/support/driver";
import type { EmulatorProcess } from "../../test/browser/support/emulator-process";
import { share, spread } from "../numbers";
import type { Part } from "../results";
import { onPage, type Place, type World } from "../world";
import { codeOf } from "./clients";

type Page = typeof import("../../test/browser/pages/faults");

interface Fault {
  name: string;
  /** Makes the fault; resolves at its end, which is where the clock starts. */
  strike(parts: { emulator: EmulatorProcess; run: Scenarios<Page> }): Promise<void>;
  /** The picture stands still meanwhile, and the first frame with the look is one that has come back. */
  waitsFor?: "reconnecting";
}

const FAULTS: Fault[] = [
  {
    name: "the socket is cut",
    strike: ({ emulator }) => emulator.remote.session().terminate(),
    waitsFor: "reconnecting",
  },
  {
    name: "media is killed, the socket lives",
    strike: ({ emulator }) => emulator.remote.session().killMedia(),
    waitsFor: "reconnecting",
  },
  { name: "the service stands still for 1 s", strike: ({ emulator }) => emulator.stall(1) },
  { name: "the service stands still for 4 s", strike: ({ emulator }) => emulator.stall(4) },
  {
    name: "the service is killed, and started again 2 s later",
    async strike({ emulator, run }) {
      await emulator.kill();
      await run.until("reconnecting");
      await new Promise((resolve) => setTimeout(resolve, 2000));
      await emulator.restart();
    },
  },
];

/** How long it takes until a user sees moving pictures again. */
export async function recovery(world: World): Promise<Part> {
  const place = await world.near();
  const rounds = world.pick(1, 4);
  const faults = world.pick(
    FAULTS.filter((_, index) => index % 2 === 0),
    FAULTS,
  );
  const rows = [];
  for (const fault of faults) {
    const runs: Awaited<ReturnType<typeof once>>[] = [];
    const failures: string[] = [];
    for (let round = 0; round < rounds; round += 1)
      await once(place, fault).then(
        (run) => runs.push(run),
        (error) => failures.push(String(error)),
      );
    rows.push({ fault, runs, failures });
    world.say(`recovery: ${fault.name}: done`);
  }
  return {
    title: "Recovery",
    how: `On loopback, in a session of 640×360 whose prompt has been changed since the connect: from the end of a fault to the first new frame of a connected session with the look of that prompt. A cut of the socket or of the media is over at once, the other faults when the process goes on or listens again. "Still" is the longest time without a new frame, the fault included. ${rounds} runs each. All the faults that are tested: [reliability](reliability.md).`,
    tables: [
      {
        head: ["", "from the end of the fault, s", "still, s", "session", "failed"],
        rows: rows.map(({ fault, runs, failures }) => [
          fault.name,
          spread(
            runs.map(({ ms }) => ms / 1000),
            2,
          ),
          spread(
            runs.map(({ stillMs }) => stillMs / 1000),
            2,
          ),
          [...new Set(runs.map(({ kept }) => (kept ? "same" : "new")))].join(", "),
          share(failures.length, rounds),
        ]),
      },
    ],
    notes: rows.flatMap(({ fault, failures }) => failures.map((why) => `${fault.name}: ${why}`)),
  };
}

function once({ emulator, testPage }: Place, { strike, waitsFor }: Fault) {
  return onPage(testPage("faults"), async (page) => {
    const run = page.scenarios<Page>();
    const started = await run.start({ ...emulator.service, options: { initialState: { prompt: { text: "before" } } } });
    if (!started.ok) throw new Error(String(started.error.message));
    const code = codeOf("after");
    await run.steer("after");
    await run.recovered(code);
    await run.ticks(1);
    await run.mark();
    await strike({ emulator, run });
    const over = await run.sinceMark();
    if (waitsFor) await run.until(waitsFor);
    const ms = (await run.recovered(code)) - (waitsFor ? 0 : over);
    const { picture, sessionId } = await run.report();
    await run.stop();
    await emulator.remote.waitForIdle({ timeoutMs: 30_000 });
    return { ms, stillMs: picture.stillMs, kept: sessionId === started.sessionId };
  });
}
