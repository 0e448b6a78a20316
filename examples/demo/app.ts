import type { RealTimeClient } from "@decartai/sdk";
import { element } from "./dom";
import { nextFrame } from "./frames";
import { createInput } from "./input";
import type { Wish } from "./look";
import { createModelPicker } from "./model-picker";
import { createPromptBox } from "./prompt-box";
import { createReferenceImage } from "./reference-image";
import { changeSession, findService, openSession } from "./service";
import { createTimeline } from "./timeline";
import { createScreen, createStatusBar, isBusy, type PageState } from "./view";
import { isCameraError, wordsFor } from "./words";

/** One press of Start, from the click to the end of the session. */
export interface Run {
  readonly controller: AbortController;
  /** What the service was asked for last, acknowledged or not yet. */
  wanted: Wish;
  /** What it has acknowledged last. */
  inForce: Wish;
  session?: RealTimeClient;
}

/** A run that has been connected. */
export interface Started {
  session: RealTimeClient;
  /** When connect was called, on the clock of `performance.now()`. */
  calledAt: number;
  connectMs: number;
}

/** The page as a whole: what Start, Stop and a changed prompt do. */
export function createApp() {
  const model = createModelPicker(() => input.preview());
  const input = createInput(model.read, () => {
    const session = run?.session;
    return session && ((track) => session.replaceVideoTrack(track));
  });
  const output = createScreen("output");
  const bar = createStatusBar();
  const stats = element("stats", "decart-stats");
  const timeline = createTimeline(element("timeline", "div"), element("timeline-total", "small"));
  const image = createReferenceImage(change, (name) =>
    prompt.say("bad", `${name} is no image. Choose a PNG, JPEG or WebP file.`),
  );
  const prompt = createPromptBox(() => (run ? change() : start().catch(() => {})), change);
  let run: Run | undefined;

  const wish = (): Wish => ({ ...prompt.read(), image: image.read() });

  async function start(): Promise<Started> {
    run?.controller.abort();
    const wanted = wish();
    const mine: Run = { controller: new AbortController(), wanted, inForce: wanted };
    run = mine;
    const { signal } = mine.controller;
    input.tell(null);
    output.tell(null);
    output.show(null);
    timeline.clear();
    setState("connecting");
    prompt.say("wait", "Goes out with the connection: the first frame has it already.");
    try {
      const service = await findService();
      const stream = await input.open(signal);
      const calledAt = performance.now();
      nextFrame(output.video, signal).then(
        (at) => timeline.firstFrame(at - calledAt),
        () => {},
      );
      const session = await openSession(
        service,
        stream,
        { model: model.read().name, wish: wanted, signal },
        {
          onRemoteStream: output.show,
          onState: (state) => run === mine && follow(state),
          onSeconds: bar.setSeconds,
          onPhase: timeline.add,
          // Also after the state: the error says why the session is over.
          onError: (error) => (run ?? mine) === mine && report(error),
        },
      );
      const connectMs = performance.now() - calledAt;
      mine.session = session;
      stats.session = session;
      signal.addEventListener("abort", () => session.disconnect());
      bar.setSession(session.sessionId);
      setState(session.getConnectionState());
      prompt.say("good", inForceWords(wanted));
      if (mine.wanted !== wanted) change();
      return { session, calledAt, connectMs };
    } catch (error) {
      if (run === mine && !signal.aborted) fail(error);
      throw error;
    }
  }

  /** Sends what the page says now to the running session. */
  async function change(): Promise<void> {
    const mine = run;
    if (!mine) return prompt.say("quiet", "Press Start, or Enter in the prompt, to see it.");
    const next = wish();
    mine.wanted = next;
    // While connecting, start() sends it as soon as there is a session.
    if (!mine.session) return prompt.say("wait", "Goes out as soon as the connection is there.");
    const sentAt = performance.now();
    prompt.say("wait", "Sent. Waiting for the service to acknowledge it…");
    try {
      await changeSession(mine.session, next, mine.inForce);
      mine.inForce = next;
      const ms = Math.round(performance.now() - sentAt);
      if (isLatest()) prompt.say("good", `Acknowledged in ${ms} ms. ${inForceWords(next)}`);
    } catch (error) {
      if (!isLatest()) return;
      prompt.say("bad", `${wordsFor(error).text} Still ${lowered(inForceWords(mine.inForce))}`);
      image.show(mine.inForce.image);
      mine.wanted = mine.inForce;
    }
    // Two changes in a row: only the later one's outcome is told.
    function isLatest() {
      return run === mine && mine?.wanted === next;
    }
  }

  /** Ends the session or its connecting, as the user wished. */
  function stop(): void {
    run?.controller.abort();
    close();
    setState("idle");
    prompt.say("quiet", "Stopped. Press Start for a new session.");
  }

  function follow(state: PageState): void {
    if (state === "reconnecting") timeline.clear();
    if (state === "disconnected") {
      close();
      prompt.say("quiet", "The session is over. Press Start for a new one.");
    } else bar.setSession(run?.session?.sessionId ?? null);
    setState(state);
  }

  /** Clears what belonged to the session; what went wrong, if anything, stays to be read. */
  function close(): void {
    run = undefined;
    output.show(null);
    input.close();
    bar.setSession(null);
    bar.setSeconds(null);
  }

  function fail(error: unknown): void {
    close();
    setState("failed");
    prompt.say("quiet", "");
    if (!isCameraError(error)) return report(error);
    input.tell(wordsFor(error), [
      {
        label: "Use the test pattern",
        run: () =>
          input
            .choose("pattern")
            .then(start)
            .catch(() => {}),
      },
      { label: "Try again", run: () => start().catch(() => {}) },
    ]);
  }

  function report(error: unknown): void {
    output.tell(wordsFor(error), [
      { label: "Start again", run: () => start().catch(() => {}) },
      { label: "Dismiss", run: () => output.tell(null) },
    ]);
  }

  function setState(state: PageState): void {
    bar.setState(state);
    prompt.setRunning(isBusy(state));
  }

  setState("idle");
  prompt.say("quiet", "Press Start, or Enter in the prompt, to see it.");
  return {
    start,
    stop,
    isRunning: () => run !== undefined,
    wish,
    inForce: () => run?.inForce,
    input,
    output,
    model,
    prompt,
  };
}

export type App = ReturnType<typeof createApp>;

const lowered = (text: string) => text[0]?.toLowerCase() + text.slice(1);

function inForceWords({ prompt, enhance, image }: Wish): string {
  if (!prompt) return image ? "In force: the image alone." : "In force: nothing, the camera comes back as it is.";
  return `In force: \u201c${prompt}\u201d${enhance ? ", enhanced" : ""}${image ? ", with the image" : ""}.`;
}
