import { retryDelay } from "../core/backoff";
import type { SessionPolicy } from "../core/policy";
import type { NewCall } from "../core/requests";
import { transition } from "../core/session-machine";
import {
  type Effect,
  initialSession,
  type RemoteTrack,
  type SessionInput,
  type SessionState,
  type TimerName,
} from "../core/session-state";
import type { StateMessage } from "../protocol/client-messages";
import { createLinks, type LinkOptions, type Links } from "./links";
import type { MediaTransport } from "./media-transport";
import { createTimers } from "./timers";

/** What a session needs from those who made it. */
export interface SessionOptions extends LinkOptions {
  policy: SessionPolicy;
  notify(notice: Effect & { type: "notify" }): void;
  attachTrack(track: RemoteTrack): void;
  /** The service takes the offer only after the acknowledgement. */
  onInsistsOnOrder(): void;
  /** Calls a function and reports what it throws. */
  guard(call: () => void): void;
  /** Called after each change, when it is in force. */
  onChange(): void;
}

/** The effect runner: the one place that holds a session's state, and the only one that changes it. */
export interface Session {
  readonly state: SessionState;
  /** The media side of an attempt. */
  transport(attempt: number): MediaTransport | undefined;
  dispatch(input: SessionInput): void;
  /** Resolves when the session is live for the first time; rejects when it never will be. */
  connect(): Promise<void>;
  /** Sends a state change in its turn; resolves when the service has accepted it. */
  request(call: Omit<NewCall, "id" | "message">, message: StateMessage | Promise<StateMessage>): Promise<void>;
  /** Sends another track, on the connections of the moment. */
  replaceTrack: Links["replaceTrack"];
  /** Aborted when the session ends. */
  readonly ended: AbortSignal;
}

interface Deferred {
  resolve(): void;
  reject(error: unknown): void;
}

/** Creates a session; nothing happens before `connect()`. */
export function createSession(options: SessionOptions): Session {
  const { platform } = options;
  const { clock } = platform;
  const links = createLinks({ ...options, dispatch });
  const timers = createTimers<TimerName>(clock, (timer) => dispatch({ type: "timer", timer }));
  const calls = new Map<number, Deferred>();
  const ending = new AbortController();
  const inputs: SessionInput[] = [];
  let state = initialSession(options.policy);
  let running = false;
  let lastCall = 0;
  let connecting: Deferred | undefined;
  let unwatch: (() => void) | undefined;

  // An effect may cause the next event at once: it waits until all effects of this one are done.
  function dispatch(input: SessionInput) {
    inputs.push(input);
    if (running) return;
    running = true;
    try {
      for (let next = inputs.shift(); next; next = inputs.shift()) {
        const before = state;
        const [after, effects] = transition(before, { ...next, at: clock.now() });
        state = after;
        if (after !== before) options.guard(options.onChange);
        // One that throws (the app's logger, a platform) must not keep the others from closing and settling.
        for (const effect of effects) options.guard(() => run(effect));
      }
    } finally {
      running = false;
    }
  }

  function run(effect: Effect) {
    switch (effect.type) {
      case "open":
        return links.open(effect.attempt);
      case "close":
        return links.close(effect.attempt);
      case "send":
        return links.send(effect.attempt, effect.message);
      case "remote":
        return links.transport(effect.attempt)?.handleRemote(effect.message);
      case "attachTrack":
        return options.attachTrack(effect.track);
      case "restartIce":
        return links.transport(effect.attempt)?.restart();
      case "refresh":
        return links.transport(effect.attempt)?.refresh();
      case "sample":
        return links.sample(effect.attempt);
      case "startTimer":
        return timers.start(effect.timer, effect.ms);
      case "startRetryTimer":
        return timers.start("retry", retryDelay(effect.policy, effect.attempt, platform.random()));
      case "stopTimer":
        return timers.stop(effect.timer);
      case "connected":
        return connecting?.resolve();
      case "connectFailed":
        return connecting?.reject(effect.error);
      case "insistsOnOrder":
        return options.onInsistsOnOrder();
      case "settle":
        return settle(effect);
      case "notify":
        return options.notify(effect);
      case "ended":
        unwatch?.();
        return ending.abort();
    }
  }

  function settle({ ids, error }: Effect & { type: "settle" }) {
    for (const id of ids) {
      const call = calls.get(id);
      calls.delete(id);
      if (error) call?.reject(error);
      else call?.resolve();
    }
  }

  return {
    get state() {
      return state;
    },
    transport: links.transport,
    ended: ending.signal,
    dispatch,
    replaceTrack: links.replaceTrack,
    connect: () =>
      new Promise((resolve, reject) => {
        connecting = { resolve, reject };
        unwatch = platform.watch?.((type) => dispatch({ type }));
        dispatch({ type: "connect" });
      }),
    request(call, message) {
      lastCall += 1;
      const id = lastCall;
      const settled = new Promise<void>((resolve, reject) => calls.set(id, { resolve, reject }));
      // Nobody has to wait for it: its failure is the caller's to look at, or not.
      settled.catch(() => {});
      const reading = message instanceof Promise;
      dispatch({ type: "callAdded", call: { ...call, id, message: reading ? null : message } });
      if (reading) {
        message.then(
          (ready) => dispatch({ type: "callReady", id, message: ready }),
          (error) => dispatch({ type: "callFailed", id, error }),
        );
      }
      return settled;
    },
  };
}
