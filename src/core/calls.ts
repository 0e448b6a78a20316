import type { DecartSDKError } from "../errors";
import { type Draft, effect, stopTimers, update } from "./draft";
import { nextCall, type Requests, type Settled } from "./requests";
import { applyToScene } from "./scene";

/** Sends the next call, if the session is live and none is in flight. */
export function sendNextCall(draft: Draft): void {
  const { phase, link } = draft.state;
  if (phase !== "live" || !link) return;
  const [requests, message] = nextCall(draft.state.requests);
  if (!message) return;
  update(draft, { requests });
  effect(draft, { type: "send", attempt: link.attempt, message });
}

/** Calls have come to their end: what was accepted is in force, and the next one can go. */
export function applySettled(draft: Draft, [requests, settled]: [Requests, Settled | null]): void {
  const { scene } = draft.state;
  update(draft, { requests });
  if (!settled) return;
  update(draft, { scene: scene && settled.accepted.reduce(applyToScene, scene) });
  settleCalls(draft, settled.ids, settled.error);
  sendNextCall(draft);
}

/** Ends calls of the app. */
export function settleCalls(draft: Draft, ids: readonly number[], error: DecartSDKError | null): void {
  stopTimers(draft, ...ids.map((id) => `call:${id}` as const));
  if (ids.length > 0) effect(draft, { type: "settle", ids, error });
}
