import type { DecartSDKError } from "../errors";
import { advance, applySettled, beginAttempt, failAttempt, finish, loseLink, sendNextCall } from "./attempts";
import { type Draft, effect, notify, setStatus, update, updateLink } from "./draft";
import { callTimeoutError, closeError, connectTimeoutError, disconnectedError } from "./failure";
import { onMessage } from "./messages";
import { addCall, failCall, findCall, readyCall } from "./requests";
import type { SessionEvent, SessionEventOf, SessionState, Step } from "./session-state";
import { phaseEnded } from "./timeline";

type EventType = SessionEvent["type"];
type Phase = SessionState["phase"];
type Handler<T extends EventType> = (draft: Draft, event: SessionEventOf<T>) => void;
type Row<T extends EventType> = { readonly [P in Phase]?: Handler<T> };

const ATTEMPT: Phase[] = ["attempting", "live"];
const OPEN: Phase[] = ["attempting", "waiting", "live"];

/** The same handler in several phases. */
const during = <T extends EventType>(phases: Phase[], handler: Handler<T>): Row<T> =>
  Object.fromEntries(phases.map((phase) => [phase, handler]));

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
  socketClosed: during(ATTEMPT, (draft, { code, reason }) => {
    fail(draft, closeError(code, reason, draft.state.link?.socketOpen ?? false));
  }),
  message: during(ATTEMPT, (draft, { message }) => onMessage(draft, message)),
  signal: during(ATTEMPT, (draft, { message }) => {
    updateLink(draft, { outbox: [...(draft.state.link?.outbox ?? []), message] });
    advance(draft);
  }),
  mediaConnected: during(["attempting"], (draft) => {
    const { link } = draft.state;
    if (!link || link.mediaConnected) return;
    phaseEnded(draft, "webrtc-handshake", link.offerSentAt ?? link.startedAt);
    updateLink(draft, { mediaConnected: true });
    advance(draft);
  }),
  track: during(ATTEMPT, (draft, { track }) => effect(draft, { type: "attachTrack", track })),
  diagnostic: during(OPEN, (draft, { event }) => notify(draft, "diagnostic", event)),
  attemptFailed: during(ATTEMPT, (draft, { error }) => fail(draft, error)),
};

function fail(draft: Draft, error: DecartSDKError): void {
  if (draft.state.phase === "live") loseLink(draft, error);
  else failAttempt(draft, error);
}

function onTimer(draft: Draft, { timer }: SessionEventOf<"timer">): void {
  const { phase, policy, error, requests } = draft.state;
  if (timer === "connect") finish(draft, connectTimeoutError(policy.connectTimeoutMs, error));
  else if (timer === "retry") beginAttempt(draft);
  else if (timer === "attempt") {
    if (phase === "attempting") failAttempt(draft, connectTimeoutError(policy.attemptTimeoutMs, null));
  } else {
    const id = Number(timer.slice("call:".length));
    const timeoutMs = findCall(requests, id)?.timeoutMs;
    if (timeoutMs !== undefined) applySettled(draft, failCall(requests, id, callTimeoutError(timeoutMs)));
  }
}

/**
 * The session, as a pure function: what has happened and what is known go in, what is known next and what to do
 * about it come out. An event of an attempt that is over changes nothing; that is the only such check there is.
 */
export function transition(state: SessionState, event: SessionEvent): Step {
  if ("attempt" in event && event.attempt !== state.link?.attempt) return [state, []];
  const handler = TABLE[event.type][state.phase] as Handler<EventType> | undefined;
  if (!handler) return [state, []];
  const draft: Draft = { state, effects: [], at: event.at };
  handler(draft, event);
  return [draft.state, draft.effects];
}
