import { type DecartSDKError, WebRTCError } from "../errors";
import { beginAttempt, pictureCame, retryLater } from "./attempts";
import { sendNextCall } from "./calls";
import { closeLink, closePrevious, finish } from "./closing";
import { type Draft, effect, notify, setStatus, stopTimers, update, updateLink } from "./draft";
import { type Ailment, ailmentOf, endsSilence, hasRevived, isSilent, newHealth, observe } from "./health";
import { requeue } from "./requests";
import type { Link, SessionEventOf } from "./session-state";
import type { Vitals } from "./vitals";

/** How often the counters of a connection are read that may come back, in milliseconds: it is noticed early. */
const RETURN_SAMPLE_MS = 250;

const lost = (message: string) => new WebRTCError("WEBRTC_ICE_ERROR", message);

/** A reading of the live connection: from here on the ladder is climbed, or left. */
export function onVitals(draft: Draft, { vitals }: SessionEventOf<"vitals">): void {
  const { link, phase } = draft.state;
  if (!link) return;
  if (phase === "attempting") {
    if (vitals.frames > 0) pictureCame(draft);
    return;
  }
  if (!link.health) return;
  refreshAfterSilence(draft, link, vitals);
  updateLink(draft, { health: observe(link.health, vitals, draft.at) });
  check(draft);
}

/** After a gap the service can make nothing of our frames: without a key frame it would ask for one seconds later. */
function refreshAfterSilence(draft: Draft, { attempt, health }: Link, vitals: Vitals): void {
  if (health && endsSilence(health, vitals, draft.at, draft.state.policy.recovery.silenceMs))
    effect(draft, { type: "refresh", attempt });
}

/** ICE has lost its path: it may find another by itself. */
export function onInterrupted(draft: Draft): void {
  const { link } = draft.state;
  if (!link?.health) return;
  updateLink(draft, { health: { ...link.health, interrupted: true } });
  check(draft);
}

/** Doubts the connection, restarts ICE when the doubt lasts, and forgets both when media flows. */
export function check(draft: Draft): void {
  const { link, policy } = draft.state;
  const health = link?.health;
  if (!link || !health) return;
  const { silenceMs, restartAfterMs } = policy.recovery;
  const reason = ailmentOf(health, draft.at, silenceMs);
  if (!reason) {
    if (health.suspectAt === null) return;
    stopTimers(draft, "answer", "media");
    return updateLink(draft, { health: { ...health, suspectAt: null, restarting: false } });
  }
  if (health.suspectAt === null) {
    updateLink(draft, { health: { ...health, suspectAt: draft.at } });
    return notify(draft, "diagnostic", {
      name: "connectionSuspect",
      data: { reason, socketSilentMs: draft.at - link.heardAt },
    });
  }
  if (!health.restarting && draft.at - health.suspectAt >= restartAfterMs) restartIce(draft, reason);
}

/** Looks for another path in the same session. */
export function restartIce(draft: Draft, reason: Ailment | "failed"): void {
  const { link, policy } = draft.state;
  if (!link?.health || link.health.restarting) return;
  const suspectAt = link.health.suspectAt ?? draft.at;
  updateLink(draft, { health: { ...link.health, suspectAt, restarting: true } });
  notify(draft, "diagnostic", { name: "iceRestart", data: { reason } });
  effect(
    draft,
    { type: "restartIce", attempt: link.attempt },
    { type: "startTimer", timer: "answer", ms: policy.recovery.answerMs },
  );
}

/** The service has answered: to a restart, media has to follow. */
export function onAnswer(draft: Draft): void {
  const { link, policy } = draft.state;
  if (!link?.health?.restarting) return;
  stopTimers(draft, "answer");
  effect(draft, { type: "startTimer", timer: "media", ms: policy.recovery.mediaMs });
}

/** The service doesn't answer the restart, or no media follows it. */
export function onRestartFailed(draft: Draft): void {
  loseLink(draft, lost("The connection was lost, and no other path was found."));
}

/** A live session was lost. Its picture stays while another one is built, and it may come back itself. */
export function loseLink(draft: Draft, error: DecartSDKError): void {
  const { state, at } = draft;
  const { policy, link } = state;
  if (!error.retryable || !policy.reconnect) return finish(draft, error);
  const lasted = at - state.liveAt >= policy.recovery.minUptimeMs;
  stopTimers(draft, "answer", "media");
  update(draft, {
    error,
    link: null,
    previous: link,
    keyRefused: false,
    // A session that never lasts must not be tried again at once for ever.
    ...(lasted && { tries: 0 }),
    ...((lasted || state.tries === 0) && { lostAt: at }),
  });
  setStatus(draft, "reconnecting");
  if (draft.state.tries === 0) beginAttempt(draft);
  else retryLater(draft);
}

/** A reading of the connection before: if its media is back, it is the session still. */
export function onPreviousVitals(draft: Draft, { vitals }: SessionEventOf<"vitals">): void {
  const { previous } = draft.state;
  if (!previous?.health || !previous.socketOpen) return;
  refreshAfterSilence(draft, previous, vitals);
  if (!hasRevived(previous.health, vitals)) {
    const { bytes } = vitals;
    const bytesAt = bytes > previous.health.bytes ? draft.at : previous.health.bytesAt;
    return update(draft, { previous: { ...previous, health: { ...previous.health, bytes, bytesAt } } });
  }
  closeLink(draft, { success: true, kept: true });
  stopTimers(draft, "retry");
  update(draft, {
    phase: "live",
    link: { ...previous, health: { ...newHealth(draft.at), ...vitals } },
    previous: null,
    liveAt: draft.at,
    error: null,
    requests: requeue(draft.state.requests),
  });
  setStatus(draft, "connected");
  if (previous.generating) setStatus(draft, "generating");
  sendNextCall(draft);
}

/** Time to read the counters: of the connection before while there is one, else of the live one. */
export function onSampleDue(draft: Draft): void {
  const { link, previous, phase, policy } = draft.state;
  const live = phase === "live" ? link : null;
  // Without its socket it is a session no more.
  const sampled = previous ? previous.socketOpen && previous : live;
  if (sampled) effect(draft, { type: "sample", attempt: sampled.attempt });
  const { sampleMs, silenceMs } = policy.recovery;
  const mayReturn = sampled && (previous || (sampled.health && isSilent(sampled.health, draft.at, silenceMs)));
  const ms = mayReturn ? Math.min(RETURN_SAMPLE_MS, sampleMs) : sampleMs;
  effect(draft, { type: "startTimer", timer: "sample", ms });
}

/** The network is back: what waits for it goes on at once. */
export function onOnline(draft: Draft): void {
  const { phase, established, link, away } = draft.state;
  update(draft, { offline: false });
  if (!established || away) return;
  if (phase === "waiting") return beginAttempt(draft);
  if (phase === "attempting" && !link?.socketOpen) {
    // It was started without a network, and would only find that out late.
    closeLink(draft);
    update(draft, { tries: Math.max(draft.state.tries - 1, 0) });
    return beginAttempt(draft);
  }
  if (phase !== "live") return;
  if (link?.health?.suspectAt != null) restartIce(draft, "interrupted");
  else onSampleDue(draft);
}

/** The page is put away: a session that nobody sees must not be billed, and an open one would keep it from coming back. */
export function onAway(draft: Draft): void {
  const { established, policy } = draft.state;
  if (!established) return;
  if (!policy.reconnect) return finish(draft, null);
  closeLink(draft);
  closePrevious(draft);
  stopTimers(draft, "retry", "sample");
  update(draft, { phase: "waiting", away: true });
  setStatus(draft, "reconnecting");
}

/** The page is shown again. */
export function onBack(draft: Draft): void {
  if (!draft.state.away) return;
  update(draft, { away: false, tries: 0, lostAt: draft.at });
  beginAttempt(draft);
  effect(draft, { type: "startTimer", timer: "sample", ms: draft.state.policy.recovery.sampleMs });
}

/** The app wants a new connection now. */
export function onReconnectNow(draft: Draft): void {
  const { phase, established, away, policy } = draft.state;
  if (!established || away || !policy.reconnect) return;
  update(draft, { tries: 0 });
  if (phase === "live") {
    // Its media flows: without this it would be taken for one that has come back.
    updateLink(draft, { socketOpen: false });
    loseLink(draft, lost("The app has asked for a new connection."));
  } else if (phase === "waiting") beginAttempt(draft);
}
