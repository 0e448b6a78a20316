import type { ConnectionState, SessionNotices } from "./notices";
import type { Effect, Link, SessionState, TimerName } from "./session-state";

/** One transition in the making: the state so far and what is to be done about it. Never outlives `transition`. */
export interface Draft {
  state: SessionState;
  readonly effects: Effect[];
  /** When the event came. */
  readonly at: number;
}

/** Changes facts of the session. */
export function update(draft: Draft, changes: Partial<SessionState>): void {
  draft.state = { ...draft.state, ...changes };
}

/** Changes facts of the current attempt, if there is one. */
export function updateLink(draft: Draft, changes: Partial<Link>): void {
  const { link } = draft.state;
  if (link) update(draft, { link: { ...link, ...changes } });
}

/** Adds effects, in order. */
export function effect(draft: Draft, ...effects: Effect[]): void {
  draft.effects.push(...effects);
}

/** Tells the app. */
export function notify<K extends keyof SessionNotices>(draft: Draft, event: K, data: SessionNotices[K]): void {
  effect(draft, { type: "notify", event, data } as Effect);
}

/** Changes what the app sees as the session's state; the same state twice is told once. */
export function setStatus(draft: Draft, status: ConnectionState): void {
  if (draft.state.status === status) return;
  update(draft, { status });
  notify(draft, "connectionChange", status);
}

/** Stops timers; those that don't run are ignored. */
export function stopTimers(draft: Draft, ...timers: TimerName[]): void {
  effect(draft, ...timers.map((timer) => ({ type: "stopTimer", timer }) as const));
}
