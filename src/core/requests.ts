import type { DecartSDKError } from "../errors";
import type { StateMessage } from "../protocol/client-messages";
import type { ServerMessageOf } from "../protocol/server-messages";
import { moderationError } from "./failure";

/** Which of the three methods made a call. */
export type CallKind = "set" | "prompt" | "image";

/** A state change on its way to the service. */
export interface Call {
  readonly id: number;
  readonly kind: CallKind;
  /** Null while its image is being read. */
  readonly message: StateMessage | null;
  readonly timeoutMs: number;
  /** Calls that this one has overtaken: they settle with it. */
  readonly overtaken: readonly number[];
}

/** A call as it is made. */
export type NewCall = Omit<Call, "overtaken">;

/**
 * State changes of a session: at most one is in flight, and at most one of a kind waits whose image has been read,
 * so that typing into a slow session builds no queue.
 */
export interface Requests {
  readonly inFlight: Call | null;
  /** In the caller's order. */
  readonly waiting: readonly Call[];
  /** Image calls that timed out and whose acknowledgement may still come: those carry no id. */
  readonly unanswered: number;
  /** An acknowledgement that may belong to a timed-out image call, or to the one in flight. */
  readonly held: Acknowledgement | null;
}

/** Answers of the service to a state change. */
export type Acknowledgement = ServerMessageOf<"prompt_ack"> | ServerMessageOf<"set_image_ack">;

/** Calls that have come to their end, and how: without an error they were accepted. */
export interface Settled {
  readonly ids: readonly number[];
  readonly error: DecartSDKError | null;
  /** What the service has accepted. */
  readonly accepted: StateMessage | null;
}

export const NO_REQUESTS: Requests = { inFlight: null, waiting: [], unanswered: 0, held: null };

const callIds = (call: Call): number[] => [call.id, ...call.overtaken];

/** Every call that hasn't settled. */
export const openIds = ({ inFlight, waiting }: Requests): number[] =>
  [...(inFlight ? [inFlight] : []), ...waiting].flatMap(callIds);

/** The call of that id, unless it has settled or was overtaken. */
export const findCall = ({ inFlight, waiting }: Requests, id: number): Call | undefined =>
  inFlight?.id === id ? inFlight : waiting.find((call) => call.id === id);

/** A new call; with a message it is ready to be sent, without one its place in the order is kept. */
export function addCall(requests: Requests, call: NewCall): Requests {
  return overtake({ ...requests, waiting: [...requests.waiting, { ...call, overtaken: [] }] }, call.id);
}

/** The image of a waiting call has been read. */
export function readyCall(requests: Requests, id: number, message: StateMessage): Requests {
  const waiting = requests.waiting.map((call) => (call.id === id ? { ...call, message } : call));
  return overtake({ ...requests, waiting }, id);
}

/** A ready call takes the place of those before it that it makes pointless: of its kind, or any for `set`. */
function overtake(requests: Requests, id: number): Requests {
  const at = requests.waiting.findIndex((call) => call.id === id);
  const call = requests.waiting[at];
  if (!call?.message) return requests;
  const pointless = requests.waiting.filter(
    (other, index) => index < at && (call.kind === "set" || other.kind === call.kind),
  );
  const overtaken = [...pointless.flatMap(callIds), ...call.overtaken];
  const waiting = requests.waiting
    .filter((other) => !pointless.includes(other))
    .map((other) => (other === call ? { ...call, overtaken } : other));
  return { ...requests, waiting };
}

/** Puts the next call in flight, if one can go. An image that is still being read holds up no prompt. */
export function nextCall(requests: Requests): [Requests, StateMessage | null] {
  if (requests.inFlight) return [requests, null];
  const blocked = requests.waiting.findIndex((call) => !call.message);
  const call = requests.waiting.find(
    (candidate, index) => candidate.message && (blocked < 0 || index < blocked || candidate.kind === "prompt"),
  );
  if (!call) return [requests, null];
  return [
    { ...requests, inFlight: call, waiting: requests.waiting.filter((other) => other !== call), held: null },
    call.message,
  ];
}

/** Matches an acknowledgement with the call in flight; one that belongs to nothing changes nothing. */
export function acknowledge(requests: Requests, ack: Acknowledgement): [Requests, Settled | null] {
  const { inFlight } = requests;
  const message = inFlight?.message;
  if (ack.type === "prompt_ack") {
    const ours = message?.type === "prompt" && message.prompt === ack.prompt;
    return ours ? settle(requests, ack) : [requests, null];
  }
  if (requests.unanswered > 0) {
    const unanswered = requests.unanswered - 1;
    return [{ ...requests, unanswered, held: message?.type === "set_image" ? ack : null }, null];
  }
  return message?.type === "set_image" ? settle(requests, ack) : [requests, null];
}

function settle(requests: Requests, ack: Acknowledgement): [Requests, Settled | null] {
  const call = requests.inFlight;
  if (!call) return [requests, null];
  const error = ack.success ? null : moderationError(ack.error);
  return [
    { ...requests, inFlight: null, held: null },
    { ids: callIds(call), error, accepted: ack.success ? call.message : null },
  ];
}

/**
 * A call's time is over, or its image could not be read. In flight, an acknowledgement that was held for it counts;
 * a waiting call is taken out with all that it has overtaken.
 */
export function failCall(requests: Requests, id: number, error: DecartSDKError): [Requests, Settled | null] {
  const { inFlight, held } = requests;
  if (inFlight?.id === id) {
    if (held) return settle(requests, held);
    const unanswered = requests.unanswered + (inFlight.message?.type === "set_image" ? 1 : 0);
    return [
      { ...requests, inFlight: null, unanswered },
      { ids: callIds(inFlight), error, accepted: null },
    ];
  }
  // One that has been overtaken has no time of its own any more: it settles with its successor.
  const call = requests.waiting.find((other) => other.id === id);
  if (!call) return [requests, null];
  const waiting = requests.waiting.filter((other) => other !== call);
  return [
    { ...requests, waiting },
    { ids: callIds(call), error, accepted: null },
  ];
}

/** A lost session answers nothing any more: what was in flight is sent again, once, to the next one. */
export function requeue(requests: Requests): Requests {
  const { inFlight, waiting } = requests;
  const next: Requests = { ...NO_REQUESTS, waiting: inFlight ? [inFlight, ...waiting] : waiting };
  // What waits may have made it pointless meanwhile.
  return next.waiting.reduce((all, call) => overtake(all, call.id), next);
}
