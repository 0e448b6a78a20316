import type { DecartSDKError } from "../errors";
import type { ServerMessage, ServerMessageOf } from "../protocol/server-messages";
import { advance, failAttempt, onServerError } from "./attempts";
import { applySettled } from "./calls";
import { finish } from "./closing";
import { pauseConnectTimeout, resumeConnectTimeout } from "./connect-timeout";
import { type Draft, effect, notify, setStatus, update, updateLink } from "./draft";
import { endedError, moderationError, serverError } from "./failure";
import { onAnswer } from "./recovery";
import { type Acknowledgement, acknowledge } from "./requests";
import { PASSTHROUGH } from "./scene";
import type { Link } from "./session-state";
import { statePhaseEnded } from "./timeline";

/** A message from the service, in an attempt or in a live session. */
export function onMessage(draft: Draft, message: ServerMessage): void {
  const attempt = draft.state.attempt;
  if (message.type === "queue_position") {
    pauseConnectTimeout(draft);
    return notify(draft, "queuePosition", { position: message.position, queueSize: message.queue_size });
  }
  resumeConnectTimeout(draft);
  updateLink(draft, { heardAt: draft.at });
  switch (message.type) {
    case "session_id":
      updateLink(draft, { session: { id: message.session_id, ip: message.server_ip, port: message.server_port } });
      return advance(draft);
    case "prompt_ack":
    case "set_image_ack":
      return onAcknowledgement(draft, message);
    case "answer":
      updateLink(draft, { answered: true });
      effect(draft, { type: "remote", attempt, message });
      return onAnswer(draft);
    case "offer":
    case "ice-candidate":
      return effect(draft, { type: "remote", attempt, message });
    case "generation_started":
      return onGenerating(draft);
    case "generation_tick":
      onGenerating(draft);
      // A new session's count begins when it takes over.
      return draft.state.phase === "live" || !draft.state.established ? onTick(draft, message.seconds) : undefined;
    case "generation_ended":
      return onEnded(draft, message);
    case "error":
      return onServerError(draft, serverError(message.error, draft.state.policy.deadToken));
  }
}

/** What the session before may still have to say while another one is built. */
export function onPreviousMessage(draft: Draft, message: ServerMessage): void {
  if (message.type === "generation_tick") onTick(draft, message.seconds);
  if (message.type === "generation_ended") onEnded(draft, message);
  if (message.type === "answer" || message.type === "ice-candidate") {
    const { previous } = draft.state;
    if (previous) effect(draft, { type: "remote", attempt: previous.attempt, message });
  }
}

function onTick(draft: Draft, seconds: number): void {
  update(draft, { generationSeconds: draft.state.earlierSeconds + seconds });
  notify(draft, "generationTick", { seconds });
}

function onEnded(draft: Draft, { seconds, reason }: ServerMessageOf<"generation_ended">): void {
  notify(draft, "generationEnded", { seconds, reason });
  finish(draft, endedError(reason));
}

function onAcknowledgement(draft: Draft, ack: Acknowledgement): void {
  const { link, requests } = draft.state;
  if (!link) return;
  if (link.acknowledged) return applySettled(draft, acknowledge(requests, ack));
  if (!answersFirstState(link, ack)) return;
  if (!ack.success) return onRefusal(draft, moderationError(ack.error));
  statePhaseEnded(draft);
  updateLink(draft, { acknowledged: true });
  advance(draft);
}

/** A new session refuses what the one before had accepted: it starts without, and the app is told. */
function onRefusal(draft: Draft, error: DecartSDKError): void {
  const { established, link } = draft.state;
  const { image_data, prompt } = { image_data: null, prompt: null, ...link?.sent };
  if (!established || (image_data === null && prompt === null)) return failAttempt(draft, error);
  update(draft, { scene: PASSTHROUGH });
  updateLink(draft, { sent: null });
  notify(draft, "error", error);
  advance(draft);
}

function answersFirstState({ sent }: Link, ack: Acknowledgement): boolean {
  return ack.type === "prompt_ack" ? sent?.type === "prompt" && sent.prompt === ack.prompt : sent?.type === "set_image";
}

function onGenerating(draft: Draft): void {
  updateLink(draft, { generating: true });
  if (draft.state.phase === "live") setStatus(draft, "generating");
}
