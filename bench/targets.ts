// What was to be reached, beside what the kept results say: computed of their tables, nothing is measured. Pure.
import { atDistance, atRate, COLUMNS, CORE, MIRRORED, NAMES } from "./names";
import { leading } from "./numbers";
import type { Part, Result } from "./results";

/** Where a figure stands. */
interface Place {
  part: string;
  /** Of the table, where a part has several. */
  caption?: string;
  row: string;
  column: string;
}

/** Says what the target is, and whether a cell reaches it. `published` is the published SDK's in the same table. */
type Goal = (cell: string, published: string | undefined) => { target: string; reached: string };

interface Target extends Place {
  what: string;
  unit?: string;
  goal: Goal;
}

/** Medians of few runs that are no further apart, as a part of the published one's, are even. */
const EVEN = 0.05;
const MISSING = "not measured";

const yesOrNo = (reached: boolean) => (reached ? "yes" : "no");

/** Who has no number has failed every time. */
const atMost =
  (limit: number, unit: string, digits = 0): Goal =>
  (cell) => ({
    target: `at most ${limit.toFixed(digits)} ${unit}`,
    reached: yesOrNo((leading(cell) ?? Number.POSITIVE_INFINITY) <= limit),
  });

const allOfThem: Goal = (cell) => ({ target: "100 %", reached: yesOrNo((leading(cell) ?? 0) >= 100) });

const fullSize: Goal = (cell) => ({ target: "1088×624", reached: yesOrNo(cell === "1088×624") });

const notMoreThanPublished: Goal = (cell, published) => {
  if (published === undefined) return { target: `${NAMES.published}'s`, reached: MISSING };
  const theirs = leading(published);
  const ours = leading(cell);
  const target = `at most ${theirs ?? "–"} ms, ${NAMES.published}'s`;
  if (ours === null || theirs === null) return { target, reached: yesOrNo(ours !== null) };
  const even = Math.abs(ours - theirs) <= EVEN * theirs;
  return { target, reached: even ? "even" : yesOrNo(ours < theirs) };
};

const connecting = (way: keyof typeof NAMES, rttMs: number, column: "connected" | "styled", goal: Goal): Target => ({
  what: `${NAMES[way]}: ${column === "connected" ? "connected" : "first styled frame"}, ${atDistance(rttMs)}`,
  part: "connecting",
  caption: atDistance(rttMs),
  row: NAMES[way],
  column: COLUMNS[column],
  unit: "ms",
  goal,
});

/** What the architecture explains where it isn't reached. */
const PREPARED = connecting("prewarmed with socket", 100, "styled", atMost(480, "ms"));
const DISTANCES = [0, 50, 100, 200];

const TARGETS: Target[] = [
  connecting("pipelined", 100, "connected", atMost(530, "ms")),
  connecting("pipelined", 0, "connected", atMost(35, "ms")),
  connecting("sequential", 100, "connected", atMost(630, "ms")),
  connecting("prewarmed with socket", 100, "connected", atMost(330, "ms")),
  PREPARED,
  ...DISTANCES.map((rttMs) => connecting("pipelined", rttMs, "styled", notMoreThanPublished)),
  ...DISTANCES.map((rttMs) => ({
    what: `ours: size of the first styled frame, ${atDistance(rttMs)}`,
    part: "connecting",
    caption: atDistance(rttMs),
    row: NAMES.pipelined,
    column: COLUMNS.size,
    goal: fullSize,
  })),
  ...[300, 1000].flatMap((kbps) =>
    (["styled", "pause"] as const).map((column) => ({
      what: `ours: ${column === "styled" ? "first styled frame" : "longest pause"}, ${atRate(kbps)}`,
      part: "narrow",
      caption: atRate(kbps),
      row: NAMES.pipelined,
      column: COLUMNS[column],
      unit: "ms",
      goal: notMoreThanPublished,
    })),
  ),
  {
    what: CORE,
    part: "size",
    row: CORE,
    column: COLUMNS.kilobytes,
    unit: "kB",
    goal: atMost(20, "kB", 1),
  },
  ...(["blocked", "hidden"] as const).map((column) => ({
    what: `${MIRRORED}: frames that reach the service, ${COLUMNS[column]}`,
    part: "mirror",
    row: MIRRORED,
    column: COLUMNS[column],
    unit: "%",
    goal: allOfThem,
  })),
];

/** The cell; undefined where there is none. */
function find(results: readonly Result[], { part, caption, row, column }: Place): string | undefined {
  const tables = results.find(({ name }) => name === part)?.part.tables ?? [];
  const table = tables.find((table) => table.head.includes(column) && (!caption || table.caption === caption));
  const cells = table?.rows.find(([name]) => name === row);
  const cell = cells?.[table?.head.indexOf(column) ?? -1];
  return cell === undefined ? undefined : String(cell);
}

function row(results: readonly Result[], target: Target): string[] {
  const { what, unit, goal } = target;
  const cell = find(results, target);
  const aim = goal(cell ?? "", find(results, { ...target, row: NAMES.published }));
  if (cell === undefined) return [what, aim.target, MISSING, "–"];
  // The median is that of the runs that did not fail.
  const failed = find(results, { ...target, column: COLUMNS.failed }) ?? "0/";
  const measured = [unit ? `${cell} ${unit}` : cell, ...(failed.startsWith("0/") ? [] : [`${failed} failed`])];
  return [what, aim.target, measured.join(", "), aim.reached];
}

/** The first part of the document. */
export function targets(results: readonly Result[]): Part {
  const rows = TARGETS.map((target) => row(results, target));
  const missed = rows[TARGETS.indexOf(PREPARED)]?.at(-1) === "no";
  return {
    title: "Targets",
    how: "What was to be reached, and whether it is: computed from the figures of the parts below, as they stand there; nothing is measured for it.",
    tables: [{ head: ["what", "target", "measured", "reached"], rows }],
    notes: [
      `In the comparisons with the published SDK, whose number is that of the same run, a difference of at most ${EVEN * 100} % of that number is "even": medians of few runs, on a machine that isn't silent, say no more than that.`,
      `What the first frame is made of${missed ? ", and why 480 ms aren't reached here" : ""}: [architecture](architecture.md#what-the-first-frame-is-made-of).`,
    ],
  };
}
