import type { DecartSDKError } from "../errors";
import { sendNextCall } from "./calls";
import { closeLink, closePrevious, finish } from "./closing";
import { resumeConnectTimeout } from "./connect-timeout";
import { type Draft, effect, notify, setStatus, stopTimers, update, updateLink } from "./draft";
import { newHealth } from "./health";
import { requeue } from "./requests";
import { sceneMessage } from "./scene";
import type { Link } from "./session-state";
import { attemptPhasesFailed, phaseEnded, reconnectEnded } from "./timeline";

/** How often a new connection is asked for its first frame, in milliseconds. */
const PICTURE_MS = 50;

/** Starts an attempt: the socket and the peer connection open in the same tick. */
export function beginAttempt(draft: Draft): void {
  const { state, at } = draft;
  const { policy, established } = state;
  const attempt = state.attempt + 1;
  const link: Link = {
    attempt,
    sequential: policy.sequential || state.objected,
    startedAt: at,
    socketOpen: false,
    stateSentAt: null,
    sent: null,
    acknowledged: policy.role === "viewer",
    outbox: [],
    offerSentAt: null,
    answered: false,
    mediaAt: null,
    pictured: !established,
    tracks: [],
    health: null,
    heardAt: at,
    session: null,
    generating: false,
  };
  stopTimers(draft, "retry");
  update(draft, { phase: "attempting", attempt, tries: state.tries + 1, link });
  effect(draft, { type: "open", attempt });
  if (established) effect(draft, { type: "startTimer", timer: "attempt", ms: policy.recovery.attemptMs });
}

/** Does what the facts of the attempt allow by now: send the state, send the offer behind it, go live. */
export function advance(draft: Draft): void {
  const { link, scene, policy, phase } = draft.state;
  if (!link?.socketOpen) return;
  if (!link.sent && scene && policy.role === "producer") {
    const message = sceneMessage(scene);
    effect(draft, { type: "send", attempt: link.attempt, message });
    updateLink(draft, { sent: message, stateSentAt: draft.at });
  }
  sendSignals(draft);
  if (phase !== "attempting" || !isReady(draft)) return;
  if (link.pictured) goLive(draft);
  else effect(draft, { type: "startTimer", timer: "picture", ms: PICTURE_MS });
}

function isReady({ state: { link, policy } }: Draft): boolean {
  return !!link?.acknowledged && link.mediaAt !== null && (link.session !== null || policy.role === "viewer");
}

/** A new connection stands: it takes over with its first frame, or when that has been waited for long enough. */
export function awaitPicture(draft: Draft): void {
  const { link, previous, policy } = draft.state;
  if (!link || link.mediaAt === null) return;
  if (draft.at - link.mediaAt >= policy.recovery.pictureMs) return pictureCame(draft);
  // The connection before is asked first, and as often: if both have a picture, it is the session still.
  if (previous?.socketOpen) effect(draft, { type: "sample", attempt: previous.attempt });
  effect(draft, { type: "sample", attempt: link.attempt }, { type: "startTimer", timer: "picture", ms: PICTURE_MS });
}

/** The first frame of a new connection is there. */
export function pictureCame(draft: Draft): void {
  updateLink(draft, { pictured: true });
  if (isReady(draft)) goLive(draft);
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
  const { link, established, objected, connectStartedAt, policy, requests, generationSeconds } = draft.state;
  if (!link) return;
  stopTimers(draft, "connect", "attempt", "picture");
  reconnectEnded(draft, { success: true });
  // The new picture is there before the old one goes.
  effect(draft, ...link.tracks.map((track) => ({ type: "attachTrack", track }) as const));
  closePrevious(draft);
  updateLink(draft, { health: newHealth(draft.at), tracks: [] });
  update(draft, {
    phase: "live",
    established: true,
    queued: false,
    liveAt: draft.at,
    // Attempts of the first connect are no attempts of a recovery.
    ...(!established && { tries: 0 }),
    error: null,
    session: link.session,
    earlierSeconds: generationSeconds,
    requests: established ? requeue(requests) : requests,
  });
  setStatus(draft, "connected");
  if (link.generating) setStatus(draft, "generating");
  if (objected) effect(draft, { type: "insistsOnOrder" });
  if (!established) {
    phaseEnded(draft, "total", connectStartedAt);
    effect(draft, { type: "connected" });
  }
  effect(draft, { type: "startTimer", timer: "sample", ms: policy.recovery.sampleMs });
  sendNextCall(draft);
}

/** An attempt has failed: the next one follows, unless no retry mends it or there have been enough. */
export function failAttempt(draft: Draft, error: DecartSDKError, objection = false): void {
  const { link, policy, established, keyRefused, offline } = draft.state;
  attemptPhasesFailed(draft, error);
  resumeConnectTimeout(draft);
  closeLink(draft, { success: false, error: error.reason ?? error.code });
  update(draft, { error });
  if (objection && error.retryable && !link?.sequential) {
    update(draft, { objected: true });
    return beginAttempt(draft);
  }
  if (error.code === "INVALID_API_KEY" && policy.freshKeys && !keyRefused) {
    update(draft, { keyRefused: true });
    return beginAttempt(draft);
  }
  // What fails for want of a network is nobody's fault, and costs no attempt.
  if (offline && established) update(draft, { tries: draft.state.tries - 1 });
  if (!error.retryable || isExhausted(draft)) finish(draft, error);
  else retryLater(draft);
}

function isExhausted({ state, at }: Draft): boolean {
  const { policy, tries, established, lostAt } = state;
  if (!established) return tries >= policy.connect.maxAttempts;
  if (!policy.reconnect) return true;
  return tries >= policy.reconnect.maxAttempts && at - lostAt >= policy.recovery.giveUpAfterMs;
}

/** Waits for the next attempt. */
export function retryLater(draft: Draft): void {
  const { policy, established, tries } = draft.state;
  const retry = (established && policy.reconnect) || policy.connect;
  update(draft, { phase: "waiting" });
  // Only a loss is answered at once, by `loseLink`.
  effect(draft, { type: "startRetryTimer", policy: retry, attempt: Math.max(tries + 1, 2) });
}

/** Keeps the tracks of a reconnect until they can take the place of the old ones. */
export function onTrack(draft: Draft, track: Link["tracks"][number]): void {
  const { link, established, phase } = draft.state;
  if (established && phase === "attempting") updateLink(draft, { tracks: [...(link?.tracks ?? []), track] });
  else effect(draft, { type: "attachTrack", track });
}

/** Media is connected: for the first time, or again. */
export function onMediaConnected(draft: Draft): void {
  const { link } = draft.state;
  if (!link) return;
  if (link.health) return updateLink(draft, { health: { ...link.health, interrupted: false } });
  if (link.mediaAt !== null) return;
  phaseEnded(draft, "webrtc-handshake", link.offerSentAt ?? link.startedAt);
  updateLink(draft, { mediaAt: draft.at });
  advance(draft);
}

/** An error before the answer decides about the attempt; later the session goes on until the socket closes. */
export function onServerError(draft: Draft, error: DecartSDKError): void {
  if (draft.state.phase === "attempting" && !draft.state.link?.answered) failAttempt(draft, error, true);
  else notify(draft, "error", error);
}
