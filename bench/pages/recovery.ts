// What a user sees of a fault, in either client, by the same lines.
import { readLook } from "@decartai/sdk/emulator/look";
import { nextFrame, pixels } from "../../test/browser/pages/session";
import { current } from "./clients";

export * from "./clients";

/** A picture that comes back for a moment only hasn't come back. */
const STAYS_FRAMES = 20;
/** Between two frames of a picture that moves; a new connection may be there sooner than its loss is told. */
const PAUSE_MS = 150;

/** A picture that stands still for so long again hadn't come back yet. */
const STOPS_MS = 500;

/** What came back, in milliseconds after the end of the fault; null for what did not. */
export interface ComeBack {
  movingMs: number | null;
  /** With the look of the prompt that was set last. */
  styledMs: number | null;
  /** The longest time without a new frame, the fault included. */
  stillMs: number;
}

let lost = false;
let markedAt = 0;
let lastAt = 0;
let stillMs = 0;
let watching = 0;
let rejections = 0;

addEventListener("unhandledrejection", (event) => {
  rejections += 1;
  // Of a client that is compared, it is counted and no more.
  event.preventDefault();
});

/** The fault begins. */
export function mark() {
  const { session, video } = current();
  const mine = ++watching;
  lost = false;
  stillMs = 0;
  markedAt = lastAt = performance.now();
  rejections = 0;
  session.on("connectionChange", (state) => {
    if (state !== "connected" && state !== "generating") lost = true;
  });
  function onFrame(now: number) {
    if (mine !== watching) return;
    video.requestVideoFrameCallback(onFrame);
    if (now - lastAt > PAUSE_MS) lost = true;
    stillMs = Math.max(stillMs, now - lastAt);
    lastAt = now;
  }
  video.requestVideoFrameCallback(onFrame);
}

/** What is to be known of a fault. */
export interface Ended {
  /** It is over as soon as it begins, which is when it was marked. */
  atOnce: boolean;
  /** It stops the picture: frames that were on their way are none that have come back. */
  stops: boolean;
}

/**
 * The fault has ended: waits until the picture moves, and goes on moving, and shows the look; gives up after `limitMs`.
 */
export async function comeBack(
  code: number,
  { atOnce, stops }: Ended,
  limitMs: number,
): Promise<ComeBack & { rejections: number }> {
  const { session, video } = current();
  const ended = atOnce ? markedAt : performance.now();
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), limitMs));
  let movingMs: number | null = null;
  let styledMs: number | null = null;
  let frames = 0;
  let before = 0;
  for (;;) {
    const frame = await Promise.race([nextFrame(video), late]);
    if (!frame) break;
    const ms = performance.now() - ended;
    const gone = (stops && !lost) || !session.isConnected();
    if (gone || ms - before > STOPS_MS) {
      frames = 0;
      movingMs = styledMs = null;
    }
    before = ms;
    if (gone) continue;
    movingMs ??= ms;
    if (styledMs === null && readLook(pixels(video)).code === code) styledMs = ms;
    frames += 1;
    if (frames >= STAYS_FRAMES && styledMs !== null) break;
  }
  watching += 1;
  stillMs = Math.max(stillMs, performance.now() - lastAt);
  // A look in a picture that didn't stay hasn't come back either.
  return {
    ...(frames >= STAYS_FRAMES ? { movingMs, styledMs } : { movingMs: null, styledMs: null }),
    stillMs,
    rejections,
  };
}
