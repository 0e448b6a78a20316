import type { App } from "./app";
import { pngOf, watchFrames } from "./frames";
import { codeIn, codeOf } from "./look";

/** What `npm run demo -- --headless` drives the page with: the same code as the buttons. */
export interface Demo {
  /** Starts a session. `firstFrameMs` is from the call of connect to the first decoded frame with the prompt's look. */
  start(options?: {
    model?: string;
    prompt?: string;
  }): Promise<{ connectMs: number; firstFrameMs: number; sessionId: string | null }>;
  /** Counts the frames of the output, and reads its look from the pixels all the while. */
  measure(seconds: number): Promise<Measurement>;
  /** A PNG file of what a video shows, as a `data:` URL. */
  snapshot(which: "input" | "output"): Promise<string>;
}

export interface Measurement {
  frames: number;
  fps: number;
  width: number;
  height: number;
  /** The look of the acknowledged prompt was read from every sample, and there was one. */
  lookMatches: boolean;
}

declare global {
  interface Window {
    demo: Demo;
  }
}

/** How long a frame with the prompt's look may take; a session that shows none by then is of no use. */
const FIRST_LOOK_MS = 20_000;
const SAMPLE_MS = 250;

export function installDriver(app: App): void {
  const { input, output } = app;
  window.demo = {
    async start({ model, prompt } = {}) {
      if (app.isRunning()) app.stop();
      if (model !== undefined) app.model.choose(model);
      if (prompt !== undefined) app.prompt.write(prompt);
      const expected = await codeOf(app.wish());
      const watch = lookSeen(output.video, expected);
      try {
        const { session, calledAt, connectMs } = await app.start();
        const seenAt = await watch.seen;
        return { connectMs, firstFrameMs: seenAt - calledAt, sessionId: session.sessionId };
      } finally {
        watch.stop();
      }
    },
    async measure(seconds) {
      const inForce = app.inForce();
      if (!inForce) throw new Error("There is no session to measure: call demo.start() first.");
      const expected = await codeOf(inForce);
      const samples: boolean[] = [];
      const sampler = setInterval(() => samples.push(codeIn(output.video) === expected), SAMPLE_MS);
      const before = decodedFrames(output.video);
      const startedAt = performance.now();
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      clearInterval(sampler);
      const frames = decodedFrames(output.video) - before;
      return {
        frames,
        fps: (frames * 1000) / (performance.now() - startedAt),
        width: output.video.videoWidth,
        height: output.video.videoHeight,
        lookMatches: samples.length > 0 && samples.every(Boolean),
      };
    },
    snapshot: async (which) => pngOf(which === "input" ? input.video : output.video),
  };
}

/** When the first frame with a look is decoded, on the clock of `performance.now()`. */
function lookSeen(video: HTMLVideoElement, code: number) {
  let stop = () => {};
  const seen = new Promise<number>((resolve, reject) => {
    const unwatch = watchFrames(video, ({ at }) => codeIn(video) === code && resolve(at));
    const timer = setTimeout(
      () => reject(new Error(`No frame with the look of the prompt came within ${FIRST_LOOK_MS / 1000} s.`)),
      FIRST_LOOK_MS,
    );
    stop = () => {
      unwatch();
      clearTimeout(timer);
    };
  });
  // Nobody waits for it when the connect fails.
  seen.catch(() => {});
  return { seen, stop };
}

const decodedFrames = (video: HTMLVideoElement): number => video.getVideoPlaybackQuality().totalVideoFrames;
