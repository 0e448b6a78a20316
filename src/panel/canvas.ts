import { draw, HEIGHT, type Picture } from "./chart";
import type { Palette } from "./lane";

const COLOURS = ["ink", "soft", "line", "in", "out", "good", "fair", "poor", "bad", "paper"] as const;

/** Draws a picture at the size that the canvas has in the page, sharp on every screen. */
export function paint(canvas: HTMLCanvasElement, probe: HTMLElement, picture: Omit<Picture, "palette" | "font">): void {
  const context = canvas.getContext("2d");
  const width = canvas.clientWidth;
  if (!context || width === 0) return;
  const scale = devicePixelRatio;
  const [wide, high] = [Math.round(width * scale), Math.round(HEIGHT * scale)];
  if (canvas.width !== wide || canvas.height !== high) {
    Object.assign(canvas, { width: wide, height: high });
    canvas.style.height = `${HEIGHT}px`;
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  draw(context, width, { ...picture, ...lookOf(probe) });
}

/** The colours and the font as the page has them now: a canvas knows no variables. */
function lookOf(probe: HTMLElement): { palette: Palette; font: string } {
  const style = getComputedStyle(probe);
  const palette = COLOURS.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, style.color];
  });
  probe.style.color = "";
  return { palette: Object.fromEntries(palette), font: style.fontFamily };
}
