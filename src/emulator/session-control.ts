import type { WebSocket } from "ws";
import type { AckKind, BehaviourPatch } from "./behaviour";
import type { SessionControl } from "./control-types";
import type { Look, LookState } from "./look";
import { countsOf } from "./media-counts";
import type { Negotiation } from "./negotiation";
import type { Outbox } from "./outbox";
import type { ReceivedMessage, SessionLog } from "./session-log";
import type { Signal, WaitOptions } from "./signal";

/** One session of the emulator, while it runs and afterwards. Its properties are always those of the moment. */
export interface EmulatorSession extends Omit<SessionControl, "waitForState"> {
  /** How many sessions there were before it. */
  readonly index: number;
  /** Of a viewer: the id of the session that it watches; null for a producer. */
  readonly watches: string | null;
  /** The model's name. */
  readonly model: string;
  /** Whether its socket is open. */
  readonly open: boolean;
  /** The state in force. */
  readonly state: LookState;
  /** How its frames are painted. */
  readonly look: Look;
  /** Frames that were sent back. */
  readonly framesOut: number;
  /** Messages from the client as they came, pictures and all. */
  readonly received: readonly ReceivedMessage[];
  /** Resolves when the state in force has these values, or satisfies the predicate. Rejects when the session closes. */
  waitForState(state: Partial<LookState> | ((state: LookState) => boolean), options?: WaitOptions): Promise<LookState>;
}

interface SessionParts {
  log: SessionLog;
  signal: Signal;
  socket: WebSocket;
  negotiation: Negotiation;
  outbox: Outbox;
  end(reason: string): void;
  configure(patch: BehaviourPatch): void;
}

function matches(state: LookState, wanted: Partial<LookState>): boolean {
  return Object.entries(wanted).every(([name, value]) => state[name as keyof LookState] === value);
}

/** The handle of a session that tests and apps get. */
export function createSessionControl(parts: SessionParts): EmulatorSession {
  const { log, signal, socket, negotiation, outbox } = parts;

  function until<T>(what: string, check: () => T | undefined, options?: WaitOptions): Promise<T> {
    return signal.until(
      `${what} in session ${log.facts.index}`,
      () => {
        const value = check();
        if (value === undefined && log.closed) throw new Error(`Session ${log.facts.index} closed before ${what}`);
        return value;
      },
      options,
    );
  }

  return {
    id: log.facts.id,
    index: log.facts.index,
    watches: log.facts.watches,
    model: log.facts.model,
    get open() {
      return log.closed === null;
    },
    get state() {
      return log.state;
    },
    get look() {
      return log.look;
    },
    get framesOut() {
      return log.framesOut;
    },
    received: log.received,
    record: async () => log.snapshot(),
    mediaCounts: async () => countsOf(log, await negotiation.getStats()),
    configure: async (patch) => parts.configure(patch),
    terminate: async () => socket.terminate(),
    closeSocket: async (code = 1000, reason = "") => socket.close(code, reason),
    killMedia: async () => negotiation.kill(),
    end: async (reason = "insufficient_credits") => parts.end(reason),
    sendText: async (text) => socket.send(text),
    sendBinary: async (bytes) => socket.send(Uint8Array.from(bytes)),
    sendError: async (error) => outbox.send({ type: "error", error }),
    sendOffer: () => negotiation.sendOffer(),
    releaseAcks: async (kind?: AckKind) => outbox.releaseAcks(kind),
    waitForFrames(count, options) {
      const goal = log.framesOut + count;
      return until(`${count} frames`, () => (log.framesOut >= goal ? true : undefined), options).then(() => {});
    },
    waitForState(wanted, options) {
      const fits = typeof wanted === "function" ? wanted : (state: LookState) => matches(state, wanted);
      return until("the state", () => (fits(log.state) ? log.state : undefined), options);
    },
    waitForEvent: (event, options) =>
      until(`"${event}"`, () => (log.has(event) ? true : undefined), options).then(() => {}),
    waitForClose: (options) =>
      until(
        "the close",
        () => (log.closed ? { code: log.closed.code, reason: log.closed.reason } : undefined),
        options,
      ),
  };
}
