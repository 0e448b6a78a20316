import { applyLook, type I420Frame, type Look } from "./look";
import { loudnessOf } from "./look/loudness";
import { drawExpression, drawPortrait } from "./look/portrait";
import type { AudioChunk } from "./stack";

/** What an avatar is made of. */
export interface AvatarOptions {
  /** Size and rate of its video: those of the model. */
  width: number;
  height: number;
  fps: number;
  /** The look in force and its image, asked for each frame. */
  look(): Look;
  image(): string | null;
  /** Whether frames are wanted now. */
  flows(): boolean;
  onFrame(frame: I420Frame, loudness: number): void;
}

/** A portrait that moves to sound, on a clock of its own: nothing comes in that would set the pace. */
export interface Avatar {
  hear(chunk: AudioChunk): void;
  stop(): void;
}

/** Chunks of 10 ms whose loudness counts: fewer would flicker with the waves of a low voice. */
const HEARD_CHUNKS = 8;
/** The eyes are closed for 4 frames in 90. */
const BLINK = { every: 90, frames: 4 };

/** Starts the clock. */
export function createAvatar({ width, height, fps, look, image, flows, onFrame }: AvatarOptions): Avatar {
  const heard: { squares: number; count: number }[] = [];
  const startedAt = performance.now();
  let drawn: { frame: I420Frame; look: Look } | undefined;
  let frames = 0;
  let timer = setTimeout(tick, 0);

  function rms(): number {
    const squares = heard.reduce((sum, chunk) => sum + chunk.squares, 0);
    const count = heard.reduce((sum, chunk) => sum + chunk.count, 0);
    return count > 0 ? Math.sqrt(squares / count) / 32768 : 0;
  }

  function portrait(): I420Frame {
    const current = look();
    if (drawn?.look !== current) {
      drawn = { look: current, frame: drawPortrait(width, height, image()) };
      applyLook(drawn.frame, current);
    }
    // A copy: the stack may still be encoding the one before.
    return { width, height, data: drawn.frame.data.slice() };
  }

  function tick(): void {
    const elapsed = performance.now() - startedAt;
    // Frames that a stall took are lost, and a timer that fires early makes none twice.
    frames = Math.max(frames + 1, Math.floor((elapsed * fps) / 1000));
    // From the start and not from the last frame: lateness must not add up.
    timer = setTimeout(tick, ((frames + 1) * 1000) / fps - elapsed);
    if (!flows()) return;
    const frame = portrait();
    const loudness = loudnessOf(rms());
    drawExpression(frame, { loudness, eyesClosed: frames % BLINK.every < BLINK.frames });
    onFrame(frame, loudness);
  }

  return {
    hear({ samples }) {
      heard.push({ squares: samples.reduce((sum, sample) => sum + sample * sample, 0), count: samples.length });
      if (heard.length > HEARD_CHUNKS) heard.shift();
    },
    stop: () => clearTimeout(timer),
  };
}
