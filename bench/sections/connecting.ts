import { atDistance, COLUMNS, NAMES } from "../names";
import { median, roundTrips, share, spread } from "../numbers";
import type { Connected, Way } from "../pages/clients";
import type { Part } from "../results";
import type { World } from "../world";
import { type Clients, rotated, SIZE, withClients } from "./clients";

/** What the harness must see of the client that is 200 ms late, at least. */
const MUST_SEE_MS = 150;

/** All runs of one way at one distance. */
interface Runs {
  way: Way;
  rttMs: number;
  done: Connected[];
  failures: string[];
}

/** The part, and whether the harness has seen the client that was slowed on purpose. */
export async function connecting(world: World): Promise<Part> {
  const place = await world.far();
  const rtts = place.link ? world.pick([0, 100], [0, 50, 100, 200]) : [0];
  const rounds = world.pick(3, 8);
  const all = await withClients(place, SIZE, async (clients) => {
    const ways: Way[] = [
      "pipelined",
      "sequential",
      ...((await clients.run.canPrewarm()) ? (["prewarmed", "prewarmed with socket"] as const) : []),
      "published",
      "slowed",
    ];
    place.link?.set(0, 0);
    // The first run of each compiles its code.
    for (const way of ways) await measure(clients, { way, rttMs: 0, done: [], failures: [] });
    const all: Runs[] = [];
    for (const rttMs of rtts) {
      place.link?.set(rttMs, 0);
      const here = ways.map((way): Runs => ({ way, rttMs, done: [], failures: [] }));
      for (let round = 0; round < rounds; round += 1)
        for (const runs of rotated(here, round)) await measure(clients, runs);
      world.say(`connecting: ${rttMs} ms done`);
      all.push(...here);
    }
    return all;
  });
  const seesSlowness = sees(all);
  return { ...describe(world, all, rounds, seesSlowness), seesSlowness };
}

async function measure({ connect, settle }: Clients, runs: Runs): Promise<void> {
  const result = await connect(runs.way);
  if (result.ok) runs.done.push(result);
  else runs.failures.push(result.why);
  await settle();
}

const connected = ({ done }: Runs) => done.map(({ connectedMs }) => connectedMs);
const styled = ({ done }: Runs) => done.map(({ styledMs }) => styledMs);

/**
 * The slowed client differs from ours by one thing, and the harness must show it: in the connects at every distance, in
 * the frames, whose times spread more, over all of them.
 */
function sees(all: Runs[]): boolean {
  const slowed = all.filter(({ way }) => way === "slowed");
  const later = (of: (runs: Runs) => number[]) =>
    slowed.map((runs) => {
      const ours = all.find(({ way, rttMs }) => way === "pipelined" && rttMs === runs.rttMs);
      return (median(of(runs)) ?? 0) - ((ours && median(of(ours))) ?? Number.POSITIVE_INFINITY);
    });
  return Math.min(...later(connected)) > MUST_SEE_MS && (median(later(styled)) ?? 0) > MUST_SEE_MS;
}

function describe(world: World, all: Runs[], rounds: number, seesSlowness: boolean): Part {
  const rtts = [...new Set(all.map(({ rttMs }) => rttMs))];
  const ways = [...new Set(all.map(({ way }) => way))];
  const names = ways.map((way) => NAMES[way]);
  const tables = rtts.map((rttMs) => ({
    caption: atDistance(rttMs),
    head: ["", COLUMNS.connected, "round trips", COLUMNS.styled, COLUMNS.size, COLUMNS.failed],
    rows: all
      .filter((runs) => runs.rttMs === rttMs)
      .map((runs) => {
        const own = median(connected(all.find(({ way, rttMs }) => way === runs.way && rttMs === 0) ?? runs));
        const middle = median(connected(runs));
        const trips = middle === null || own === null ? null : roundTrips(middle, own, rttMs);
        return [
          NAMES[runs.way],
          spread(connected(runs)),
          trips === null ? "" : trips.toFixed(1),
          spread(styled(runs)),
          sizes(runs),
          share(runs.failures.length, rounds),
        ];
      }),
  }));
  const plot = (file: string, title: string, of: (runs: Runs) => number[]) => ({
    file,
    alt: `${title}, in milliseconds, by round trip time; the numbers are in the tables below`,
    draw: {
      kind: "bars" as const,
      title,
      unit: "ms (median, min–max)",
      series: names,
      groups: rtts.map((rttMs) => ({
        label: atDistance(rttMs),
        bars: all
          .filter((runs) => runs.rttMs === rttMs && runs.done.length > 0)
          .map((runs) => ({
            series: ways.indexOf(runs.way),
            value: median(of(runs)) ?? 0,
            min: Math.min(...of(runs)),
            max: Math.max(...of(runs)),
          })),
      })),
    },
  });
  const failures = all.flatMap(({ way, rttMs, failures }) =>
    failures.map((why) => `${NAMES[way]} at ${rttMs} ms: ${why}`),
  );
  return {
    title: "Connecting",
    how: `From the call of \`connect()\` with an initial prompt to the resolved promise, and to the first frame in a \`<video>\` (\`requestVideoFrameCallback\`) whose pixels show that prompt's look. All clients take turns on one page with one camera (${SIZE.width}×${SIZE.height}, ${SIZE.fps} frames a second), ${rounds} rounds at each distance, each round in another order; one run of each before that isn't counted. Medians, with minimum and maximum. Round trips are what the median has more than the same client's at 0 ms, by the round trip time. What \`prewarm()\` does is done before the call. The slowed client is ours with a key that comes 200 ms late: the harness proves on it that it can see that.`,
    tables,
    plots: [
      plot("connecting.svg", "From connect() to the resolved promise", connected),
      plot("first-frame.svg", "From connect() to the first frame with the prompt's look", styled),
    ],
    notes: [
      seesSlowness
        ? "The harness saw the client that was slowed on purpose: in the connects at every distance, in the frames over all of them."
        : `**The harness did not see the slowed client**, which has to be at least ${MUST_SEE_MS} ms later: don't trust these numbers.`,
      ...(world.noLink ? [`Without a link, only loopback was measured: ${world.noLink}.`] : []),
      ...failures,
    ],
  };
}

/** The size of the first styled frame, or each of the sizes where runs differ. */
const sizes = ({ done }: Runs) =>
  [...new Set(done.map(({ styled }) => `${styled.width}×${styled.height}`))].join(", ") || "–";
