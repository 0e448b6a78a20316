import { DecartSDKError } from "../errors";
import type { ConnectOptions, RealTimeClient, RealTimeInput } from "../index";
import type { BindingSnapshot, RealtimeSource, SessionCalls, SessionOptions } from "./types";

/** What to connect. */
export interface Wish {
  client: RealtimeSource;
  model: ConnectOptions["model"];
  input: RealTimeInput;
  /** The options of the moment: asked when the connect begins, and again for each call of `onRemoteStream` and its like. */
  options(): SessionOptions;
}

/** At most one live session, of which a component can be told. */
export interface SessionBinding extends SessionCalls {
  getSnapshot(): BindingSnapshot;
  /** Calls `listener` after each change of the snapshot; returns a function that ends it. */
  subscribe(listener: () => void): () => void;
  /** Ends the session that there is, if any, and begins another. */
  connect(wish: Wish): void;
  /** Ends the session that there is, connected or not. */
  disconnect(): void;
  /** There can't be a session, and this is why. */
  fail(error: DecartSDKError): void;
}

interface Attempt {
  readonly ending: AbortController;
  readonly connected: Promise<RealTimeClient>;
  session?: RealTimeClient;
  unsubscribe?: () => void;
}

/** There is no session, and nothing went wrong. */
export const IDLE: BindingSnapshot = Object.freeze<BindingSnapshot>({
  state: "disconnected",
  sessionId: null,
  subscribeToken: null,
  error: null,
  attempt: 0,
  remoteStream: null,
  generationSeconds: 0,
  connectionQuality: { quality: "unknown", reasons: [] },
  quality: "unknown",
  session: null,
});

const gone = (message: string) => new DecartSDKError("DISCONNECTED", message);

/**
 * Makes a binding. It opens nothing before `connect`, so one that is made and forgotten, as frameworks do that render
 * speculatively, leaves nothing behind.
 */
export function createSessionBinding(): SessionBinding {
  let snapshot = IDLE;
  let current: Attempt | undefined;
  /** Resolves when the latest connect has come to its end, whichever that is. */
  let settled = Promise.resolve();
  const listeners = new Set<{ listener: () => void }>();

  function publish(next: BindingSnapshot): void {
    if (next === snapshot) return;
    snapshot = Object.freeze(next);
    for (const { listener } of [...listeners]) listener();
  }

  function disconnect(): void {
    const attempt = current;
    current = undefined;
    if (!attempt) return;
    attempt.unsubscribe?.();
    attempt.ending.abort(gone("The session was ended before it was connected."));
    attempt.session?.disconnect();
  }

  async function open(wish: Wish, signal: AbortSignal, earlier: Promise<void>): Promise<RealTimeClient> {
    // Not in this tick: what is mounted twice, or told several things at once, connects once. And an earlier connect that
    // was aborted in the very moment of its success is closed first.
    await earlier;
    signal.throwIfAborted();
    const { client, model, input, options } = wish;
    return client.realtime.connect(input, {
      ...latest(options),
      model,
      signal,
      onRemoteStream(remoteStream) {
        if (signal.aborted) return;
        publish({ ...snapshot, remoteStream });
        options().onRemoteStream?.(remoteStream);
      },
      onConnectionChange(state) {
        if (signal.aborted) return;
        // Once there is a session, it tells by itself.
        if (!snapshot.session) publish({ ...snapshot, state });
        options().onConnectionChange?.(state);
      },
    });
  }

  function connect(wish: Wish): void {
    disconnect();
    const ending = new AbortController();
    const attempt: Attempt = { ending, connected: open(wish, ending.signal, settled) };
    current = attempt;
    settled = attempt.connected.then(
      (session) => {
        // Ended just when it was there: nobody else knows of it.
        if (ending.signal.aborted) return session.disconnect();
        attempt.session = session;
        const follow = () => {
          const told = session.getSnapshot();
          publish({ ...told, quality: told.connectionQuality.quality, session });
        };
        attempt.unsubscribe = session.subscribe(follow);
        follow();
      },
      (error) => {
        if (current !== attempt) return;
        current = undefined;
        publish({ ...IDLE, error });
      },
    );
    publish({ ...IDLE, state: "connecting" });
  }

  /** Makes a call now, or once there is a session. One that nobody awaits never becomes an unhandled rejection. */
  function call(make: (session: RealTimeClient) => Promise<void>): Promise<void> {
    const { session, connected } = current ?? {};
    const none = () => Promise.reject(gone("There is no session: connect first."));
    const settled = session ? make(session) : (connected?.then(make) ?? none());
    settled.catch(() => {});
    return settled;
  }

  return {
    getSnapshot: () => snapshot,
    subscribe(listener) {
      const entry = { listener };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    connect,
    disconnect() {
      disconnect();
      publish(IDLE);
    },
    fail(error) {
      disconnect();
      publish({ ...IDLE, error });
    },
    set: (input) => call((session) => session.set(input)),
    setPrompt: (prompt, options) => call((session) => session.setPrompt(prompt, options)),
    setImage: (image, options) => call((session) => session.setImage(image, options)),
  };
}

/** The options, with functions that call those of the moment: a component makes new ones with each render. */
function latest(read: () => SessionOptions): SessionOptions {
  const forwarded = Object.entries(read()).map(([name, value]) => [
    name,
    typeof value !== "function"
      ? value
      : (...args: unknown[]) => {
          const now = read()[name as keyof SessionOptions];
          return typeof now === "function" ? (now as (...args: unknown[]) => unknown)(...args) : undefined;
        },
  ]);
  return Object.fromEntries(forwarded);
}
