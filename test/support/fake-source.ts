import type { RealtimeSource } from "../../src/binding/types";
import type { ConnectOptions, RealTimeClient, RealTimeInput, RealTimeSnapshot } from "../../src/index";
import { models } from "../../src/index";

/** One call of `connect`, which the test answers. */
export interface FakeConnect {
  readonly input: RealTimeInput;
  readonly options: ConnectOptions;
  /** Whether there is, or may come to be, a session of it. */
  readonly live: boolean;
  /** Connects: the promise resolves, unless it was aborted. */
  accept(): void;
  refuse(error: Error): void;
  /** The session's snapshot changes. */
  change(patch: Partial<RealTimeSnapshot>): void;
  /** What was called on the session, arguments included. */
  readonly calls: unknown[][];
}

/** A client whose sessions the test plays; like the real one it leaves nothing behind when a signal is aborted. */
export interface FakeSource extends RealtimeSource {
  /** Every connect so far, the oldest first. */
  readonly connects: FakeConnect[];
  readonly live: number;
  /** The most that there ever were at once. */
  readonly mostLive: number;
}

export function createFakeSource(): FakeSource {
  const connects: FakeConnect[] = [];
  let mostLive = 0;
  const count = () => connects.filter(({ live }) => live).length;
  const connect = (input: RealTimeInput, options: ConnectOptions) => {
    options.signal?.throwIfAborted();
    return new Promise<RealTimeClient>((resolve, reject) => {
      let live = true;
      const calls: unknown[][] = [];
      const { session, change } = createFakeSession(calls, () => {
        live = false;
      });
      const settle = (run: () => void) => {
        options.signal?.removeEventListener("abort", abort);
        run();
      };
      const abort = () => {
        live = false;
        settle(() => reject(options.signal?.reason));
      };
      options.signal?.addEventListener("abort", abort);
      connects.push({
        input,
        options,
        calls,
        get live() {
          return live;
        },
        accept: () =>
          settle(() => {
            if (!options.signal?.aborted) change({ state: "connected" });
            resolve(session);
          }),
        refuse(error) {
          live = false;
          settle(() => reject(error));
        },
        change,
      });
      mostLive = Math.max(mostLive, count());
    });
  };
  return {
    realtime: { connect: async (input, options) => connect(input, options) },
    models,
    connects,
    get live() {
      return count();
    },
    get mostLive() {
      return mostLive;
    },
  };
}

function createFakeSession(calls: unknown[][], onEnd: () => void) {
  const listeners = new Set<() => void>();
  let snapshot: RealTimeSnapshot = {
    state: "connecting",
    sessionId: "a session",
    subscribeToken: "a token",
    error: null,
    attempt: 0,
    remoteStream: null,
    generationSeconds: 0,
    connectionQuality: { quality: "unknown", reasons: [] },
  };
  const change = (patch: Partial<RealTimeSnapshot>) => {
    snapshot = { ...snapshot, ...patch };
    for (const listener of listeners) listener();
  };
  const call =
    (name: string) =>
    async (...args: unknown[]) =>
      void calls.push([name, ...args]);
  const session = {
    set: call("set"),
    setPrompt: call("setPrompt"),
    setImage: call("setImage"),
    getSnapshot: () => snapshot,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    disconnect() {
      onEnd();
      change({ state: "disconnected" });
    },
  } as unknown as RealTimeClient;
  return { session, change };
}

/** A stream that nobody plays. */
export const anyStream = () => ({ getTracks: () => [] }) as unknown as MediaStream;
