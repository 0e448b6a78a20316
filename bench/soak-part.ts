// What a soak comes to, as a part of the document. Pure.
import { share, spread } from "./numbers";
import type { Report } from "./pages/soak";
import type { Part } from "./results";

/** What is read once a minute, while nothing is broken. */
export interface Minute {
  minute: number;
  kB: number;
  listeners: number;
  /** Seconds of processor time of the main thread, and the moment of that reading in seconds. */
  busy: number;
  at: number;
  liveSockets: number;
  livePeerConnections: number;
}

/** A fault, and when the page saw a prompt again that was set at its end. */
export interface Struck {
  name: string;
  ms: number;
  stillMs: number;
}

/** All that was counted. */
export interface SoakResult {
  minutes: number;
  faults: Struck[];
  samples: Minute[];
  sessions: number;
  finalState: string;
  /** Sockets and peer connections at the service after the end. */
  left: number;
  report: Report;
}

const seconds = (values: number[]) =>
  spread(
    values.map((ms) => ms / 1000),
    2,
  );
const list = (values: string[]) => (values.length === 0 ? "none" : [...new Set(values)].join(", "));

/**
 * The part.
 *
 * @param problems - uncaught errors of the page
 * @param odd - faults that did not do what they should
 */
export function soakPart(result: SoakResult, problems: readonly string[], odd: readonly string[] = []): Part {
  const { minutes, samples, faults, report, sessions, finalState, left } = result;
  const { prompts } = report;
  const names = [...new Set(faults.map(({ name }) => name))];
  const failures = Object.entries(prompts.failed).map(([code, count]) => `${count} ${code}`);
  const ghosts = samples.filter(({ liveSockets, livePeerConnections }) => liveSockets > 1 || livePeerConnections > 1);
  const work = samples.slice(1).map((sample, index): [number, number] => {
    const before = samples[index] ?? sample;
    return [sample.minute, ((sample.busy - before.busy) / (sample.at - before.at)) * 60_000];
  });
  const heap = samples.map(({ minute, kB }): [number, number] => [minute, kB]);
  return {
    title: "A long session",
    how: `One session of 640×360 on loopback, with statistics and telemetry, for ${minutes} minutes: a new prompt every 2 s, and in each minute a fault, in turns. A prompt counts as shown when its look has been read from the pixels of the \`<video>\`; one that waits while the session is lost is overtaken by the next, as documented. Recovery is from the end of the fault until a prompt that is set at that moment is shown. "Still" is the longest time without a new frame, the fault included. Heap after forced collections, once a minute; the main thread's processor time includes what the harness itself does, which is reading pixels and collecting.`,
    tables: [
      {
        head: ["", ""],
        rows: [
          ["prompts set", prompts.set],
          ["acknowledged", prompts.acknowledged],
          ["shown", prompts.shown],
          ["overtaken by a later one that was shown", prompts.overtaken],
          ["failed", failures.join(", ") || 0],
          ["neither, at the end", prompts.pending],
          ["from `setPrompt()` to the pixels, s", seconds(report.shownMs)],
          ["sessions that the service saw", sessions],
          ["times that the app was told `reconnecting`", report.reconnects],
          ["minutes that ended with more than one session there", share(ghosts.length, samples.length)],
          ["left at the service after the end", left],
          ["streams that the app was given", report.streams],
          ["events of the `<video>`: `emptied`, `pause`, `ended`, …", list(report.events)],
          ["`error` events", list(report.errors)],
          ["unhandled rejections, uncaught errors", report.rejections.length + problems.length],
          ["state before and after `disconnect()`", `${report.state}, ${finalState}`],
          ["seconds of generation", report.seconds ?? "–"],
          ["heap at the start, after a minute, at the end, kB", ends(heap)],
          ["main thread, ms/min", spread(work.map(([, ms]) => ms))],
        ],
      },
      {
        caption: "Recoveries",
        head: ["", "from the end of the fault, s", "still, s", "times"],
        rows: names.map((name) => {
          const mine = faults.filter((fault) => fault.name === name);
          return [name, seconds(mine.map(({ ms }) => ms)), seconds(mine.map(({ stillMs }) => stillMs)), mine.length];
        }),
      },
    ],
    plots: [
      {
        file: "soak-heap.svg",
        alt: "The page's heap over the session",
        draw: {
          kind: "lines",
          title: "JavaScript heap after collections",
          unit: "kB",
          across: "min",
          lines: [{ name: "heap", points: heap }],
        },
      },
      {
        file: "soak-work.svg",
        alt: "The main thread's time over the session",
        draw: {
          kind: "lines",
          title: "The main thread's processor time, by the minute",
          unit: "ms/min",
          across: "min",
          lines: [{ name: "main thread, the harness included", points: work }],
        },
      },
    ],
    notes: [...report.rejections, ...problems, ...odd],
  };
}

const ends = (heap: [number, number][]) => [heap[0], heap[1], heap.at(-1)].map((point) => point?.[1] ?? "–").join(", ");
