import { closeError } from "../../src/core/failure";
import type { SessionPolicy } from "../../src/core/policy";
import { PASSTHROUGH } from "../../src/core/scene";
import { TABLE, transition } from "../../src/core/session-machine";
import { initialSession, type SessionInput, type SessionState, type TimerName } from "../../src/core/session-state";
import { InvalidAPIKeyError, WebRTCError } from "../../src/errors";
import type { ServerMessage } from "../../src/protocol/server-messages";
import { POLICY } from "./machine";
import { SESSION_ID } from "./machine-script";

/** Where a session can be: its phase, and for events of the connection before, `previous`. */
export type Place = SessionState["phase"] | "previous";
export const PLACES: Place[] = ["idle", "attempting", "waiting", "live", "closed", "previous"];
export type EventType = SessionInput["type"];
export const EVENTS = Object.keys(TABLE) as EventType[];

/** One step that was found possible. */
export interface Edge {
  /** The event, with what distinguishes it, such as `timer: retry`. */
  label: string;
  type: EventType;
  place: Place;
  from: SessionState;
  to: SessionState;
  /** Types of the effects. */
  effects: string[];
}

interface Node {
  state: SessionState;
  timers: ReadonlySet<TimerName>;
  now: number;
}

const RTC = new WebRTCError("WEBRTC_ICE_ERROR", "no path");
const PROMPT = { type: "prompt", prompt: "P", enhance_prompt: true } as const;

/** What the service may say, by the word that the diagram has for it. */
const MESSAGES: Record<string, ServerMessage> = {
  session_id: SESSION_ID,
  acknowledged: { type: "set_image_ack", success: true, error: null },
  refused: { type: "set_image_ack", success: false, error: "No." },
  "prompt acknowledged": { type: "prompt_ack", prompt: "P", success: true, error: null },
  answer: { type: "answer", sdp: "v=0" },
  offer: { type: "offer", sdp: "v=0" },
  generation_started: { type: "generation_started" },
  generation_tick: { type: "generation_tick", seconds: 1 },
  generation_ended: { type: "generation_ended", seconds: 1, reason: "time_limit" },
  objection: { type: "error", error: "Send the prompt first" },
  "permanent error": { type: "error", error: "invalid session" },
  "refused key": { type: "error", error: "Unauthorized" },
  queue_position: { type: "queue_position", position: 1, queue_size: 2 },
};

function ofAttempt(attempt: number): [string, SessionInput][] {
  return [
    ["socketOpen", { type: "socketOpen", attempt }],
    ["socketClosed", { type: "socketClosed", attempt, code: 1006, reason: "" }],
    ["socketClosed: for good", { type: "socketClosed", attempt, code: 1008, reason: "" }],
    ...Object.entries(MESSAGES).map(([label, message]): [string, SessionInput] => [
      `message: ${label}`,
      { type: "message", attempt, message },
    ]),
    ["signal", { type: "signal", attempt, message: { type: "offer", sdp: "v=0" } }],
    ["mediaConnected", { type: "mediaConnected", attempt }],
    ["mediaInterrupted", { type: "mediaInterrupted", attempt }],
    ["mediaFailed", { type: "mediaFailed", attempt, error: RTC }],
    ["vitals: nothing new", { type: "vitals", attempt, vitals: { bytes: 0, frames: 0, sent: 0 } }],
    ["vitals: media flows", { type: "vitals", attempt, vitals: { bytes: 9000, frames: 90, sent: 90 } }],
    ["track", { type: "track", attempt, track: { kind: "video" } }],
    ["diagnostic", { type: "diagnostic", attempt, event: { name: "signalingDropped", data: { problem: "not JSON" } } }],
    ["attemptFailed", { type: "attemptFailed", attempt, error: RTC }],
    ["attemptFailed: no key", { type: "attemptFailed", attempt, error: new InvalidAPIKeyError("no key") }],
  ];
}

const WORLD = ["offline", "online", "away", "back", "visible", "reconnectNow"] as const;

/** All that can happen to a session as it stands. */
function possible({ state, timers }: Node): [string, SessionInput][] {
  const attempts = new Set([state.link?.attempt, state.previous?.attempt, state.attempt + 1]);
  return [
    ["connect", { type: "connect" }],
    ["end", { type: "end", error: null }],
    ["sceneReady", { type: "sceneReady", scene: PASSTHROUGH }],
    ["callAdded", { type: "callAdded", call: { id: 1, kind: "prompt", message: PROMPT, timeoutMs: 15_000 } }],
    ["callAdded: being read", { type: "callAdded", call: { id: 2, kind: "set", message: null, timeoutMs: 30_000 } }],
    ["callReady", { type: "callReady", id: 2, message: { type: "set_image", image_data: "A", prompt: null } }],
    ["callFailed", { type: "callFailed", id: 2, error: closeError(1006, "", true) }],
    ...[...timers].map((timer): [string, SessionInput] => [`timer: ${timer}`, { type: "timer", timer }]),
    ["diagnostic", { type: "diagnostic", event: { name: "audioBlocked", data: { blocked: true } } }],
    ...WORLD.map((type): [string, SessionInput] => [type, { type }]),
    ...[...attempts].flatMap((attempt) => (attempt === undefined ? [] : ofAttempt(attempt))),
  ];
}

/** Two states of the same key are the same but for numbers and times. */
function keyOf({ state, timers }: Node): string {
  const link = ({ link, previous }: SessionState, which: "link" | "previous") => {
    const held = which === "link" ? link : previous;
    if (!held) return 0;
    const { socketOpen, acknowledged, answered, pictured, generating, session, mediaAt, health, sent } = held;
    const flags = [socketOpen, acknowledged, answered, pictured, generating, session, mediaAt !== null, sent];
    return [...flags.map(Boolean), health && [health.suspectAt !== null, health.restarting]];
  };
  const { phase, status, tries, offline, away, established, objected, scene, requests } = state;
  const calls = [requests.inFlight?.kind, requests.waiting.map(({ kind, message }) => [kind, !!message])];
  const all = [phase, status, Math.min(tries, 3), offline, away, established, objected, !!scene, calls];
  return JSON.stringify([...all, link(state, "link"), link(state, "previous"), [...timers].sort()]);
}

/** How long after the last event the next one comes: at once, or when every threshold has passed. */
const WAITS = [0, 40_000];
const PER_PLACE = 120;

/**
 * Goes through the machine breadth first, from the call of `connect` on, and tells every step. States that differ in
 * numbers and times alone are visited once, and of each phase and status the first {@link PER_PLACE}.
 */
export function explore(tell: (edge: Edge) => void, policy: Partial<SessionPolicy> = {}): void {
  const first: Node = { state: initialSession({ ...POLICY, ...policy }), timers: new Set(), now: 0 };
  const seen = new Set<string>([keyOf(first)]);
  const counts = new Map<string, number>();
  const queue: Node[] = [first];
  for (let node = queue.shift(); node; node = queue.shift()) {
    for (const [label, input] of possible(node)) {
      for (const wait of WAITS) {
        const at = node.now + wait;
        const [to, effects] = transition(node.state, { ...input, at });
        const place = placeOf(node.state, input);
        if (place) {
          const types = effects.map(({ type }) => type);
          tell({ label, type: input.type, place, from: node.state, to, effects: types });
        }
        if (to === node.state) continue;
        const timers = new Set(node.timers);
        if (input.type === "timer") timers.delete(input.timer);
        for (const effect of effects) {
          if (effect.type === "startTimer") timers.add(effect.timer);
          if (effect.type === "startRetryTimer") timers.add("retry");
          if (effect.type === "stopTimer") timers.delete(effect.timer);
        }
        const next: Node = { state: to, timers, now: at };
        const key = keyOf(next);
        const where = `${to.phase} ${to.status} ${!!to.previous}`;
        const count = counts.get(where) ?? 0;
        if (seen.has(key) || count >= PER_PLACE) continue;
        seen.add(key);
        counts.set(where, count + 1);
        queue.push(next);
      }
    }
  }
}

function placeOf(state: SessionState, input: SessionInput): Place | null {
  if (!("attempt" in input) || input.attempt === undefined || input.attempt === state.link?.attempt) return state.phase;
  return input.attempt === state.previous?.attempt ? "previous" : null;
}
