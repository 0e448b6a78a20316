import * as fc from "fast-check";
import { expect, test } from "vitest";
import { layoutOf, rowsOf } from "../../src/media/worker/frame-layout";

const FORMATS = ["I420", "I420A", "I422", "I444", "NV12", "RGBA", "RGBX", "BGRA", "BGRX"];
const size = fc.integer({ min: 1, max: 40 });

test.each([
  ["I420", 4, 2, [0, 8, 16], 24],
  ["I420", 5, 3, [0, 16, 24], 32],
  ["NV12", 5, 3, [0, 16], 32],
  ["RGBA", 3, 2, [0], 24],
])("%s of %d×%d", (format, width, height, offsets, bytes) => {
  const layout = layoutOf(format, width, height);
  expect(layout?.planes.map(({ offset }) => offset)).toEqual(offsets);
  expect(layout?.size).toBe(bytes);
});

test.each([null, "I420P10", "a format to come"])("%s is no rows of bytes", (format) => {
  expect(layoutOf(format, 4, 4)).toBeUndefined();
});

test("planes do not overlap, and hold what they have to, at every size", () => {
  fc.assert(
    fc.property(fc.constantFrom(...FORMATS), size, size, (format, width, height) => {
      const layout = layoutOf(format, width, height);
      let end = 0;
      for (const { offset, stride, rows, unit } of layout?.planes ?? []) {
        expect(offset).toBeGreaterThanOrEqual(end);
        expect(offset % unit).toBe(0);
        expect(stride % unit).toBe(0);
        end = offset + stride * rows;
      }
      expect(layout?.size).toBeGreaterThanOrEqual(end);
    }),
  );
});

test("reversing the rows mirrors every plane, pair and pixel, and twice is nothing", () => {
  fc.assert(
    fc.property(fc.constantFrom(...FORMATS), size, size, (format, width, height) => {
      const layout = layoutOf(format, width, height);
      if (!layout) throw new Error("no layout");
      const buffer = new ArrayBuffer(layout.size);
      const bytes = new Uint8Array(buffer);
      bytes.forEach((_, i) => {
        bytes[i] = (i * 7919) % 251;
      });
      const before = bytes.slice();
      const rows = rowsOf(layout, buffer);
      for (const row of rows) row.reverse();
      for (const { offset, stride, rows: count, unit } of layout.planes) {
        for (let row = 0; row < count; row += 1) {
          for (let i = 0; i < stride; i += 1) {
            const at = offset + row * stride;
            const mirrored = at + stride - unit - (i - (i % unit)) + (i % unit);
            expect(bytes[mirrored]).toBe(before[at + i]);
          }
        }
      }
      for (const row of rows) row.reverse();
      expect(bytes).toEqual(before);
    }),
    { numRuns: 40 },
  );
});
