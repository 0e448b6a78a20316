import { readLook } from "@decartai/sdk/emulator/look";
import { pixels } from "../../test/browser/pages/session";

/** A frame that was shown, in milliseconds after the call of `connect`. */
export interface Shown {
  ms: number;
  width: number;
}

/** The first frame at all, and the first with the look, in milliseconds. */
export interface Styled {
  firstMs: number;
  styledMs: number;
  styled: { width: number; height: number };
}

/** Notes each frame that is shown; reads the pixels only until they have the look. */
export function watch(video: HTMLVideoElement, code: number, began: number) {
  const frames: Shown[] = [];
  let stopped = false;
  const styled = new Promise<Styled>((resolve) => {
    let there = false;
    function onFrame(_: number, { width, height }: VideoFrameCallbackMetadata) {
      // Before the pixels are read: that takes time of its own.
      const ms = performance.now() - began;
      if (stopped) return;
      video.requestVideoFrameCallback(onFrame);
      frames.push({ ms, width });
      if (there || readLook(pixels(video)).code !== code) return;
      there = true;
      resolve({ firstMs: frames[0]?.ms ?? ms, styledMs: ms, styled: { width, height } });
    }
    video.requestVideoFrameCallback(onFrame);
  });
  const stop = () => {
    stopped = true;
  };
  return { frames, styled, stop };
}
