import { lookCode } from "../../test/support/look-code";
import { NAMES } from "../names";
import { median, share, spread } from "../numbers";
import type { Way } from "../pages/clients";
import type { ComeBack } from "../pages/recovery";
import type { Part } from "../results";
import type { Place, World } from "../world";
import { type Clients, rotated, withClients } from "./clients";
import { FAULTS, type Fault, RTT_MS } from "./recovery-faults";

type Page = typeof import("../pages/recovery");

const SIZE = { width: 640, height: 360, fps: 20 };
const WAYS: Way[] = ["pipelined", "published"];
interface Runs {
  fault: Fault;
  way: Way;
  done: (ComeBack & { rejections: number })[];
  failures: string[];
}

/** How long it takes until a user sees moving pictures again. */
export async function recovery(world: World): Promise<Part> {
  const rounds = world.pick(1, 2);
  // The full one is longer than a user waits, and than the slowest of ours takes.
  const limitMs = world.pick(6000, 13_000);
  const wanted = FAULTS.filter(({ quick }) => quick || !world.quick);
  const faults = wanted.filter(({ far }) => !(far && world.noLink));
  const all = faults.flatMap((fault) => WAYS.map((way): Runs => ({ fault, way, done: [], failures: [] })));
  for (const fault of faults) {
    const here = all.filter((runs) => runs.fault === fault);
    const place = await (fault.far ? world.far() : world.near());
    place.link?.set(RTT_MS, 0);
    for (let round = 0; round < rounds; round += 1)
      for (const runs of rotated(here, round)) await once(place, runs, limitMs);
    place.link?.set(0, 0);
    world.say(`recovery: ${fault.name}: done`);
  }
  return {
    title: "Recovery",
    how: `In a session of ${SIZE.width}×${SIZE.height} whose prompt has been changed since the connect: from the end of a fault to the first of twenty new frames of a connected session with no half second between two of them, and to the first frame with the look of that later prompt. All on loopback, but a cut of the link, which is one of ${RTT_MS} ms round trip. A socket that is cut and media that is killed or stops are over at once; the other faults end when the process goes on or listens again, or when the link is there again. "Still" is the longest time without a new frame, the fault included. What has not come back within ${limitMs / 1000} s is "never", and failed. ${rounds} ${rounds === 1 ? "run" : "runs"} each, in turns, every run in a page of its own; a drawing has their median. All the faults of ours that are tested, those of the network among them: [reliability](reliability.md).`,
    tables: faults.map((fault) => ({
      caption: fault.name[0]?.toUpperCase() + fault.name.slice(1),
      head: ["", "moving, s", "with the prompt, s", "still, s", "unhandled rejections", "failed"],
      rows: all.filter((runs) => runs.fault === fault).map((runs) => row(runs, rounds)),
    })),
    plots: [plot(all, limitMs)],
    notes: [
      ...wanted
        .filter((fault) => !faults.includes(fault))
        .map(({ name }) => `Not measured without a link: ${name} (${world.noLink}).`),
      ...all.flatMap(({ fault, way, failures }) => failures.map((why) => `${NAMES[way]}, ${fault.name}: ${why}`)),
    ],
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
  const recovered = there(done.map(({ styledMs }) => styledMs));
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
          const middle = median(values);
          if (middle === null) return [];
          const [min, max] = [Math.min(...values) / 1000, Math.max(...values) / 1000];
          return [{ series: WAYS.indexOf(way), value: middle / 1000, min, max }];
        }),
      })),
    },
  };
}

/** A page of its own each time: what one fault has left must not be in the next. */
async function once(place: Place, { fault, way, done, failures }: Runs, limitMs: number): Promise<void> {
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
      await fault.strike(place);
      done.push(await run.comeBack(code, { atOnce: fault.atOnce, stops: fault.stops }, limitMs));
      await settle();
    },
    "recovery",
  ).catch((error: unknown) => failures.push(String(error)));
}
