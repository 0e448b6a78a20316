import { rgbOf, yuvOf } from "./colour";
import { burnLoudness } from "./loudness";
import { type I420Frame, type Planes, planesOf } from "./planes";

/** What moves in a portrait. */
export interface Expression {
  /** How far the mouth is open, and what the bar shows: 0 to 1, as `loudnessOf` gives it. */
  loudness: number;
  eyesClosed: boolean;
}

// All lengths are parts of the picture's height; the face is in the middle.
const EYE = { x: 0.075, y: 0.43, width: 0.035, height: 0.022 };
const MOUTH_Y = 0.63;

/** An ellipse around a point that is `x` to the right of the middle and `y` below the top. */
function ellipse(planes: Planes, x: number, y: number, rx: number, ry: number, hsl: [number, number, number]): void {
  const [luma, u, v] = yuvOf(rgbOf(...hsl));
  const fill = (plane: Uint8Array, width: number, height: number, value: number) => {
    const unit = height;
    const middle = width / 2 + x * unit;
    const top = Math.max(0, Math.floor((y - ry) * unit));
    const bottom = Math.min(height, Math.ceil((y + ry) * unit));
    for (let row = top; row < bottom; row++) {
      const half = rx * unit * Math.sqrt(Math.max(0, 1 - (((row + 0.5) / unit - y) / ry) ** 2));
      const left = Math.max(0, Math.round(middle - half));
      const right = Math.min(width, Math.round(middle + half));
      if (right > left) plane.fill(value, row * width + left, row * width + right);
    }
  };
  fill(planes.luma, planes.width, planes.height, luma);
  fill(planes.u, planes.chromaWidth, planes.chromaHeight, u);
  fill(planes.v, planes.chromaWidth, planes.chromaHeight, v);
}

/** Features that an image's hash decides about; the same image has the same face everywhere. */
function featuresOf(image: string | null) {
  const bits = Number.parseInt(image ?? "0", 16) || 0;
  const pick = (shift: number, count: number) => (bits >>> shift) % count;
  return {
    skin: [22 + pick(0, 9), 0.45, 0.35 + pick(4, 8) * 0.05] as [number, number, number],
    hair: [15 + pick(8, 40), 0.2 + pick(12, 6) * 0.1, 0.12 + pick(16, 5) * 0.1] as [number, number, number],
    clothes: pick(3, 360),
    background: pick(11, 360),
    longHair: pick(20, 2) === 1,
    wide: pick(24, 4) * 0.012,
  };
}

/**
 * A face for an image: the emulator decodes no pictures, so it draws one that the image's identity decides about.
 * Eyes and mouth come with {@link drawExpression}.
 */
export function drawPortrait(width: number, height: number, image: string | null): I420Frame {
  const chroma = ((width + 1) >> 1) * ((height + 1) >> 1);
  const frame = { width, height, data: new Uint8Array(width * height + 2 * chroma) };
  const planes = planesOf(frame);
  const { skin, hair, clothes, background, longHair, wide } = featuresOf(image);
  const [luma, u, v] = yuvOf(rgbOf(background, 0.35, 0.45));
  planes.luma.fill(luma);
  planes.u.fill(u);
  planes.v.fill(v);
  ellipse(planes, 0, longHair ? 0.5 : 0.4, 0.24 + wide, longHair ? 0.38 : 0.26, hair);
  ellipse(planes, 0, 1.1, 0.5, 0.3, [clothes, 0.5, 0.4]);
  ellipse(planes, 0, 0.78, 0.08, 0.12, [skin[0], skin[1], skin[2] * 0.85]);
  ellipse(planes, 0, 0.49, 0.19 + wide, 0.27, skin);
  for (const side of [-1, 1]) ellipse(planes, side * EYE.x, EYE.y - 0.05, 0.045, 0.009, hair);
  ellipse(planes, 0, 0.53, 0.018, 0.03, [skin[0], skin[1], skin[2] * 0.8]);
  return frame;
}

/** Draws eyes, mouth and the loudness bar over a portrait, in place. */
export function drawExpression(frame: I420Frame, { loudness, eyesClosed }: Expression): void {
  const planes = planesOf(frame);
  for (const side of [-1, 1]) {
    const x = side * EYE.x;
    if (eyesClosed) ellipse(planes, x, EYE.y, EYE.width, 0.004, [20, 0.3, 0.15]);
    else {
      ellipse(planes, x, EYE.y, EYE.width, EYE.height, [0, 0, 0.95]);
      ellipse(planes, x, EYE.y, 0.014, 0.017, [210, 0.5, 0.12]);
    }
  }
  ellipse(planes, 0, MOUTH_Y, 0.085, 0.014 + 0.075 * loudness, [350, 0.55, 0.45]);
  if (loudness > 0) ellipse(planes, 0, MOUTH_Y, 0.07, 0.068 * loudness, [350, 0.6, 0.08]);
  burnLoudness(planes, loudness);
}
