/** @typedef {import("./ffmpeg.mjs").Frame} Frame */

/**
 * A frame in another size; the same one where it has that size already.
 *
 * @param {Frame} frame
 * @param {number} width even, as the height
 * @param {number} height
 * @returns {Frame}
 */
export function fit(frame, width, height) {
  if (frame.width === width && frame.height === height) return frame;
  const data = new Uint8Array((width * height * 3) / 2);
  let from = 0;
  let to = 0;
  // Luma, and two planes of colour at half the size.
  for (const part of [1, 2, 2]) {
    const source = { width: Math.ceil(frame.width / part), height: Math.ceil(frame.height / part) };
    const target = { width: width / part, height: height / part };
    const [size, newSize] = [source.width * source.height, target.width * target.height];
    scale(frame.data.subarray(from, from + size), source, data.subarray(to, to + newSize), target);
    from += size;
    to += newSize;
  }
  return { width, height, data };
}

/**
 * Scales one plane, linearly between the middles of its pixels.
 *
 * @typedef {{ width: number, height: number }} Size
 * @param {Uint8Array} source
 * @param {Size} size
 * @param {Uint8Array} target
 * @param {Size} newSize
 */
function scale(source, size, target, newSize) {
  const columns = neighbours(size.width, newSize.width);
  const rows = neighbours(size.height, newSize.height);
  let i = 0;
  for (const [top, bottom, down] of rows) {
    const [above, below] = [top * size.width, bottom * size.width];
    for (const [left, right, across] of columns) {
      const upper = at(source, above + left) * (1 - across) + at(source, above + right) * across;
      const lower = at(source, below + left) * (1 - across) + at(source, below + right) * across;
      target[i++] = upper * (1 - down) + lower * down + 0.5;
    }
  }
}

/** @param {Uint8Array} plane @param {number} index */
const at = (plane, index) => /** @type {number} */ (plane[index]);

/**
 * For each place of a new row: the two old ones that it lies between, and how far it is from the first.
 *
 * @param {number} length
 * @param {number} newLength
 * @returns {[number, number, number][]}
 */
function neighbours(length, newLength) {
  return Array.from({ length: newLength }, (_, index) => {
    const place = Math.max(((index + 0.5) * length) / newLength - 0.5, 0);
    const first = Math.floor(place);
    return [first, Math.min(first + 1, length - 1), place - first];
  });
}
