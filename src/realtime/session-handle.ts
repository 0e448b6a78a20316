import type { ConnectionState } from "../core/notices";
import type { Emitter } from "../events";
import type { Session } from "./session";

/** What every live session can do, a viewer's too. */
export interface SessionHandle {
  /** Whether the state is `connected` or `generating`. */
  isConnected(): boolean;
  /** The state now, as `connectionChange` told it last. */
  getConnectionState(): ConnectionState;
  /** Ends the session. The caller's own tracks go on. Idempotent. */
  disconnect(): void;
  [Symbol.dispose](): void;
}

/** The part of a session's facade that a viewer's has as well. */
export function handleOf<Events>({ session, emitter }: { session: Session; emitter: Emitter<Events> }) {
  const disconnect = () => {
    session.dispatch({ type: "end", error: null });
    emitter.drain();
  };
  return {
    isConnected: () => /^(connected|generating)$/.test(session.state.status),
    getConnectionState: () => session.state.status,
    disconnect,
    // Browsers without it would get a member named "undefined".
    ...((Symbol.dispose && { [Symbol.dispose]: disconnect }) as Disposable),
    on: emitter.on,
    once: emitter.once,
    off: emitter.off,
  };
}
