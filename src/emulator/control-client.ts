import type { BehaviourPatch } from "./behaviour";
import type { EmulatorControl, SessionControl, SessionMatch, SessionRecord } from "./control-types";
import type { WaitOptions } from "./signal";

/** An emulator in another process. Its methods are those of {@link Emulator}. */
export interface RemoteEmulator extends EmulatorControl {
  /** The records of all sessions so far. */
  sessions(): Promise<SessionRecord[]>;
  /** A handle of one session. @param id - default `"latest"`: the newest one at each call */
  session(id?: string): SessionControl;
  /** Resolves with the first session that matches, a past one or one to come. */
  waitForSession(match?: SessionMatch, options?: WaitOptions): Promise<SessionControl>;
}

// JSON has no regular expressions: they travel as `/pattern/flags`, which the emulator understands.
const replacer = (_key: string, value: unknown) => (value instanceof RegExp ? String(value) : value);

/**
 * Drives an emulator that was started with `control: true` (`decart-emulator --control`), from a page or from Node.
 *
 * @param httpUrl - the emulator's `httpUrl`
 * @example
 * const emulator = controlEmulator("http://127.0.0.1:8787");
 * const session = await emulator.waitForSession();
 * await session.terminate();
 */
export function controlEmulator(httpUrl: string): RemoteEmulator {
  const base = `${httpUrl.replace(/\/$/, "")}/__control`;

  async function request<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await fetch(base + path, init);
    const answer: { result?: T; error?: string } = await response.json();
    if (!response.ok) throw new Error(answer.error ?? `The emulator answered ${response.status}`);
    return answer.result as T;
  }
  const post = <T>(path: string, args: unknown[]) =>
    request<T>(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(args, replacer),
    });

  function session(id = "latest"): SessionControl {
    const call = <T>(method: string, ...args: unknown[]) =>
      post<T>(`/sessions/${encodeURIComponent(id)}/${method}`, args);
    return {
      id,
      record: () => call("record"),
      mediaCounts: () => call("mediaCounts"),
      configure: (patch: BehaviourPatch) => call("configure", patch),
      terminate: () => call("terminate"),
      closeSocket: (code, reason) => call("closeSocket", code, reason),
      killMedia: () => call("killMedia"),
      end: (reason) => call("end", reason),
      sendText: (text) => call("sendText", text),
      sendBinary: (bytes) => call("sendBinary", bytes),
      sendError: (error) => call("sendError", error),
      sendOffer: () => call("sendOffer"),
      releaseAcks: (kind) => call("releaseAcks", kind),
      waitForFrames: (count, options) => call("waitForFrames", count, options),
      waitForState: (state, options) => call("waitForState", state, options),
      waitForEvent: (event, options) => call("waitForEvent", event, options),
      waitForClose: (options) => call("waitForClose", options),
    };
  }

  return {
    sessions: () => request("/sessions"),
    session,
    waitForSession: async (match = {}, options) =>
      session((await post<SessionRecord>("/waitForSession", [match, options])).id),
    configure: (patch) => post("/configure", [patch]),
    counters: () => post("/counters", []),
    requests: () => post("/requests", []),
    jobs: () => post("/jobs", []),
    telemetry: () => post("/telemetry", []),
    waitForTelemetry: (count, options) => post("/waitForTelemetry", [count, options]),
    refuseUpgrades: (times, status) => post("/refuseUpgrades", [times, status]),
    hangUpgrades: (times) => post("/hangUpgrades", [times]),
    failRequests: (failure) => post("/failRequests", [failure]),
    expireTokens: () => post("/expireTokens", []),
    waitForIdle: (options) => post("/waitForIdle", [options]),
    close: () => post("/close", []),
  };
}
