// What a part of the run hands back, and how it looks on a screen and in a document. Pure.
import { type BarPlot, drawBars, drawLines, type LinePlot } from "./plots";

/** A table; a number stands to the right. */
export interface Table {
  /** Above it, where a part has several. */
  caption?: string;
  head: string[];
  rows: (string | number)[][];
}

/** A drawing for the document, as data: it is drawn with the document. */
export interface Plot {
  /** Of the file in docs/images, such as `connecting.svg`. */
  file: string;
  /** What someone who can't see it is told. */
  alt: string;
  draw: ({ kind: "bars" } & BarPlot) | ({ kind: "lines" } & LinePlot);
}

/** What came of one part. */
export interface Part {
  title: string;
  /** How the numbers are made, for whoever doubts them. */
  how: string;
  tables: Table[];
  plots?: Plot[];
  /** What has to be said about these numbers, such as what is missing and why. */
  notes?: string[];
  /** It could not be measured. */
  failed?: boolean;
  /** Of a part that proves its own measuring: whether it has seen what is slow on purpose. */
  seesSlowness?: boolean;
}

/** A part as it is kept in bench/results, so that one can be measured again without the others. */
export interface Result {
  /** Its name on the command line. */
  name: string;
  /** What makes it again. */
  command: string;
  /** Such as `2026-11-24`. */
  date: string;
  took: string;
  machine: string;
  /** Short; with a `+` where the source had been changed since. Absent where there is no git, and in old results. */
  commit?: string;
  part: Part;
}

/** The drawing. */
export const svgOf = ({ draw }: Plot): string => (draw.kind === "bars" ? drawBars(draw) : drawLines(draw));

/** A table for a terminal. */
export function toText({ caption, head, rows }: Table): string {
  const lines = [head, ...rows].map((cells) => cells.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? "").length)));
  const text = lines.map((cells) =>
    widths
      .map((width, column) => align(cells[column] ?? "", width, column))
      .join("  ")
      .trimEnd(),
  );
  const [first = "", ...others] = text;
  return [...(caption ? [caption] : []), first, widths.map((width) => "-".repeat(width)).join("  "), ...others].join(
    "\n",
  );
}

const align = (cell: string, width: number, column: number) =>
  column === 0 ? cell.padEnd(width) : cell.padStart(width);

/** A table for a document. */
export function toMarkdown({ caption, head, rows }: Table): string {
  const line = (cells: (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = `|${head.map((_, column) => (column === 0 ? "---" : "--:")).join("|")}|`;
  return [...(caption ? [`${caption}\n`] : []), line(head), rule, ...rows.map(line)].join("\n");
}

/** A part for a terminal: title, tables, notes. */
export function partToText({ title, tables, notes = [] }: Part): string {
  return [`== ${title}`, ...tables.map(toText), ...notes.map((note) => `(${note})`)].join("\n\n");
}

/** A part of the document; `made` says when and by what, where it was measured. */
export function partToMarkdown({ title, how, tables, plots = [], notes = [] }: Part, made?: string): string {
  const images = plots.map(({ file, alt }) => `![${alt}](images/${file})`);
  return [`## ${title}`, how, ...images, ...tables.map(toMarkdown), ...notes, ...(made ? [made] : [])].join("\n\n");
}
