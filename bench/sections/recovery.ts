import type { EmulatorProcess } from "../../test/browser/support/emulator-process";
import { lookCode } from "../../test/support/look-code";
import { share, spread } from "../numbers";
import type { Way } from "../pages/clients";
import type { ComeBack, Ended } from "../pages/recovery";
import type { Part } from "../results";
import type { Place, World } from "../world";
import { type Clients, NAMES, rotated, withClients } from "./clients";

type Page = typeof import("../pages/recovery");

const SIZE = { width: 640, height: 360, fps: 20 };
const WAYS: Way[] = ["pipelined", "published"];
interface Fault extends Ended {
  name: string;
  /** Makes the fault; resolves at its end. */
  strike(emulator: EmulatorProcess): Promise<unknown>;
  quick?: boolean;
}

const FAULTS: Fault[] = [
  {
    name: "the socket is cut without a close frame",
    strike: ({ remote }) => remote.session().terminate(),
    atOnce: true,
    stops: true,
    quick: true,
  },
  {
    name: "media is killed, the socket lives",
    strike: ({ remote }) => remote.session().killMedia(),
    atOnce: true,
    stops: true,
  },
  {
    name: "frames stop, the connection lives",
    strike: ({ remote }) => remote.session().configure({ media: "frozen" }),
    atOnce: true,
    stops: true,
  },
  {
    name: "the service stands still for 1 s",
    strike: (emulator) => emulator.stall(1),
    atOnce: false,
    stops: false,
    quick: true,
  },
  { name: "the service stands still for 9 s", strike: (emulator) => emulator.stall(9), atOnce: false, stops: false },
  {
    name: "the service is killed, and started again 2 s later",
    async strike(emulator) {
      await emulator.kill();
      await new Promise((resolve) => setTimeout(resolve, 2000));
      await emulator.restart();
    },
    atOnce: false,
    stops: true,
  },
];

interface Runs {
  fault: Fault;
  way: Way;
  done: (ComeBack & { rejections: number })[];
  failures: string[];
}

/** How long it takes until a user sees moving pictures again. */
export async function recovery(world: World): Promise<Part> {
  const place = await world.near();
  const rounds = world.pick(1, 2);
  // The full one is longer than a user waits.
  const limitMs = world.pick(6000, 15_000);
  const faults = FAULTS.filter(({ quick }) => quick || !world.quick);
  const all = faults.flatMap((fault) => WAYS.map((way): Runs => ({ fault, way, done: [], failures: [] })));
  for (const fault of faults) {
    const here = all.filter((runs) => runs.fault === fault);
    for (let round = 0; round < rounds; round += 1)
      for (const runs of rotated(here, round)) await once(place, runs, limitMs);
    world.say(`recovery: ${fault.name}: done`);
  }
  return {
    title: "Recovery",
    how: `On loopback, in a session of ${SIZE.width}×${SIZE.height} whose prompt has been changed since the connect: from the end of a fault to the first of twenty new frames of a connected session with no half second between two of them, and to the first frame with the look of that later prompt. A cut is over at once; the other faults when the process goes on, or listens again. "Still" is the longest time without a new frame, the fault included. What has not come back within ${limitMs / 1000} s is "never", and failed. ${rounds} runs each, in turns. All the faults of ours that are tested, those of the network among them: [reliability](reliability.md).`,
    tables: faults.map((fault) => ({
      caption: fault.name[0]?.toUpperCase() + fault.name.slice(1),
      head: ["", "moving, s", "with the prompt, s", "still, s", "unhandled rejections", "failed"],
      rows: all.filter((runs) => runs.fault === fault).map((runs) => row(runs, rounds)),
    })),
    plots: [plot(all, limitMs)],
    notes: all.flatMap(({ fault, way, failures }) => failures.map((why) => `${NAMES[way]}, ${fault.name}: ${why}`)),
  };
}

const there = (values: (number | null)[]) => values.filter((value) => value !== null);
const seconds = (values: (number | null)[]) =>
  values.length > 0 && there(values).length === 0
    ? "never"
    : spread(
        there(values).map((ms) => ms / 1000),
        2,
      );

function row({ way, done, failures }: Runs, rounds: number) {
  const recovered = done.filter(({ styledMs, movingMs }) => styledMs !== null && movingMs !== null);
  return [
    NAMES[way],
    seconds(done.map(({ movingMs }) => movingMs)),
    seconds(done.map(({ styledMs }) => styledMs)),
    seconds(done.map(({ stillMs }) => stillMs)),
    done.reduce((sum, { rejections }) => sum + rejections, 0),
    share(failures.length + done.length - recovered.length, rounds),
  ];
}

function plot(all: Runs[], limitMs: number) {
  const faults = [...new Set(all.map(({ fault }) => fault))];
  const title = "From the end of a fault to a picture with the latest prompt";
  return {
    file: "recovery.svg",
    alt: `${title}; the numbers are in the tables below`,
    draw: {
      kind: "bars" as const,
      title,
      unit: `s (no bar: never within ${limitMs / 1000} s)`,
      series: WAYS.map((way) => NAMES[way]),
      groups: faults.map(({ name }) => ({
        label: name,
        bars: all.flatMap(({ fault, way, done }) => {
          const values = fault.name === name ? there(done.map(({ styledMs }) => styledMs)) : [];
          if (values.length === 0) return [];
          const middle = values.reduce((sum, ms) => sum + ms, 0) / values.length;
          const [min, max] = [Math.min(...values) / 1000, Math.max(...values) / 1000];
          return [{ series: WAYS.indexOf(way), value: middle / 1000, min, max }];
        }),
      })),
    },
  };
}

/** A page of its own each time: what one fault has left must not be in the next. */
async function once(place: Place, { fault, way, done, failures }: Runs, limitMs: number): Promise<void> {
  const { emulator } = place;
  await withClients<Page, void>(
    place,
    SIZE,
    async ({ connect, run, settle }: Clients<Page>) => {
      const session = await connect(way);
      if (!session.ok) throw new Error(session.why);
      const code = lookCode("after");
      await run.steer("after", code);
      // As a session that has run for a while.
      await run.idle(1500);
      await run.mark();
      await fault.strike(emulator);
      done.push(await run.comeBack(code, { atOnce: fault.atOnce, stops: fault.stops }, limitMs));
      await settle();
    },
    "recovery",
  ).catch((error: unknown) => failures.push(String(error)));
}
