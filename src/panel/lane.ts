import { figuresOf, type Lane, type Sample, scaleOf } from "./samples";

/** The colours of a drawing, resolved. */
export type Palette = Record<
  "ink" | "soft" | "line" | "in" | "out" | "good" | "fair" | "poor" | "bad" | "paper",
  string
>;

/** What lies to the left of the plots, in pixels of the page. */
export const MARGIN = 132;
export const LANE_HEIGHT = 64;
const LANE = LANE_HEIGHT;
/** A line doesn't cross a time without samples. */
const HOLE_MS = 3500;

/** Writes a name into the margin. */
export function label(context: CanvasRenderingContext2D, text: string, y: number, palette: Palette): void {
  context.textAlign = "left";
  context.fillStyle = palette.soft;
  context.fillText(text, 0, y);
}

/** Draws one chart: its scale, its newest figures, its lines. */
export function drawLane(
  context: CanvasRenderingContext2D,
  lane: Lane,
  samples: readonly Sample[],
  top: number,
  x: (at: number) => number,
  plot: number,
  palette: Palette,
  font: string,
): void {
  const scale = scaleOf(lane, samples);
  const y = (value: number) => top + LANE - (LANE * value) / scale;
  label(context, lane.title, top + 8, palette);
  context.fillStyle = palette.ink;
  context.font = `600 12px ${font}`;
  context.fillText(figuresOf(lane, samples.at(-1)), 0, top + 26);
  context.font = `11px ${font}`;
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  for (const part of [0, 0.5, 1]) {
    const line = Math.round(y(scale * part)) + 0.5;
    context.beginPath();
    context.moveTo(MARGIN, line);
    context.lineTo(MARGIN + plot, line);
    context.stroke();
  }
  context.fillStyle = palette.soft;
  context.fillText(String(scale), MARGIN + plot + 6, y(scale) + 4);
  context.fillText("0", MARGIN + plot + 6, y(0) - 3);
  context.save();
  context.beginPath();
  context.rect(MARGIN, top - 2, plot, LANE + 4);
  context.clip();
  lane.figures.forEach((figure, index) => {
    if (!figure) return;
    const two = lane.figures.length > 1;
    context.strokeStyle = two ? (index === 0 ? palette.in : palette.out) : palette.ink;
    // What comes in lies over what goes out, which is often the same.
    context.lineWidth = index === 0 ? 2 : 1.25;
    context.setLineDash(index === 0 ? [] : [4, 3]);
    context.beginPath();
    let last = Number.NEGATIVE_INFINITY;
    for (const sample of samples) {
      const value = sample[figure];
      if (value === null) continue;
      if (sample.at - last > HOLE_MS) context.moveTo(x(sample.at), y(value));
      else context.lineTo(x(sample.at), y(value));
      last = sample.at;
    }
    context.stroke();
  });
  context.restore();
}
