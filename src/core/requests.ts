import type { DecartSDKError } from "../errors";
import type { PromptMessage, StateMessage } from "../protocol/client-messages";
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
  /** Messages of calls that timed out: their acknowledgements may still come, and those of images carry no id. */
  readonly late: readonly StateMessage[];
  /** An acknowledgement that is this late image's, or that of the one in flight. */
  readonly held: { readonly ack: Acknowledgement; readonly message: StateMessage } | null;
  /** The newest prompt that went ahead of an older call whose image was still being read, and was accepted. */
  readonly ahead: { readonly id: number; readonly message: PromptMessage } | null;
}

/** Answers of the service to a state change. */
export type Acknowledgement = ServerMessageOf<"prompt_ack"> | ServerMessageOf<"set_image_ack">;

/** Calls that have come to their end, and how: without an error they were accepted. */
export interface Settled {
  readonly ids: readonly number[];
  readonly error: DecartSDKError | null;
  /** What the service has accepted, in its order; late ones too. */
  readonly accepted: readonly StateMessage[];
}

export const NO_REQUESTS: Requests = { inFlight: null, waiting: [], late: [], held: null, ahead: null };

// A service that answers nothing would have images of megabytes pile up here.
const MAX_LATE = 8;

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
  const waiting = requests.waiting.filter((other) => other !== call);
  const inFlight = { ...call, message: withNewerPrompt(call, requests.ahead) };
  return [{ ...requests, inFlight, waiting, held: null }, inFlight.message];
}

/** A prompt that went ahead is the newer one all the same: the older call's prompt must not bring its own back. */
function withNewerPrompt({ id, message }: Call, ahead: Requests["ahead"]): StateMessage | null {
  if (!ahead || ahead.id < id || message?.type !== "set_image" || message.prompt === undefined) return message;
  return { ...message, prompt: ahead.message.prompt, enhance_prompt: ahead.message.enhance_prompt };
}

/** Matches an acknowledgement with the call in flight, or with a late one; any other changes nothing. */
export function acknowledge(requests: Requests, ack: Acknowledgement): [Requests, Settled | null] {
  const { inFlight, late, held } = requests;
  const answers = (message: StateMessage | null | undefined) =>
    ack.type === "prompt_ack"
      ? message?.type === "prompt" && message.prompt === ack.prompt
      : message?.type === "set_image";
  const mine = answers(inFlight?.message);
  const overdue = late.find(answers);
  if (overdue && !(mine && ack.type === "prompt_ack")) {
    const next = { ...requests, late: late.filter((message) => message !== overdue) };
    const current = { ack, message: overdue };
    // Only the next one, or its absence, tells whose this was.
    if (mine) return [{ ...next, held: current }, held && settledLate(held)];
    return [next, settledLate(current)];
  }
  return mine ? settle(requests, ack) : [requests, null];
}

const settledLate = ({ ack, message }: NonNullable<Requests["held"]>): Settled => ({
  ids: [],
  error: null,
  accepted: ack.success ? [message] : [],
});

function settle({ held, ...requests }: Requests, ack: Acknowledgement): [Requests, Settled | null] {
  const call = requests.inFlight;
  if (!call?.message) return [{ ...requests, held }, null];
  const { id, message } = call;
  const error = ack.success ? null : moderationError(ack.error);
  const ahead = ack.success && message.type === "prompt" ? { id, message } : requests.ahead;
  // Held for this call's own end, the acknowledgement was its own; followed by another, it was the late one's.
  const before = held && held.ack !== ack ? settledLate(held).accepted : [];
  return [
    { ...requests, inFlight: null, held: null, ahead },
    { ids: callIds(call), error, accepted: ack.success ? [...before, message] : before },
  ];
}

/**
 * A call's time is over, or its image could not be read. In flight, an acknowledgement that was held for it counts;
 * a waiting call is taken out with all that it has overtaken.
 */
export function failCall(requests: Requests, id: number, error: DecartSDKError): [Requests, Settled | null] {
  const { inFlight, held } = requests;
  if (inFlight?.id === id) {
    if (held) return settle(requests, held.ack);
    const late = inFlight.message ? [...requests.late, inFlight.message].slice(-MAX_LATE) : requests.late;
    return [
      { ...requests, inFlight: null, late },
      { ids: callIds(inFlight), error, accepted: [] },
    ];
  }
  // One that has been overtaken has no time of its own any more: it settles with its successor.
  const call = requests.waiting.find((other) => other.id === id);
  if (!call) return [requests, null];
  const waiting = requests.waiting.filter((other) => other !== call);
  return [
    { ...requests, waiting },
    { ids: callIds(call), error, accepted: [] },
  ];
}

/** A lost session answers nothing any more: what was in flight is sent again, once, to the next one. */
export function requeue(requests: Requests): Requests {
  const { inFlight, waiting } = requests;
  const next: Requests = {
    ...NO_REQUESTS,
    ahead: requests.ahead,
    waiting: inFlight ? [inFlight, ...waiting] : waiting,
  };
  // What waits may have made it pointless meanwhile.
  return next.waiting.reduce((all, call) => overtake(all, call.id), next);
}
