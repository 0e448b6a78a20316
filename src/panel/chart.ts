import { drawLane, LANE_HEIGHT as LANE, label, MARGIN, type Palette } from "./lane";
import { LANES, type Sample } from "./samples";
import { numbered, type Story, type Turn } from "./story";
import { clock } from "./words";

/** What a drawing shows. */
export interface Picture {
  samples: readonly Sample[];
  story: Story;
  /** The time at the right edge, and how much there is up to it, in milliseconds. */
  now: number;
  spanMs: number;
  palette: Palette;
  font: string;
}

const RIGHT = 46;
const STRIP = 12;
const GAP = 14;
const TOP = 24;
const AXIS = 20;

/** How high a drawing is, in pixels of the page. */
export const HEIGHT = TOP + 2 * (STRIP + 6) + 8 + LANES.length * (LANE + GAP) + AXIS;

/** Draws everything. Called about once a second: it goes over the samples once for each line and no more. */
export function draw(context: CanvasRenderingContext2D, width: number, picture: Picture): void {
  const { now, spanMs, palette, font, samples, story } = picture;
  const plot = Math.max(width - MARGIN - RIGHT, 60);
  const x = (at: number) => MARGIN + plot * (1 - (now - at) / spanMs);
  const from = now - spanMs;
  const seen = samples.filter(({ at }) => at >= from - 2000);
  context.clearRect(0, 0, width, HEIGHT);
  context.font = `11px ${font}`;
  context.textBaseline = "middle";

  drawIncidents(context, picture, x, from);
  drawStrip(context, "Session", TOP, story.states, now, x, from, palette, (state) =>
    state === "generating"
      ? palette.good
      : state === "connected"
        ? palette.in
        : state === "disconnected"
          ? palette.line
          : palette.poor,
  );
  drawStrip(
    context,
    "Quality",
    TOP + STRIP + 6,
    story.qualities,
    now,
    x,
    from,
    palette,
    ({ quality }) =>
      ({ good: palette.good, fair: palette.fair, poor: palette.poor, critical: palette.bad, unknown: palette.line })[
        quality
      ],
  );
  let top = TOP + 2 * (STRIP + 6) + 8;
  for (const lane of LANES) {
    drawLane(context, lane, seen, top, x, plot, palette, font);
    top += LANE + GAP;
  }
  drawAxis(context, top - GAP + 4, x, now, spanMs, palette);
}

function drawIncidents(
  context: CanvasRenderingContext2D,
  { story, now, palette, font }: Picture,
  x: (at: number) => number,
  from: number,
): void {
  const numbers = numbered(story);
  for (const { id, from: begun, to, tone, marked } of story.incidents) {
    const until = to ?? now;
    if (!marked || until < from) continue;
    const left = x(Math.max(begun, from));
    const right = Math.max(x(until), left + 2);
    const colour = tone === "bad" ? palette.bad : palette.poor;
    context.globalAlpha = 0.13;
    context.fillStyle = colour;
    context.fillRect(left, TOP - 4, right - left, HEIGHT - AXIS - TOP);
    context.globalAlpha = 1;
    context.fillStyle = colour;
    context.beginPath();
    context.arc(left + 1, 10, 8, 0, 2 * Math.PI);
    context.fill();
    context.fillRect(left, 10, 1, HEIGHT - AXIS - 14);
    context.fillStyle = palette.paper;
    context.textAlign = "center";
    context.font = `bold 10px ${font}`;
    context.fillText(String(numbers.get(id)), left + 1, 10.5);
    context.font = `11px ${font}`;
  }
}

function drawStrip<Value>(
  context: CanvasRenderingContext2D,
  title: string,
  top: number,
  turns: readonly Turn<Value>[],
  now: number,
  x: (at: number) => number,
  from: number,
  palette: Palette,
  colourOf: (value: Value) => string,
): void {
  label(context, title, top + STRIP / 2, palette);
  turns.forEach(({ at, value }, index) => {
    const until = turns[index + 1]?.at ?? now;
    if (until < from) return;
    const left = x(Math.max(at, from));
    context.fillStyle = colourOf(value);
    context.fillRect(left, top, Math.max(x(until) - left, 1.5), STRIP);
  });
}

const STEPS = [10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000];

function drawAxis(
  context: CanvasRenderingContext2D,
  top: number,
  x: (at: number) => number,
  now: number,
  spanMs: number,
  palette: Palette,
): void {
  const step = STEPS.find((candidate) => spanMs / candidate <= 7) ?? 900_000;
  context.textAlign = "center";
  context.fillStyle = palette.soft;
  for (let at = Math.ceil((now - spanMs) / step) * step; at <= now; at += step) {
    // The first and the last would lie over the margin.
    if (x(at) < MARGIN + 24 || at > now - spanMs * 0.03) continue;
    context.fillText(clock(at), x(at), top + 9);
    context.fillRect(Math.round(x(at)), top - 4, 1, 4);
  }
}
