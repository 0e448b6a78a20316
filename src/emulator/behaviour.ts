import type { ServerMessage } from "../protocol/server-messages";

/** The type of a message from the service. */
export type ServerMessageType = ServerMessage["type"];

/** The two kinds of state changes, which are acknowledged apart from one another. */
export type AckKind = "prompt" | "set_image";

/**
 * What becomes of an acknowledgement.
 *
 * - `send`: it is sent.
 * - `withhold`: it never is.
 * - `double`: it is sent twice.
 * - `hold`: it is kept until `releaseAcks()`; releasing one kind before the other reorders them.
 */
export type AckMode = "send" | "withhold" | "double" | "hold";

/** Loses the socket at a given moment; see {@link EmulatorBehaviour.dropSocketAt}. */
export interface SocketDrop {
  /** An event of the session's journal, such as `open`, `<offer`, `>answer`, `frame-in`, `frame-out`, `pc:connected`. */
  event: string;
  /** Close code to send; without one the connection is cut with no close frame (the client sees 1006). */
  code?: number;
  /** Milliseconds from the event to the drop. @default 0 */
  delayMs?: number;
  /** How many sessions are dropped. @default 1 */
  times?: number;
}

/**
 * Everything about the emulator that can be changed while it runs: for all sessions with `emulator.configure()`, for
 * one with `session.configure()`, and from the start as options of `startEmulator()`. What is set for one session
 * wins. The defaults are a service without faults.
 */
export interface EmulatorBehaviour {
  /** Extra milliseconds before a message of a type is sent, such as `{ prompt_ack: 500, answer: 200 }`. @default {} */
  delayMs: Partial<Record<ServerMessageType, number>>;
  /** Milliseconds that every frame of the socket takes, each way; the order is kept. @default 0 */
  latencyMs: number;
  /** What becomes of acknowledgements, by kind. @default { prompt: "send", set_image: "send" } */
  acks: Record<AckKind, AckMode>;
  /** Milliseconds until a state change is in force (and then acknowledged). @default 0 */
  stateDelayMs: number;
  /** Accepts sockets and never says anything. @default false */
  silent: boolean;
  /** Whether a session's first offer is answered. @default true */
  answerOffers: boolean;
  /** Whether offers over an existing connection (ICE restarts) are answered. @default true */
  answerRestarts: boolean;
  /** Sends its first candidate before the answer, as some services do. @default false */
  candidatesFirst: boolean;
  /** Whether its candidates are sent at all; without them the client finds no path. @default true */
  sendCandidates: boolean;
  /** Answers an offer that comes before an acknowledged state with an `error` message, an "objection". @default false */
  requireStateFirst: boolean;
  /** `frozen` stops the frames while the session goes on. @default "flow" */
  media: "flow" | "frozen";
  /** Whether `generation_tick` is sent. @default true */
  ticks: boolean;
  /** Milliseconds between ticks; each tick counts as one second of generation. @default 1000 */
  tickIntervalMs: number;
  /**
   * Prompts that moderation refuses: a string is found anywhere in the prompt, in any case; one of the form
   * `/pattern/flags` is a regular expression (as JSON has none). @default []
   */
  denyPrompts: (string | RegExp)[];
  /** Images that moderation refuses, as `imageHash()` names them. @default [] */
  denyImages: string[];
  /** Ends a session with `insufficient_credits` after so many seconds of generation. @default null (never) */
  creditSeconds: number | null;
  /** Makes a session wait: `queue_position` from `length` down to 1, one each `intervalMs`. @default null */
  queue: { length: number; intervalMs: number } | null;
  /** Loses the socket at a given moment of a session. @default null */
  dropSocketAt: SocketDrop | null;
  /** Milliseconds that a job takes once its turn has come; as long as a synchronous request takes. @default 1000 */
  jobMs: number;
  /** How many jobs are worked on at once; the others are `pending`. @default 1 */
  jobSlots: number;
  /** Makes jobs end as `failed`, with this text. @default null */
  jobFailure: string | null;
}

/** A change of {@link EmulatorBehaviour}. `delayMs` and `acks` are merged, everything else is replaced. */
export type BehaviourPatch = Partial<Omit<EmulatorBehaviour, "acks">> & {
  /** What becomes of acknowledgements; a kind that isn't named stays as it is. */
  acks?: Partial<EmulatorBehaviour["acks"]>;
};

/** A service without faults. */
export const DEFAULT_BEHAVIOUR: Readonly<EmulatorBehaviour> = {
  delayMs: {},
  latencyMs: 0,
  acks: { prompt: "send", set_image: "send" },
  stateDelayMs: 0,
  silent: false,
  answerOffers: true,
  answerRestarts: true,
  candidatesFirst: false,
  sendCandidates: true,
  requireStateFirst: false,
  media: "flow",
  ticks: true,
  tickIntervalMs: 1000,
  denyPrompts: [],
  denyImages: [],
  creditSeconds: null,
  queue: null,
  dropSocketAt: null,
  jobMs: 1000,
  jobSlots: 1,
  jobFailure: null,
};

/** Joins patches, the later ones winning. @throws TypeError on a name that isn't an option. */
export function mergePatches(base: BehaviourPatch, patch: BehaviourPatch): BehaviourPatch {
  const known: BehaviourPatch = {};
  for (const [name, value] of Object.entries(patch)) {
    if (!(name in DEFAULT_BEHAVIOUR)) throw new TypeError(`The emulator has no option "${name}"`);
    if (value !== undefined) Object.assign(known, { [name]: value });
  }
  const merged: BehaviourPatch = { ...base, ...known };
  if (known.delayMs) merged.delayMs = { ...base.delayMs, ...known.delayMs };
  if (known.acks) merged.acks = { ...base.acks, ...known.acks };
  return merged;
}

/** The behaviour that results from patches, the later ones winning. */
export function resolveBehaviour(...patches: BehaviourPatch[]): EmulatorBehaviour {
  const merged = patches.reduce(mergePatches, DEFAULT_BEHAVIOUR);
  return merged as EmulatorBehaviour; // Starts from all defaults, and patches never unset one.
}
