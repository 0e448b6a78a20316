import fc from "fast-check";
import { expect, test } from "vitest";
import {
  applyLook,
  type I420Frame,
  imageHash,
  type LookState,
  lookOf,
  type Pixels,
  readLook,
  readMark,
} from "../../src/emulator/look";

const state = fc.record<LookState>({
  prompt: fc.oneof(fc.constant(null), fc.string({ maxLength: 60 }), fc.string({ unit: "grapheme", maxLength: 20 })),
  image: fc.oneof(fc.constant(null), fc.uint8Array({ minLength: 1, maxLength: 50 }).map(imageHash)),
  enhance: fc.boolean(),
});

function busyFrame(width: number, height: number, seed: number): I420Frame {
  const chroma = ((width + 1) >> 1) * ((height + 1) >> 1);
  const data = new Uint8Array(width * height + 2 * chroma);
  for (let i = 0; i < data.length; i++)
    data[i] = 128 + 110 * Math.sin((i % width) / (7 + (seed % 40)) + i / (width * 9));
  return { width, height, data };
}

function toRgba({ width, height, data }: I420Frame): Pixels {
  const rgba = new Uint8ClampedArray(width * height * 4);
  const chromaWidth = (width + 1) >> 1;
  const chroma = chromaWidth * ((height + 1) >> 1);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const c = width * height + (y >> 1) * chromaWidth + (x >> 1);
      const luma = 1.164 * ((data[y * width + x] ?? 0) - 16);
      const u = (data[c] ?? 0) - 128;
      const v = (data[c + chroma] ?? 0) - 128;
      rgba[i] = luma + 1.596 * v;
      rgba[i + 1] = luma - 0.392 * u - 0.813 * v;
      rgba[i + 2] = luma + 2.017 * u;
      rgba[i + 3] = 255;
    }
  }
  return { width, height, data: rgba };
}

/** Averages boxes, then throws away detail as a coarse quantizer does, and adds noise. */
function degrade(pixels: Pixels, width: number, seed: number): Pixels {
  const height = Math.round((pixels.height * width) / pixels.width);
  const data = new Uint8ClampedArray(width * height * 4);
  let random = seed | 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const x0 = Math.floor((x * pixels.width) / width);
      const x1 = Math.max(x0 + 1, Math.floor(((x + 1) * pixels.width) / width));
      const y0 = Math.floor((y * pixels.height) / height);
      const y1 = Math.max(y0 + 1, Math.floor(((y + 1) * pixels.height) / height));
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let sy = y0; sy < y1; sy++)
          for (let sx = x0; sx < x1; sx++) sum += pixels.data[(sy * pixels.width + sx) * 4 + c] ?? 0;
        random = Math.imul(random, 1664525) + 1013904223;
        const noise = ((random >>> 16) % 41) - 20;
        data[(y * width + x) * 4 + c] = Math.round(sum / ((x1 - x0) * (y1 - y0)) / 24) * 24 + noise;
      }
    }
  }
  return { width, height, data };
}

function mirror({ width, height, data }: Pixels): Pixels {
  const mirrored = new Uint8ClampedArray(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 4;
      mirrored.set(data.subarray(from, from + 4), (y * width + width - 1 - x) * 4);
    }
  }
  return { width, height, data: mirrored };
}

test("any state is read from its pixels, small, noisy and mirrored", () => {
  const sizes = [
    [640, 360],
    [543, 311],
    [360, 640],
  ] as const;
  fc.assert(
    fc.property(state, fc.constantFrom(...sizes), fc.integer({ min: 1, max: 1e6 }), (wanted, [width, height], seed) => {
      const frame = busyFrame(width, height, seed);
      const { code } = lookOf(wanted);
      applyLook(frame, lookOf(wanted));
      expect(readLook(frame)).toEqual({ code, mirrored: false });
      const whole = toRgba(frame);
      const third = degrade(whole, Math.max(200, Math.round(width / 3)), seed);
      for (const picture of [whole, third]) {
        expect(readLook(picture)).toEqual({ code, mirrored: false });
        expect(readMark(picture)).toBe("normal");
        expect(readLook(mirror(picture))).toEqual({ code, mirrored: true });
        expect(readMark(mirror(picture))).toBe("mirrored");
      }
    }),
    { numRuns: 40 },
  );
});

test("what carries no signs reads as nothing", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 320 * 180 * 4, maxLength: 320 * 180 * 4 }), (data) => {
      const pixels = { width: 320, height: 180, data };
      expect(readLook(pixels)).toEqual({ code: null, mirrored: null });
      expect(readMark(pixels)).toBeNull();
    }),
    { numRuns: 10 },
  );
  for (let seed = 1; seed < 60; seed++) {
    const picture = busyFrame(320, 180, seed);
    expect(readLook(picture).code).toBeNull();
    expect(readMark(picture)).toBeNull();
  }
});

test("a picture cut off at the bottom or turned upside down never reads as another code", () => {
  fc.assert(
    fc.property(state, fc.integer({ min: 1, max: 179 }), (wanted, cut) => {
      const frame = busyFrame(320, 180, 5);
      const look = lookOf(wanted);
      applyLook(frame, look);
      const { width, data } = toRgba(frame);
      const { code } = readLook({ width, height: 180 - cut, data });
      expect([null, look.code]).toContain(code);
      expect([null, look.code]).toContain(readLook({ width, height: 180, data: data.slice().reverse() }).code);
    }),
    { numRuns: 30 },
  );
});

test("the smallest and oddest pictures are painted without harm", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 70 }), state, (width, height, wanted) => {
      const frame = busyFrame(width, height, 1);
      const size = frame.data.length;
      applyLook(frame, lookOf(wanted));
      expect(frame.data.length).toBe(size);
    }),
  );
});

test("a look is a function of what the state means", () => {
  const none = lookOf({ prompt: null, image: null, enhance: true });
  expect(none).toEqual({ code: 0, hue: null, effect: null, vivid: false, frameHue: null });
  expect(lookOf({ prompt: "", image: null, enhance: false })).toEqual(none);
  const prompt = "a cat";
  const codes = [
    lookOf({ prompt, image: null, enhance: true }),
    lookOf({ prompt, image: null, enhance: false }),
    lookOf({ prompt, image: "aa", enhance: true }),
    lookOf({ prompt, image: "ab", enhance: true }),
    lookOf({ prompt: null, image: "ab", enhance: true }),
    lookOf({ prompt: "a hat", image: null, enhance: true }),
    none,
  ].map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(lookOf({ prompt: null, image: "ab", enhance: true })).toEqual(
    lookOf({ prompt: null, image: "ab", enhance: false }),
  );
});

test("codes of different prompts rarely meet", () => {
  const codes = Array.from(
    { length: 1000 },
    (_, i) => lookOf({ prompt: `prompt ${i}`, image: null, enhance: true }).code,
  );
  // By chance 1000 of 65535 meet about 8 times.
  expect(new Set(codes).size).toBeGreaterThan(975);
});

test("the passthrough leaves the picture, a prompt changes it, enhance and image show", () => {
  const paint = (wanted: LookState) => {
    const frame = busyFrame(320, 180, 3);
    applyLook(frame, lookOf(wanted));
    return frame.data;
  };
  const original = busyFrame(320, 180, 3).data;
  const middle = 90 * 320 + 160;
  const passthrough = paint({ prompt: null, image: null, enhance: true });
  expect(passthrough.slice(60 * 320, 160 * 320)).toEqual(original.slice(60 * 320, 160 * 320));
  const anime = paint({ prompt: "anime", image: null, enhance: true });
  expect(anime.slice(middle, middle + 64)).not.toEqual(original.slice(middle, middle + 64));
  const chroma = 320 * 180 + 45 * 160 + 80;
  const plain = paint({ prompt: "anime", image: null, enhance: false });
  expect(plain.slice(chroma, chroma + 32)).not.toEqual(anime.slice(chroma, chroma + 32));
  const framed = paint({ prompt: null, image: "abcd", enhance: true });
  expect(framed.slice(90 * 320, 90 * 320 + 6)).not.toEqual(original.slice(90 * 320, 90 * 320 + 6));
  expect(framed.slice(middle, middle + 64)).toEqual(original.slice(middle, middle + 64));
});

test("an image's hash is FNV-1a of its bytes", () => {
  expect(imageHash(new TextEncoder().encode("foobar"))).toBe("bf9cf968");
  expect(imageHash(new Uint8Array())).toBe("811c9dc5");
});
