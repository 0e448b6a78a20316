import { type DecartSDKError, isDecartSDKError } from "../errors";
import { resumeConnectTimeout } from "./connect-timeout";
import { type Draft, effect, notify, setStatus, update, updateLink } from "./draft";
import { disconnectedError } from "./failure";
import { nextCall, openIds, type Requests, requeue, type Settled } from "./requests";
import { applyToScene, sceneMessage } from "./scene";
import type { TimerName } from "./session-state";
import { attemptPhasesFailed, phaseEnded } from "./timeline";

/** Starts an attempt: the socket and the peer connection open in the same tick. */
export function beginAttempt(draft: Draft, sequential = draft.state.policy.sequential || draft.state.objected): void {
  const { state, at } = draft;
  const attempt = state.attempt + 1;
  update(draft, {
    phase: "attempting",
    attempt,
    tries: state.tries + 1,
    link: {
      attempt,
      sequential,
      startedAt: at,
      socketOpen: false,
      stateSentAt: null,
      sent: null,
      acknowledged: state.policy.role === "viewer",
      outbox: [],
      offerSentAt: null,
      answered: false,
      mediaConnected: false,
      session: null,
      generating: false,
    },
  });
  effect(draft, { type: "open", attempt });
  if (state.established) {
    effect(draft, { type: "startTimer", timer: "attempt", ms: state.policy.attemptTimeoutMs });
  }
}

/** Does what the facts of the attempt allow by now: send the state, send the offer behind it, go live. */
export function advance(draft: Draft): void {
  const { link, scene, policy } = draft.state;
  if (!link?.socketOpen) return;
  const { attempt } = link;
  if (!link.sent && scene && policy.role === "producer") {
    const message = sceneMessage(scene);
    effect(draft, { type: "send", attempt, message });
    updateLink(draft, { sent: message, stateSentAt: draft.at });
  }
  sendSignals(draft);
  const now = draft.state.link;
  if (draft.state.phase === "attempting" && now?.acknowledged && now.mediaConnected) {
    if (now.session || policy.role === "viewer") goLive(draft);
  }
}

function sendSignals(draft: Draft): void {
  const { link, policy } = draft.state;
  if (!link || link.outbox.length === 0) return;
  const stateIsAhead = policy.role === "viewer" || (link.sequential ? link.acknowledged : link.sent);
  if (!stateIsAhead) return;
  for (const message of link.outbox) effect(draft, { type: "send", attempt: link.attempt, message });
  updateLink(draft, { outbox: [], offerSentAt: link.offerSentAt ?? draft.at });
}

function goLive(draft: Draft): void {
  const { link, established, objected, connectStartedAt } = draft.state;
  if (!link) return;
  stopTimers(draft, "connect", "attempt");
  update(draft, {
    phase: "live",
    established: true,
    queued: false,
    tries: 0,
    error: null,
    session: link.session,
  });
  setStatus(draft, "connected");
  if (link.generating) setStatus(draft, "generating");
  if (objected) effect(draft, { type: "insistsOnOrder" });
  if (!established) {
    phaseEnded(draft, "total", connectStartedAt);
    effect(draft, { type: "connected" });
  }
  sendNextCall(draft);
}

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

function settleCalls(draft: Draft, ids: readonly number[], error: DecartSDKError | null): void {
  stopTimers(draft, ...ids.map((id) => `call:${id}` as const));
  if (ids.length > 0) effect(draft, { type: "settle", ids, error });
}

/** An attempt has failed: the next one follows, unless no retry mends it or there have been enough. */
export function failAttempt(draft: Draft, error: DecartSDKError, objection = false): void {
  const { state } = draft;
  const { link, policy } = state;
  attemptPhasesFailed(draft, error);
  resumeConnectTimeout(draft);
  closeLink(draft);
  update(draft, { error });
  if (objection && error.retryable && !link?.sequential) {
    update(draft, { objected: true });
    return beginAttempt(draft);
  }
  if (error.code === "INVALID_API_KEY" && policy.freshKeys && !state.keyRefused) {
    update(draft, { keyRefused: true });
    return beginAttempt(draft);
  }
  const retry = state.established ? policy.reconnect : policy.connect;
  if (!error.retryable || !retry || state.tries >= retry.maxAttempts) return finish(draft, error);
  update(draft, { phase: "waiting" });
  effect(draft, { type: "startRetryTimer", policy: retry, attempt: state.tries + 1 });
}

/** A live session was lost: what it was is kept, and a new one is given the same. */
export function loseLink(draft: Draft, error: DecartSDKError): void {
  const { state } = draft;
  closeLink(draft);
  if (!error.retryable || !state.policy.reconnect) return finish(draft, error);
  update(draft, {
    error,
    tries: 0,
    keyRefused: false,
    earlierSeconds: state.generationSeconds,
    requests: requeue(state.requests),
  });
  setStatus(draft, "reconnecting");
  beginAttempt(draft);
}

/** The end, for good. An error is what the connect rejects with, or what the app is told. */
export function finish(draft: Draft, error: unknown): void {
  const failure = isDecartSDKError(error) ? error : null;
  const { established, requests, connectStartedAt, phase } = draft.state;
  closeLink(draft);
  stopTimers(draft, "connect", "attempt", "retry");
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

function closeLink(draft: Draft): void {
  const { link } = draft.state;
  if (!link) return;
  stopTimers(draft, "attempt");
  effect(draft, { type: "close", attempt: link.attempt });
  update(draft, { link: null });
}

function stopTimers(draft: Draft, ...timers: TimerName[]): void {
  effect(draft, ...timers.map((timer) => ({ type: "stopTimer", timer }) as const));
}
