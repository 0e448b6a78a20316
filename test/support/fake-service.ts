import { applyToScene, PASSTHROUGH, type Scene } from "../../src/core/scene";
import type { StateMessage } from "../../src/protocol/client-messages";
import type { FakeClock } from "./fake-clock";
import type { FakeSocket } from "./fake-platform";

/** What the service makes of one state change. */
export interface Verdict {
  /** `ignore`: it is lost, and never acknowledged. */
  answer: "accept" | "refuse" | "ignore";
  delayMs: number;
  /** Acknowledges twice. */
  twice: boolean;
}

/** What became of one state change. */
export interface Handled {
  message: StateMessage;
  verdict: Verdict;
}

/**
 * Plays a service behind a live session's socket: state changes are taken in order, each by the next verdict.
 * Acknowledgements of one kind keep their order; those of the two kinds may overtake one another.
 */
export function serveStates(socket: FakeSocket, clock: FakeClock, verdicts: Verdict[]) {
  const handled: Handled[] = [];
  const busyUntil = { prompt: 0, set_image: 0 };
  let scene: Scene = PASSTHROUGH;
  let seen = socket.sent.length;

  function take(message: StateMessage) {
    const verdict = verdicts[handled.length] ?? { answer: "accept", delayMs: 1, twice: false };
    handled.push({ message, verdict });
    if (verdict.answer === "ignore") return;
    const success = verdict.answer === "accept";
    if (success) scene = applyToScene(scene, message);
    const due = Math.max(busyUntil[message.type], clock.now() + verdict.delayMs);
    busyUntil[message.type] = due;
    const error = success ? null : `refused ${handled.length - 1}`;
    const ack =
      message.type === "prompt"
        ? { type: "prompt_ack", prompt: message.prompt, success, error }
        : { type: "set_image_ack", success, error };
    for (let times = verdict.twice ? 2 : 1; times > 0; times -= 1) {
      clock.after(due - clock.now(), () => socket.say(ack));
    }
  }

  return {
    handled,
    get scene() {
      return scene;
    },
    /** Takes what the client has sent since the last time. */
    poll() {
      for (; seen < socket.sent.length; seen += 1) {
        const message = socket.sent[seen];
        if (message?.type === "prompt" || message?.type === "set_image") take(message);
      }
    },
  };
}
