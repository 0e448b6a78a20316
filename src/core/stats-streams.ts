import type { StatsReport } from "./vitals";

/** One entry of a report: its fields differ from browser to browser, so each is looked at before it is used. */
export type Entry = Readonly<Record<string, unknown>>;

/** The entries of a report by their id. */
export type Entries = ReadonlyMap<unknown, Entry>;

/** RTP streams of one kind and direction, and those of them that the report before had, too. */
export interface Streams {
  readonly now: readonly Entry[];
  readonly pairs: readonly { readonly now: Entry; readonly before: Entry }[];
}

/** A field as a number; null where the browser doesn't give one. */
export function numberOf(entry: Entry | undefined, field: string): number | null {
  const value = entry?.[field];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** A field as a text; null where there is none, or an empty one. */
export function textOf(entry: Entry | undefined, field: string): string | null {
  const value = entry?.[field];
  return typeof value === "string" && value !== "" ? value : null;
}

/** Keeps what a report says: the report itself may be the browser's live object. */
export function entriesOf(report: StatsReport): Entries {
  const entries = new Map<unknown, Entry>();
  report.forEach((entry) => void entries.set(entry.id, entry));
  return entries;
}

/** The streams of a type and kind. `counter` tells by going down that a stream of the same id has started over. */
export function streamsOf(
  entries: Entries,
  before: Entries | undefined,
  type: string,
  kind: string,
  counter: string,
): Streams {
  const now = [...entries.values()].filter(
    // Older WebKit says `mediaType`.
    (entry) => entry.type === type && (entry.kind ?? entry.mediaType) === kind,
  );
  const pairs = now.flatMap((entry) => {
    const earlier = before?.get(entry.id);
    if (!earlier || earlier.ssrc !== entry.ssrc || secondsOf(entry, earlier) <= 0) return [];
    const grown = (numberOf(entry, counter) ?? 0) >= (numberOf(earlier, counter) ?? 0);
    return grown ? [{ now: entry, before: earlier }] : [];
  });
  return { now, pairs };
}

/** By the report's own time: timers of a hidden tab come late, and so does the answer of a busy browser. */
const secondsOf = (now: Entry, before: Entry) =>
  ((numberOf(now, "timestamp") ?? 0) - (numberOf(before, "timestamp") ?? 0)) / 1000;

/** Adds up what isn't null; null where nothing is left. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((total, value) => total + value, 0) : null;
}

/** A counter over all streams. */
export const total = (streams: Streams, field: string) => sum(streams.now.map((entry) => numberOf(entry, field)));

/** The largest value that a stream has. */
export function largest(streams: Streams, field: string): number | null {
  const known = streams.now.map((entry) => numberOf(entry, field)).filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

/** How much a counter has grown since the report before; never negative, null without a report before. */
export function growth(streams: Streams, field: string): number | null {
  return sum(streams.pairs.map((pair) => growthOf(pair, field)));
}

function growthOf({ now, before }: Streams["pairs"][number], field: string): number | null {
  const [value, earlier] = [numberOf(now, field), numberOf(before, field)];
  // Packets count as lost until they come late: that counter goes down, too.
  return value === null || earlier === null ? null : Math.max(value - earlier, 0);
}

/** How fast a counter grows, a second. */
export function rate(streams: Streams, field: string): number | null {
  return sum(
    streams.pairs.map((pair) => {
      const grown = growthOf(pair, field);
      return grown === null ? null : grown / secondsOf(pair.now, pair.before);
    }),
  );
}

/**
 * What one counter has grown by for each one of another: over the time since the report before, or since the start
 * where there is none. Null where the other one hasn't grown.
 */
export function average(streams: Streams, field: string, per: string, factor = 1): number | null {
  const since = streams.pairs.length > 0 ? growth : total;
  const [amount, count] = [since(streams, field), since(streams, per)];
  return amount === null || !count ? null : (amount / count) * factor;
}
