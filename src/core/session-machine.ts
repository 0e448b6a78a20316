import type { DecartSDKError } from "../errors";
import { advance, awaitPicture, beginAttempt, failAttempt, onMediaConnected, onTrack } from "./attempts";
import { applySettled, sendNextCall } from "./calls";
import { finish } from "./closing";
import { type Draft, effect, notify, setStatus, update, updateLink } from "./draft";
import { attemptTimeoutError, callTimeoutError, closeError, connectTimeoutError, disconnectedError } from "./failure";
import { onMessage, onPreviousMessage } from "./messages";
import * as recovery from "./recovery";
import { addCall, failCall, findCall, readyCall } from "./requests";
import type { SessionEvent, SessionEventOf, SessionState, Step } from "./session-state";
import { phaseEnded } from "./timeline";

type EventType = SessionEvent["type"];
/** `previous` is where events of the connection before go, while another one is built. */
type Phase = SessionState["phase"] | "previous";
type Handler<T extends EventType> = (draft: Draft, event: SessionEventOf<T>) => void;
type Row<T extends EventType> = { readonly [P in Phase]?: Handler<T> };

const ATTEMPT: Phase[] = ["attempting", "live"];
const OPEN: Phase[] = ["attempting", "waiting", "live"];

/** The same handler in several phases. */
const during = <T extends EventType>(phases: Phase[], handler: Handler<T>): Row<T> =>
  Object.fromEntries(phases.map((phase) => [phase, handler]));

const passOn: Handler<"diagnostic"> = (draft, { event }) => notify(draft, "diagnostic", event);

/** What each event does in each phase; what isn't named changes nothing. The documentation's diagram comes from here. */
export const TABLE: { readonly [T in EventType]: Row<T> } = {
  connect: {
    idle(draft) {
      const { at } = draft;
      update(draft, { connectStartedAt: at, connectResumedAt: at });
      setStatus(draft, "connecting");
      effect(draft, { type: "startTimer", timer: "connect", ms: draft.state.connectLeftMs });
      beginAttempt(draft);
    },
  },
  end: during(["idle", ...OPEN], (draft, { error }) => finish(draft, error)),
  sceneReady: during(OPEN, (draft, { scene }) => {
    update(draft, { scene });
    advance(draft);
  }),
  callAdded: {
    ...during<"callAdded">(OPEN, (draft, { call }) => {
      update(draft, { requests: addCall(draft.state.requests, call) });
      effect(draft, { type: "startTimer", timer: `call:${call.id}`, ms: call.timeoutMs });
      sendNextCall(draft);
    }),
    closed: (draft, { call }) => effect(draft, { type: "settle", ids: [call.id], error: disconnectedError() }),
  },
  callReady: during(OPEN, (draft, { id, message }) => {
    update(draft, { requests: readyCall(draft.state.requests, id, message) });
    sendNextCall(draft);
  }),
  callFailed: during(OPEN, (draft, { id, error }) => applySettled(draft, failCall(draft.state.requests, id, error))),
  timer: during(OPEN, onTimer),
  socketOpen: during(ATTEMPT, (draft) => {
    updateLink(draft, { socketOpen: true });
    phaseEnded(draft, "websocket", draft.state.link?.startedAt ?? draft.at);
    advance(draft);
  }),
  socketClosed: {
    ...during<"socketClosed">(ATTEMPT, (draft, { code, reason }) => {
      const { link, policy } = draft.state;
      const error = closeError(code, reason, link?.socketOpen ?? false, policy.deadToken);
      updateLink(draft, { socketOpen: false });
      fail(draft, error);
    }),
    // The picture may go on, but the session is over.
    previous: (draft) => updatePrevious(draft, { socketOpen: false }),
  },
  message: {
    ...during<"message">(ATTEMPT, (draft, { message }) => onMessage(draft, message)),
    previous: (draft, { message }) => onPreviousMessage(draft, message),
  },
  signal: during(ATTEMPT, (draft, { message }) => {
    updateLink(draft, { outbox: [...(draft.state.link?.outbox ?? []), message] });
    advance(draft);
  }),
  mediaConnected: during(ATTEMPT, onMediaConnected),
  mediaInterrupted: { live: recovery.onInterrupted },
  mediaFailed: {
    attempting: (draft, { error }) => failAttempt(draft, error),
    live: (draft) => recovery.restartIce(draft, "failed"),
  },
  vitals: { ...during(ATTEMPT, recovery.onVitals), previous: recovery.onPreviousVitals },
  track: during(ATTEMPT, (draft, { track }) => onTrack(draft, track)),
  diagnostic: { ...during(OPEN, passOn), previous: passOn },
  attemptFailed: during(ATTEMPT, (draft, { error }) => fail(draft, error)),
  offline: during(OPEN, (draft) => update(draft, { offline: true })),
  online: during(OPEN, recovery.onOnline),
  away: during(OPEN, recovery.onAway),
  back: { waiting: recovery.onBack },
  visible: { live: recovery.onSampleDue },
  reconnectNow: during(OPEN, recovery.onReconnectNow),
};

function updatePrevious(draft: Draft, changes: Partial<NonNullable<SessionState["previous"]>>): void {
  const { previous } = draft.state;
  if (previous) update(draft, { previous: { ...previous, ...changes } });
}

function fail(draft: Draft, error: DecartSDKError): void {
  if (draft.state.phase === "live") recovery.loseLink(draft, error);
  else failAttempt(draft, error);
}

function onTimer(draft: Draft, { timer }: SessionEventOf<"timer">): void {
  const { policy, error, requests } = draft.state;
  switch (timer) {
    case "connect":
      return finish(draft, connectTimeoutError(policy.connectTimeoutMs, error));
    case "retry":
      return beginAttempt(draft);
    case "attempt":
      return failAttempt(draft, attemptTimeoutError(policy.recovery.attemptMs));
    case "picture":
      return awaitPicture(draft);
    case "sample":
      return recovery.onSampleDue(draft);
    case "answer":
    case "media":
      return recovery.onRestartFailed(draft);
  }
  const id = Number(timer.slice("call:".length));
  const timeoutMs = findCall(requests, id)?.timeoutMs;
  if (timeoutMs !== undefined) applySettled(draft, failCall(requests, id, callTimeoutError(timeoutMs)));
}

/** Whose an event is: of the session as a whole or its current attempt, of the connection before, or of none any more. */
function phaseOf({ phase, link, previous }: SessionState, event: SessionEvent): Phase | null {
  if (!("attempt" in event) || event.attempt === link?.attempt) return phase;
  return event.attempt === previous?.attempt ? "previous" : null;
}

/**
 * The session, as a pure function: what has happened and what is known go in, what is known next and what to do
 * about it come out. An event of an attempt that is over changes nothing; that is the only such check there is.
 */
export function transition(state: SessionState, event: SessionEvent): Step {
  const phase = phaseOf(state, event);
  const handler = phase && (TABLE[event.type][phase] as Handler<EventType> | undefined);
  if (!handler) return [state, []];
  const draft: Draft = { state, effects: [], at: event.at };
  handler(draft, event);
  return [draft.state, draft.effects];
}
