import type { ClientMessage } from "../protocol/client-messages";
import type { SessionRecord } from "./control-types";
import { type Look, type LookState, lookOf } from "./look";
import { PASSTHROUGH } from "./scene";
import type { Signal } from "./signal";

/** What is known of a session before its first message. */
export type SessionFacts = Pick<SessionRecord, "id" | "index" | "watches" | "model" | "query" | "userAgent" | "origin">;

/** A message from the client. */
export interface ReceivedMessage {
  /** Milliseconds since the session was accepted. */
  at: number;
  /** As it came; of `image_data` longer than 64 Ki characters only the length is kept, as `[N characters]`. */
  message: ClientMessage;
}

/** The memory of one session: what happened, and the state in force. */
export interface SessionLog {
  readonly facts: SessionFacts;
  readonly state: LookState;
  readonly look: Look;
  readonly received: readonly ReceivedMessage[];
  readonly framesOut: number;
  readonly closed: SessionRecord["closed"];
  readonly connection: SessionRecord["connection"];
  /** Whether the journal has an event that starts so. */
  has(event: string): boolean;
  note(event: string): void;
  receive(message: ClientMessage): void;
  setState(state: LookState): void;
  setConnection(state: string | null): void;
  setSeconds(seconds: number): void;
  setLoudness(loudness: number): void;
  frameIn(width: number, height: number): void;
  frameOut(width: number, height: number): void;
  close(code: number, reason: string): void;
  snapshot(): SessionRecord;
}

const MAX_KEPT_IMAGE = 64 * 1024;

/** Pictures would fill the memory: their hash is in the state, which is what tests ask for. */
function shortened(message: ClientMessage): ClientMessage {
  if (message.type !== "set_image" || (message.image_data?.length ?? 0) <= MAX_KEPT_IMAGE) return message;
  return { ...message, image_data: `[${message.image_data?.length} characters]` };
}

// A session that runs for days in somebody's CI must not fill the memory.
const LIMIT = 2000;

function keep<T>(list: T[], entry: T): void {
  list.push(entry);
  if (list.length > LIMIT) list.splice(LIMIT / 2, 1); // The beginning and the end are what is asked for.
}

/** @param onNote - hears of each entry of the journal */
export function createSessionLog(facts: SessionFacts, signal: Signal, onNote: (event: string) => void): SessionLog {
  const start = performance.now();
  const openedAt = new Date().toISOString();
  const now = () => Math.round((performance.now() - start) * 10) / 10;
  const received: ReceivedMessage[] = [];
  const journal: SessionRecord["journal"] = [];
  const sizesIn: SessionRecord["sizesIn"] = [];
  let state = PASSTHROUGH;
  let look = lookOf(state);
  let connection: string | null = null;
  let seconds = 0;
  let loudness: number | null = null;
  let framesIn = 0;
  let framesOut = 0;
  let firstFrameIn: SessionRecord["firstFrameIn"] = null;
  let sizeOut: SessionRecord["sizeOut"] = null;
  let closed: SessionRecord["closed"] = null;

  function note(event: string): void {
    keep(journal, { at: now(), event });
    onNote(event);
    signal.changed();
  }

  return {
    facts,
    received,
    get state() {
      return state;
    },
    get look() {
      return look;
    },
    get framesOut() {
      return framesOut;
    },
    get closed() {
      return closed;
    },
    get connection() {
      return connection;
    },
    has: (event) => journal.some((entry) => entry.event.startsWith(event)),
    note,
    receive(message) {
      keep(received, { at: now(), message: shortened(message) });
      note(`<${message.type}`);
    },
    setState(next) {
      state = next;
      look = lookOf(next);
      note("state");
    },
    setConnection(next) {
      connection = next;
      if (next !== null) note(`pc:${next}`);
      signal.changed();
    },
    setSeconds(next) {
      seconds = next;
    },
    setLoudness(next) {
      loudness = next;
    },
    frameIn(width, height) {
      framesIn++;
      const last = sizesIn.at(-1);
      if (last?.width !== width || last.height !== height) keep(sizesIn, { width, height });
      if (firstFrameIn) return;
      firstFrameIn = { at: now(), width, height };
      note("frame-in");
    },
    frameOut(width, height) {
      framesOut++;
      if (sizeOut?.width !== width || sizeOut.height !== height) sizeOut = { width, height };
      if (framesOut === 1) note("frame-out");
      else signal.changed();
    },
    close(code, reason) {
      closed = { at: now(), code, reason };
      note(`close:${code}`);
    },
    snapshot: () => ({
      ...facts,
      openedAt,
      open: closed === null,
      closed,
      state,
      code: look.code,
      framesIn,
      framesOut,
      firstFrameIn,
      sizesIn: [...sizesIn],
      sizeOut,
      connection,
      seconds,
      loudness,
      received: received.map(({ at, message }) => ({ at, type: message.type })),
      journal: [...journal],
    }),
  };
}
