import { type DecartSDKError, isDecartSDKError } from "../errors";
import type { PhaseTiming, Reconnect } from "./diagnostics";
import { type Draft, notify } from "./draft";

type Phase = PhaseTiming["phase"];

/** Reports a phase that ends now. Phases of a reconnect are measured from the connect as well. */
export function phaseEnded(draft: Draft, phase: Phase, since: number, error?: unknown): void {
  notify(draft, "diagnostic", {
    name: "phaseTiming",
    data: {
      phase,
      startMs: since - draft.state.connectStartedAt,
      durationMs: draft.at - since,
      success: error === undefined,
      // The code, not the text: the service's text may quote a prompt.
      ...(isDecartSDKError(error) && { error: error.reason ?? error.code }),
    },
  });
}

/** The state's phase: an image is read while the socket opens, so its phase starts with the attempt. */
export function statePhaseEnded(draft: Draft, error?: DecartSDKError): void {
  const { link } = draft.state;
  if (!link?.sent || link.stateSentAt === null) return;
  const image = link.sent.type === "set_image" && link.sent.image_data !== null;
  phaseEnded(draft, image ? "avatar-image" : "initial-prompt", image ? link.startedAt : link.stateSentAt, error);
}

/** The phases that an attempt was in when it failed. */
export function attemptPhasesFailed(draft: Draft, error: DecartSDKError): void {
  const { link } = draft.state;
  if (!link) return;
  if (!link.socketOpen) phaseEnded(draft, "websocket", link.startedAt, error);
  if (!link.acknowledged) statePhaseEnded(draft, error);
  if (link.offerSentAt !== null && link.mediaAt === null) {
    phaseEnded(draft, "webrtc-handshake", link.offerSentAt, error);
  }
}

/** An attempt at a new connection has ended. */
export function reconnectEnded(draft: Draft, outcome: Pick<Reconnect, "success" | "kept" | "error">): void {
  const { link, tries, policy, established, phase } = draft.state;
  if (!established || phase !== "attempting") return;
  notify(draft, "diagnostic", {
    name: "reconnect",
    data: {
      attempt: tries,
      maxAttempts: policy.reconnect?.maxAttempts ?? 0,
      durationMs: draft.at - (link?.startedAt ?? draft.at),
      ...outcome,
    },
  });
}
