import type { ServerMessage } from "../protocol/server-messages";
import { advance, applySettled, failAttempt, finish } from "./attempts";
import { pauseConnectTimeout, resumeConnectTimeout } from "./connect-timeout";
import { type Draft, effect, notify, setStatus, update, updateLink } from "./draft";
import { endedError, moderationError, serverError } from "./failure";
import { type Acknowledgement, acknowledge } from "./requests";
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
  switch (message.type) {
    case "session_id":
      updateLink(draft, { session: { id: message.session_id, ip: message.server_ip, port: message.server_port } });
      return advance(draft);
    case "prompt_ack":
    case "set_image_ack":
      return onAcknowledgement(draft, message);
    case "answer":
      updateLink(draft, { answered: true });
      return effect(draft, { type: "remote", attempt, message });
    case "ice-candidate":
      return effect(draft, { type: "remote", attempt, message });
    case "generation_started":
      return onGenerating(draft);
    case "generation_tick":
      onGenerating(draft);
      update(draft, { generationSeconds: draft.state.earlierSeconds + message.seconds });
      return notify(draft, "generationTick", { seconds: message.seconds });
    case "generation_ended":
      notify(draft, "generationEnded", { seconds: message.seconds, reason: message.reason });
      return finish(draft, endedError(message.reason));
    case "error":
      return onServerError(draft, message.error);
  }
}

function onAcknowledgement(draft: Draft, ack: Acknowledgement): void {
  const { link, requests } = draft.state;
  if (!link) return;
  if (link.acknowledged) return applySettled(draft, acknowledge(requests, ack));
  if (!answersFirstState(link, ack)) return;
  if (!ack.success) return failAttempt(draft, moderationError(ack.error));
  statePhaseEnded(draft);
  updateLink(draft, { acknowledged: true });
  advance(draft);
}

function answersFirstState({ sent }: Link, ack: Acknowledgement): boolean {
  return ack.type === "prompt_ack" ? sent?.type === "prompt" && sent.prompt === ack.prompt : sent?.type === "set_image";
}

function onGenerating(draft: Draft): void {
  updateLink(draft, { generating: true });
  if (draft.state.phase === "live") setStatus(draft, "generating");
}

/** Before the answer the text decides about the attempt; later the session goes on until the socket closes. */
function onServerError(draft: Draft, text: string): void {
  const error = serverError(text);
  if (draft.state.phase === "attempting" && !draft.state.link?.answered) failAttempt(draft, error, true);
  else notify(draft, "error", error);
}
