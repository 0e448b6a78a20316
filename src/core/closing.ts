import { isDecartSDKError } from "../errors";
import { settleCalls } from "./calls";
import { type Draft, effect, notify, setStatus, stopTimers, update } from "./draft";
import { disconnectedError } from "./failure";
import { openIds } from "./requests";
import { phaseEnded, reconnectEnded } from "./timeline";

/** Closes the current attempt or connection. Of an attempt that follows a loss the app is told what came of it. */
export function closeLink(draft: Draft, outcome: Parameters<typeof reconnectEnded>[1] = { success: false }): void {
  const { link } = draft.state;
  if (!link) return;
  reconnectEnded(draft, outcome);
  stopTimers(draft, "attempt", "picture", "answer", "media");
  effect(draft, { type: "close", attempt: link.attempt });
  update(draft, { link: null });
}

/** Closes the connection before, picture and all. */
export function closePrevious(draft: Draft): void {
  const { previous } = draft.state;
  if (!previous) return;
  effect(draft, { type: "close", attempt: previous.attempt });
  update(draft, { previous: null });
}

/** The end, for good. An error is what the connect rejects with, or what the app is told. */
export function finish(draft: Draft, error: unknown): void {
  const failure = isDecartSDKError(error) ? error : null;
  const { established, requests, connectStartedAt, phase } = draft.state;
  closeLink(draft);
  closePrevious(draft);
  stopTimers(draft, "connect", "retry", "sample");
  settleCalls(draft, openIds(requests), disconnectedError());
  update(draft, { phase: "closed", requests: { ...requests, inFlight: null, waiting: [] }, error: failure });
  setStatus(draft, "disconnected");
  if (established) {
    if (failure) notify(draft, "error", failure);
  } else if (phase !== "idle") {
    phaseEnded(draft, "total", connectStartedAt, error);
    effect(draft, { type: "connectFailed", error });
  }
  effect(draft, { type: "ended" });
}
