import { longestPause, middleByFrames } from "../frames";
import { atRate, COLUMNS, NAMES } from "../names";
import { share, spread } from "../numbers";
import type { Connected, Way } from "../pages/clients";
import type { Shown } from "../pages/watch";
import type { Part } from "../results";
import type { World } from "../world";
import { rotated, SIZE, withClients } from "./clients";

const RTT_MS = 50;
const LOSS_PERCENT = 2;
const RATES = [300, 1000];
const WAYS: Way[] = ["pipelined", "published"];

interface Runs {
  way: Way;
  kbps: number;
  done: Connected[];
  failures: string[];
}

/** What the first seconds look like where there is little room. */
export async function narrow(world: World): Promise<Part> {
  const place = await world.far();
  const { link } = place;
  const rounds = world.pick(1, 7);
  // From the call: what a user sees first.
  const watchMs = world.pick(4000, 5000);
  const all = RATES.flatMap((kbps) => WAYS.map((way): Runs => ({ way, kbps, done: [], failures: [] })));
  if (link)
    await withClients(place, SIZE, async ({ connect, settle }) => {
      for (const kbps of RATES) {
        for (let round = 0; round < rounds; round += 1)
          for (const runs of rotated(
            all.filter((runs) => runs.kbps === kbps),
            round,
          )) {
            link.set(RTT_MS, LOSS_PERCENT, kbps);
            const result = await connect(runs.way, { watchMs });
            // A frame that came after the watch, since the connect was not done before, is none of it.
            const inTime = ({ ms }: Shown) => ms <= watchMs;
            if (result.ok) runs.done.push({ ...result, frames: result.frames.filter(inTime) });
            else runs.failures.push(result.why);
            // The goodbye must not stand in the queue behind the video.
            link.set(0, 0);
            await settle();
          }
        world.say(`narrow: ${kbps} kbit/s done`);
      }
    });
  return {
    title: "A narrow link",
    how: `The first ${watchMs / 1000} seconds after the call of \`connect()\` on a link of ${RATES.join(" and ")} kbit/s in each direction, with ${LOSS_PERCENT} % loss and ${RTT_MS} ms round trip, camera of ${SIZE.width}×${SIZE.height}: when the first frame with the prompt's look is shown, how many frames are shown in all and in each second from the first one on, how long the longest pause is, between two of them or from the last one to the end, and how wide the first and the last one are. ${rounds} rounds, in turns. A drawing shows one run of each client: the one in the middle by frames.`,
    tables: link
      ? RATES.map((kbps) => ({
          caption: atRate(kbps),
          head: [
            "",
            COLUMNS.connected,
            COLUMNS.styled,
            "frames",
            "a second",
            COLUMNS.pause,
            "first width",
            "last width",
            COLUMNS.failed,
          ],
          rows: all.filter((runs) => runs.kbps === kbps).map((runs) => row(runs, rounds, watchMs)),
        }))
      : [],
    plots: link ? RATES.map((kbps) => plot(all, kbps)) : [],
    notes: [
      ...(link ? [] : [`Not measured without a link: ${world.noLink}.`]),
      ...all.flatMap(({ way, kbps, failures }) => failures.map((why) => `${NAMES[way]} at ${kbps} kbit/s: ${why}`)),
    ],
  };
}

/** The moment of the first frame is luck where handshakes lose packets: what follows is compared without it. */
const perSecond = ({ frames, firstMs }: Connected, watchMs: number) =>
  frames.length === 0 ? 0 : (frames.length * 1000) / (watchMs - firstMs);

function row({ way, done, failures }: Runs, rounds: number, watchMs: number) {
  const of = (value: (run: Connected) => number, digits?: number) => spread(done.map(value), digits);
  return [
    NAMES[way],
    of(({ connectedMs }) => connectedMs),
    of(({ styledMs }) => styledMs),
    of(({ frames }) => frames.length),
    of((run) => perSecond(run, watchMs), 1),
    of(({ frames }) => longestPause(frames, watchMs)),
    of(({ frames }) => frames[0]?.width ?? 0),
    of(({ frames }) => frames.at(-1)?.width ?? 0),
    share(failures.length, rounds),
  ];
}

/** Frames shown so far, over time: of each client the one run in the middle. */
function plot(all: Runs[], kbps: number) {
  const title = `Frames shown since connect(), at ${kbps} kbit/s with ${LOSS_PERCENT} % loss`;
  const lines = all
    .filter((runs) => runs.kbps === kbps)
    .map(({ way, done }) => {
      const shown = (middleByFrames(done)?.frames ?? []).map(({ ms }, index): [number, number] => [
        ms / 1000,
        index + 1,
      ]);
      return { name: NAMES[way], points: [[0, 0], ...shown.flatMap(stepTo)] as [number, number][] };
    });
  return {
    file: `narrow-${kbps}.svg`,
    alt: `${title}; the numbers are in the table below`,
    draw: { kind: "lines" as const, title, unit: "frames", across: "s", lines },
  };
}

/** A frame comes at once: the line goes level to its moment, and up there. */
const stepTo = ([x, y]: [number, number]): [number, number][] => [
  [x, y - 1],
  [x, y],
];
