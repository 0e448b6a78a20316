import { retryDelay } from "../core/backoff";
import type { NewCall } from "../core/requests";
import { transition } from "../core/session-machine";
import {
  type Effect,
  initialSession,
  type RemoteTrack,
  type SessionInput,
  type SessionPolicy,
  type SessionState,
  type TimerName,
} from "../core/session-state";
import { isDecartSDKError, WebRTCError } from "../errors";
import type { Platform } from "../platform/platform";
import type { StateMessage } from "../protocol/client-messages";
import type { MediaTransport, TransportEvent } from "./media-transport";
import { openSignaling, type Signaling } from "./signaling";
import { createTimers } from "./timers";

/** What a session needs from those who made it. */
export interface SessionOptions {
  platform: Platform;
  policy: SessionPolicy;
  /** The socket's URL with the key of the moment; asked for each attempt. */
  socketUrl(): string | Promise<string>;
  createTransport(emit: (event: TransportEvent) => void): MediaTransport;
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
  dispatch(input: SessionInput): void;
  /** Resolves when the session is live for the first time; rejects when it never will be. */
  connect(): Promise<void>;
  /** Sends a state change in its turn; resolves when the service has accepted it. */
  request(call: Omit<NewCall, "id" | "message">, message: StateMessage | Promise<StateMessage>): Promise<void>;
  /** Aborted when the session ends. */
  readonly ended: AbortSignal;
}

interface Deferred {
  resolve(): void;
  reject(error: unknown): void;
}

interface OpenLink {
  transport: MediaTransport;
  signaling?: Signaling;
  closed?: true;
}

const BAD_URL = "The signaling socket could not be opened. Check `realtimeBaseUrl`.";

/** Creates a session; nothing happens before `connect()`. */
export function createSession(options: SessionOptions): Session {
  const { platform } = options;
  const links = new Map<number, OpenLink>();
  const timers = createTimers<TimerName>(platform.clock, (timer) => dispatch({ type: "timer", timer }));
  const calls = new Map<number, Deferred>();
  const ending = new AbortController();
  const inputs: SessionInput[] = [];
  let state = initialSession(options.policy);
  let running = false;
  let lastCall = 0;
  let connecting: Deferred | undefined;

  // An effect may cause the next event at once: it waits until all effects of this one are done.
  function dispatch(input: SessionInput) {
    inputs.push(input);
    if (running) return;
    running = true;
    try {
      for (let next = inputs.shift(); next; next = inputs.shift()) {
        const before = state;
        const [after, effects] = transition(before, { ...next, at: platform.clock.now() });
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
        return open(effect.attempt);
      case "close":
        return close(effect.attempt);
      case "send":
        return links.get(effect.attempt)?.signaling?.send(effect.message);
      case "remote":
        return links.get(effect.attempt)?.transport.handleRemote(effect.message);
      case "attachTrack":
        return options.attachTrack(effect.track);
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
        return ending.abort();
    }
  }

  function open(attempt: number) {
    const transport = options.createTransport((event) => dispatch({ ...event, attempt }));
    const link: OpenLink = { transport };
    links.set(attempt, link);
    const failed = (cause: unknown) => {
      const error = isDecartSDKError(cause) ? cause : new WebRTCError("WEBRTC_WEBSOCKET_ERROR", BAD_URL, { cause });
      dispatch({ type: "attemptFailed", attempt, error });
    };
    const openSocket = (url: string) => {
      if (link.closed) return;
      try {
        link.signaling = openSignaling(platform, url, (event) => dispatch({ ...event, attempt }));
      } catch {
        // No cause: what the runtime throws quotes the URL, and the key in it. And no retry makes the URL better.
        failed(new WebRTCError("WEBRTC_WEBSOCKET_ERROR", BAD_URL, { retryable: false }));
      }
    };
    try {
      const url = options.socketUrl();
      if (typeof url === "string") openSocket(url);
      else url.then(openSocket, failed);
    } catch (cause) {
      failed(cause);
    }
    transport.start();
  }

  function close(attempt: number) {
    const link = links.get(attempt);
    if (!link) return;
    links.delete(attempt);
    link.closed = true;
    link.signaling?.close();
    link.transport.close();
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
    ended: ending.signal,
    dispatch,
    connect: () =>
      new Promise((resolve, reject) => {
        connecting = { resolve, reject };
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
