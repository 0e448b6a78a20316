/** Red, green, blue, or luma and the two chroma values: 0 to 255 each. */
export type Colour = [number, number, number];

const clamp = (value: number) => Math.max(0, Math.min(255, Math.round(value)));

/** @param hue - degrees; saturation and lightness from 0 to 1 */
export function rgbOf(hue: number, saturation: number, lightness: number): Colour {
  const a = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    return 255 * (lightness - a * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

/** Limited-range BT.601, which is what cameras and VP8 mean by I420. */
export function yuvOf([r, g, b]: Colour): Colour {
  return [
    clamp(16 + 0.257 * r + 0.504 * g + 0.098 * b),
    clamp(128 - 0.148 * r - 0.291 * g + 0.439 * b),
    clamp(128 + 0.439 * r - 0.368 * g - 0.071 * b),
  ];
}
