/**
 * What the emulator paints into its pictures, and how to read it.
 *
 * @module @decartai/sdk/emulator/look
 */

// What a test needs to tell from pixels which state is in force. Imports nothing but itself: works in a page and in Node.
export { readLoudness } from "./look/loudness";
export { applyLook } from "./look/paint";
export type { I420Frame } from "./look/planes";
export { imageHash, LOOK_EFFECTS, type Look, type LookEffect, type LookState, lookOf } from "./look/scene-look";
export { type LookReading, type Pixels, readLook, readMark } from "./look/signs";
