/**
 * A landscape with a balloon. It has what a style needs to work on (faces of colour, gradients, edges, text), and no
 * two sides of it are alike: a mirrored picture shows at a glance, and the writing reads backwards.
 */

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** The part that never changes, painted once: without a GPU, painting it for each frame would cost the frame rate. */
export function paintBackdrop(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) return canvas;
  context.scale(width / 1280, height / 720);

  const sky = context.createLinearGradient(0, 0, 0, 520);
  sky.addColorStop(0, "#24507f");
  sky.addColorStop(0.55, "#f0a277");
  sky.addColorStop(1, "#fbdca6");
  context.fillStyle = sky;
  context.fillRect(0, 0, 1280, 720);

  disc(context, 930, 330, 150, "rgb(255 236 190 / 35%)");
  disc(context, 930, 330, 92, "#fff1cd");

  ridge(context, "#8f7aa8", [0, 410, 190, 250, 340, 400, 520, 300, 700, 430, 1010, 360, 1280, 440]);
  ridge(context, "#5d6a93", [0, 500, 240, 430, 420, 510, 800, 420, 1090, 520, 1280, 470]);
  ridge(context, "#2f6b6a", [0, 590, 300, 540, 640, 600, 900, 550, 1280, 600]);
  ridge(context, "#1f4d45", [0, 650, 420, 610, 820, 660, 1280, 620]);

  house(context, 1010, 560);
  for (const [x, y, size] of [
    [470, 640, 1.25],
    [550, 655, 0.9],
    [640, 630, 1.05],
    [870, 660, 0.8],
  ] as const) {
    tree(context, x, y, size);
  }

  const swatches = ["#f4f1e8", "#f2c230", "#2aa9b8", "#3f9d4c", "#b0459b", "#d8412f", "#2c4fa8", "#15161a"];
  swatches.forEach((colour, index) => {
    context.fillStyle = colour;
    context.fillRect(1228, index * 90, 52, 90);
  });
  return canvas;
}

/** The part that moves, and the clock that shows how far the output is behind the input. */
export function paintMoving(context: Context, { seconds, frame }: { seconds: number; frame: number }): void {
  context.save();
  context.scale(context.canvas.width / 1280, context.canvas.height / 720);

  context.save();
  context.beginPath();
  // The clouds pass behind the swatches.
  context.rect(0, 0, 1228, 720);
  context.clip();
  for (const [speed, y, size] of [
    [26, 120, 1],
    [17, 205, 0.7],
    [40, 70, 0.5],
  ] as const) {
    cloud(context, ((seconds * speed + y * 9) % 1500) - 140, y, size);
  }
  context.restore();
  balloon(context, 430 + Math.sin(seconds * 0.5) * 230, 250 + Math.sin(seconds * 1.1) * 46);

  context.fillStyle = "rgb(16 17 20 / 78%)";
  context.fillRect(40, 572, 330, 108);
  context.fillStyle = "#ffffff";
  context.font = "600 26px system-ui, sans-serif";
  context.fillText("TEST PATTERN \u2192", 62, 614);
  context.font = "500 30px ui-monospace, Menlo, Consolas, monospace";
  context.fillText(`${clock(seconds)} #${String(frame).padStart(5, "0")}`, 62, 658);

  // One turn in four seconds: a frozen picture is told from a still one.
  context.fillStyle = "#ff6b45";
  context.beginPath();
  context.moveTo(334, 606);
  context.arc(334, 606, 18, -Math.PI / 2, -Math.PI / 2 + ((seconds % 4) / 4) * 2 * Math.PI);
  context.fill();
  context.restore();
}

function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${String(minutes).padStart(2, "0")}:${(seconds % 60).toFixed(2).padStart(5, "0")}`;
}

function disc(context: Context, x: number, y: number, radius: number, colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function ridge(context: Context, colour: string, points: number[]): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(0, 720);
  for (let at = 0; at < points.length; at += 2) context.lineTo(points[at] ?? 0, points[at + 1] ?? 0);
  context.lineTo(1280, 720);
  context.fill();
}

function house(context: Context, x: number, y: number): void {
  context.fillStyle = "#f3e5cf";
  context.fillRect(x, y, 120, 78);
  context.fillStyle = "#b8412c";
  context.beginPath();
  context.moveTo(x - 18, y);
  context.lineTo(x + 42, y - 56);
  context.lineTo(x + 138, y);
  context.fill();
  context.fillRect(x + 92, y - 52, 18, 40);
  context.fillStyle = "#ffd676";
  context.fillRect(x + 18, y + 22, 30, 30);
  context.fillStyle = "#5a3b2c";
  context.fillRect(x + 76, y + 24, 26, 54);
}

function tree(context: Context, x: number, y: number, size: number): void {
  context.fillStyle = "#4d3527";
  context.fillRect(x - 6 * size, y - 10, 12 * size, 44 * size);
  for (let layer = 0; layer < 3; layer++) {
    context.fillStyle = ["#123b33", "#185043", "#216653"][layer] ?? "";
    context.beginPath();
    context.moveTo(x - (46 - layer * 9) * size, y - layer * 36 * size);
    context.lineTo(x, y - (74 + layer * 36) * size);
    context.lineTo(x + (46 - layer * 9) * size, y - layer * 36 * size);
    context.fill();
  }
}

function cloud(context: Context, x: number, y: number, size: number): void {
  disc(context, x, y, 34 * size, "rgb(255 255 255 / 86%)");
  disc(context, x + 42 * size, y - 14 * size, 44 * size, "rgb(255 255 255 / 86%)");
  disc(context, x + 92 * size, y, 30 * size, "rgb(255 255 255 / 86%)");
}

function balloon(context: Context, x: number, y: number): void {
  const stripes = ["#d8412f", "#f7f2e4", "#d8412f", "#f2c230", "#2c4fa8", "#f7f2e4"];
  context.save();
  context.beginPath();
  context.ellipse(x, y, 84, 98, 0, 0, 2 * Math.PI);
  context.clip();
  stripes.forEach((colour, index) => {
    context.fillStyle = colour;
    context.fillRect(x - 84 + index * 28, y - 98, 28, 196);
  });
  context.restore();
  context.strokeStyle = "#5a3b2c";
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(x - 34, y + 88);
  context.lineTo(x - 18, y + 132);
  context.moveTo(x + 34, y + 88);
  context.lineTo(x + 18, y + 132);
  context.stroke();
  context.fillStyle = "#8a5a35";
  context.fillRect(x - 22, y + 130, 44, 32);
}
