// Drawings as SVG, by hand: small, without a background, and readable on a light page and on a dark one. Pure.
import { ticks } from "./numbers";

/** A bar; where minimum and maximum differ, a line shows them. */
export interface Bar {
  /** Index into the names of the series. */
  series: number;
  value: number;
  min?: number;
  max?: number;
}

/** Bars in groups. */
export interface BarPlot {
  title: string;
  /** What the axis counts, such as `ms`. */
  unit: string;
  series: string[];
  groups: { label: string; bars: Bar[] }[];
}

/** Lines over a common axis. */
export interface LinePlot {
  title: string;
  unit: string;
  /** What the axis below counts. */
  across: string;
  lines: { name: string; points: [x: number, y: number][] }[];
}

const WIDTH = 760;
const HEIGHT = 340;
const LEFT = 56;
const RIGHT = 12;
const BOTTOM = 30;
/** Of a line of text, and of a letter of it, about. */
const LINE = 14;
const LETTER = 6.4;
/** Colours that are told apart in both schemes, and by most people who confuse colours. */
const COLOURS = ["#0072b2", "#56b4e9", "#009e73", "#77c4a6", "#cc79a7", "#999999"];
/** The same in every drawing, wherever it stands in the legend. */
const PUBLISHED = "#e69f00";
const STYLE = `<style>
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 14px }
.small { font-size: 10px }
.grid { stroke: #8888; stroke-width: .5 }
.whisker { stroke: #24292f; stroke-width: 1; fill: none }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .whisker { stroke: #e6edf3 } }
</style>`;

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const at = (value: number) => Number(value.toFixed(1));
const colour = (index: number, name = "") =>
  name.startsWith("published") ? PUBLISHED : (COLOURS[index % COLOURS.length] ?? "");

/** A value as a label: whole, unless it is small. */
const label = (value: number) =>
  value >= 10 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);

function text(x: number, y: number, content: string, more = ""): string {
  return `<text x="${at(x)}" y="${at(y)}"${more}>${escaped(content)}</text>`;
}

/** A label in lines that fit into so many pixels. */
function wrapped(label: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of label.split(" ")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length > 0 && longer.length * LETTER <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The names of the series in as many lines as they need. */
function legend(names: string[]): { svg: string[]; height: number } {
  const svg: string[] = [];
  let [x, y] = [LEFT, 42];
  for (const [index, name] of names.entries()) {
    const width = 32 + name.length * LETTER;
    if (x + width > WIDTH - RIGHT && x > LEFT) [x, y] = [LEFT, y + 18];
    svg.push(`<rect x="${at(x)}" y="${y - 10}" width="12" height="12" rx="2" fill="${colour(index, name)}"/>`);
    svg.push(text(x + 17, y, name));
    x += width;
  }
  return { svg, height: y + 14 };
}

/** Frame, title, legend and the lines of the axis; `scale` turns a value into a height. */
function frame(title: string, unit: string, names: string[], max: number) {
  const { svg, height: top } = legend(names);
  const steps = ticks(max);
  const end = steps.at(-1) ?? 1;
  const scale = (value: number) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - top - 14) * value) / end;
  const axis = steps.flatMap((step) => [
    `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(scale(step))}" y2="${at(scale(step))}"/>`,
    text(LEFT - 6, scale(step) + 4, String(step), ' text-anchor="end"'),
  ]);
  const head = [text(LEFT, 20, title, ' class="title"'), text(WIDTH - RIGHT, 20, unit, ' text-anchor="end"')];
  return { scale, parts: [STYLE, ...head, ...svg, ...axis] };
}

/** @param more - pixels below the usual height */
const svg = (title: string, parts: string[], more = 0) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT + more}" role="img" aria-label="${escaped(title).replaceAll('"', "&quot;")}">\n${parts.join("\n")}\n</svg>\n`;

/** Bars side by side, with a line from minimum to maximum. */
export function drawBars({ title, unit, series: names, groups }: BarPlot): string {
  const all = groups.flatMap(({ bars }) => bars);
  const { scale, parts } = frame(title, unit, names, Math.max(1, ...all.map(({ value, max = value }) => max)));
  const slot = (WIDTH - LEFT - RIGHT) / groups.length;
  let lines = 1;
  for (const [index, { label: name, bars }] of groups.entries()) {
    const width = Math.min(44, (slot - 16) / Math.max(1, bars.length));
    const start = LEFT + slot * index + (slot - width * bars.length) / 2;
    for (const [place, { series, value, min = value, max = value }] of bars.entries()) {
      const [x, middle] = [start + width * place, start + width * (place + 0.5)];
      const height = scale(0) - scale(value);
      parts.push(
        `<rect x="${at(x + 1)}" y="${at(scale(value))}" width="${at(width - 2)}" height="${at(height)}" fill="${colour(series, names[series])}"/>`,
      );
      if (max > min)
        parts.push(
          `<path class="whisker" d="M${at(middle)} ${at(scale(min))}V${at(scale(max))}m-3 0h6M${at(middle - 3)} ${at(scale(min))}h6"/>`,
        );
      parts.push(text(middle, scale(max) - 4, label(value), ' text-anchor="middle" class="small"'));
    }
    const words = wrapped(name, slot - 6);
    lines = Math.max(lines, words.length);
    for (const [line, part] of words.entries())
      parts.push(text(LEFT + slot * (index + 0.5), HEIGHT - 10 + line * LINE, part, ' text-anchor="middle"'));
  }
  return svg(title, parts, (lines - 1) * LINE);
}

/** Lines, one for each series. */
export function drawLines({ title, unit, across, lines }: LinePlot): string {
  const points = lines.flatMap((line) => line.points);
  const names = lines.map(({ name }) => name);
  const { scale, parts } = frame(title, unit, names, Math.max(1, ...points.map(([, y]) => y)));
  const end = Math.max(...points.map(([x]) => x), 0) || 1;
  const steps = ticks(end).filter((step) => step <= end);
  const column = (x: number) => LEFT + ((WIDTH - LEFT - RIGHT) * x) / end;
  for (const step of steps)
    parts.push(
      text(column(step), HEIGHT - 10, `${step} ${across}`, ` text-anchor="${step === end ? "end" : "middle"}"`),
    );
  for (const [index, line] of lines.entries()) {
    const path = line.points.map(([x, y]) => `${at(column(x))} ${at(scale(y))}`).join("L");
    if (path) parts.push(`<path d="M${path}" fill="none" stroke="${colour(index, line.name)}" stroke-width="2"/>`);
  }
  return svg(title, parts);
}
