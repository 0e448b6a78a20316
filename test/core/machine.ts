import { retryDelay } from "../../src/core/backoff";
import type { ConnectionState } from "../../src/core/notices";
import { DEFAULT_RECOVERY, type SessionPolicy } from "../../src/core/policy";
import { findCall } from "../../src/core/requests";
import { transition } from "../../src/core/session-machine";
import {
  type Effect,
  initialSession,
  type SessionInput,
  type SessionState,
  type TimerName,
} from "../../src/core/session-state";
import { deepFreeze } from "../support/deep-freeze";

export const POLICY: SessionPolicy = {
  role: "producer",
  sequential: false,
  connectTimeoutMs: 30_000,
  connect: { maxAttempts: 3, initialDelayMs: 1000, maxDelayMs: 10_000 },
  reconnect: { maxAttempts: 3, initialDelayMs: 1000, maxDelayMs: 10_000 },
  recovery: DEFAULT_RECOVERY,
  freshKeys: false,
};

/** Cheaper than `expect`, of which a walk would need thousands. */
function must(holds: boolean, what: string) {
  if (!holds) throw new Error(what);
}

/** What an app may see, in the order in which it may see it. */
const NEXT: Record<ConnectionState, ConnectionState[]> = {
  connecting: ["connected", "disconnected"],
  connected: ["generating", "reconnecting", "disconnected"],
  generating: ["reconnecting", "disconnected"],
  reconnecting: ["connected", "disconnected"],
  disconnected: [],
};

/**
 * Runs the machine on frozen states, and holds it to what the session that carries its effects out relies on: one
 * attempt at a time, no timer left, every call settled once, no state told twice.
 */
export function createMachine(policy: Partial<SessionPolicy> = {}) {
  let state: SessionState = deepFreeze(initialSession({ ...POLICY, ...policy }));
  let now = 0;
  const open = new Set<number>();
  let opens = 0;
  let ended = 0;
  const timers = new Map<TimerName, number>();
  const effects: Effect[] = [];
  const statuses: ConnectionState[] = [];
  const added = new Set<number>();
  const settled = new Map<number, unknown>();

  function run(effect: Effect) {
    effects.push(effect);
    if (effect.type === "open") {
      must(!open.has(effect.attempt), "opens once");
      open.add(effect.attempt);
      opens += 1;
    } else if (effect.type === "close") {
      must(open.delete(effect.attempt), "closes what is open");
    } else if ("attempt" in effect && effect.type !== "startRetryTimer") {
      must(open.has(effect.attempt), `${effect.type} to what is open`);
    } else if (effect.type === "startTimer") {
      must(effect.ms >= 0, "a timer in the past");
      timers.set(effect.timer, now + effect.ms);
    } else if (effect.type === "startRetryTimer") {
      timers.set("retry", now + retryDelay(effect.policy, effect.attempt, 0.5));
    } else if (effect.type === "stopTimer") {
      timers.delete(effect.timer);
    } else if (effect.type === "settle") {
      for (const id of effect.ids) {
        must(added.has(id), "a call that was made");
        must(!settled.has(id), `call ${id} settles once`);
        settled.set(id, effect.error);
      }
    } else if (effect.type === "notify" && effect.event === "connectionChange") {
      const last = statuses.at(-1);
      must((last ? NEXT[last] : ["connecting"]).includes(effect.data), `${effect.data} after ${last ?? "nothing"}`);
      statuses.push(effect.data);
      if (effect.data === "connected" || effect.data === "reconnecting") opens = 0;
    } else if (effect.type === "ended") {
      ended += 1;
    }
  }

  function dispatch(input: SessionInput): Effect[] {
    if (input.type === "callAdded") added.add(input.call.id);
    const [next, made] = transition(state, deepFreeze({ ...input, at: now }));
    state = deepFreeze(next);
    for (const effect of made) run(effect);
    holds();
    return made;
  }

  /** What is true after every event. */
  function holds() {
    const { phase, link, previous, policy, established, queued, status } = state;
    const held = [link, previous].flatMap((held) => held?.attempt ?? []);
    must(open.size === held.length && held.every((attempt) => open.has(attempt)), "what is held is what is open");
    must(!previous || phase === "attempting" || phase === "waiting", `a connection before, while ${phase}`);
    must((link !== null) === (phase === "attempting" || phase === "live"), `no link while ${phase}`);
    must((statuses.at(-1) ?? "disconnected") === status, "every status is told");
    // One more for a service that objects, and one more for a provider's key.
    const most = policy.connect.maxAttempts + Number(state.objected) + Number(state.keyRefused);
    must(established || opens <= most, `${opens} attempts`);
    // Attempts of a recovery go on for a while, however many there were.
    const { giveUpAfterMs } = policy.recovery;
    const allowed =
      policy.reconnect && (state.tries <= policy.reconnect.maxAttempts || now - state.lostAt < giveUpAfterMs + 30_000);
    must(!established || phase === "closed" || phase === "live" || !!allowed, `attempt ${state.tries}`);
    must(timers.has("retry") === (phase === "waiting" && !state.away), "the retry timer runs while waiting");
    must(!timers.has("picture") || (phase === "attempting" && established), "a first frame is awaited in a reconnect");
    must(!(timers.has("answer") || timers.has("media")) || !!link?.health?.restarting, "an answer to a restart");
    must(timers.has("sample") === (established && phase !== "closed" && !state.away), "the counters are read");
    must(timers.has("attempt") === (phase === "attempting" && established), "the attempt timer runs in a reconnect");
    const first = !established && (phase === "attempting" || phase === "waiting");
    must(timers.has("connect") === (first && !queued), "the connect timer runs in the first connect");
    // The time of an overtaken call runs out without a consequence; that of every other open call still runs.
    for (const timer of timers.keys()) {
      if (timer.startsWith("call:")) must(!settled.has(Number(timer.slice(5))), `${timer} outlives its call`);
    }
    for (const id of added) {
      must(settled.has(id) || !findCall(state.requests, id) || timers.has(`call:${id}`), `call ${id} has no timer`);
    }
    must(ended === (phase === "closed" ? 1 : 0), "ends once");
    must(phase !== "closed" || timers.size === 0, "a timer is left");
  }

  return {
    effects,
    statuses,
    settled,
    timers,
    get state() {
      return state;
    },
    get attempt() {
      return state.link?.attempt ?? state.attempt;
    },
    dispatch,
    /** Time passes up to the timer that is due next (or the one given), and it fires. */
    fire(name = [...timers].sort((a, b) => a[1] - b[1])[0]?.[0]) {
      const due = name && timers.get(name);
      if (due === undefined) return [];
      now = Math.max(now, due);
      timers.delete(name as TimerName);
      return dispatch({ type: "timer", timer: name as TimerName });
    },
    /** Time passes, and no timer falls due: those that would are put off. */
    wait(ms: number) {
      now += ms;
    },
  };
}

export type Machine = ReturnType<typeof createMachine>;
