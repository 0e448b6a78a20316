import { type Draft, effect, update } from "./draft";

/** A place in the queue costs no time: the first connect's timer stands still, that of an attempt starts over. */
export function pauseConnectTimeout(draft: Draft): void {
  const { queued, established, connectLeftMs, connectResumedAt, phase, policy } = draft.state;
  if (established && phase === "attempting") {
    effect(draft, { type: "startTimer", timer: "attempt", ms: policy.recovery.attemptMs });
  }
  if (queued || established) return;
  update(draft, { queued: true, connectLeftMs: connectLeftMs - (draft.at - connectResumedAt) });
  effect(draft, { type: "stopTimer", timer: "connect" });
}

/** The queue is over, or the attempt in it. */
export function resumeConnectTimeout(draft: Draft): void {
  if (!draft.state.queued) return;
  update(draft, { queued: false, connectResumedAt: draft.at });
  effect(draft, { type: "startTimer", timer: "connect", ms: draft.state.connectLeftMs });
}
