import type { BehaviourPatch } from "./behaviour";
import type { EmulatorControl, SessionMatch } from "./control-types";
import type { I420Frame } from "./look";
import type { EmulatorSession } from "./session-control";
import type { WaitOptions } from "./signal";

/** How an emulator starts. All of {@link EmulatorBehaviour} can be given, too, and changed later. */
export interface EmulatorOptions extends BehaviourPatch {
  /** The port for HTTP and WebSocket. @default 0 (any that is free) */
  port?: number;
  /**
   * The address to listen on. Anything but loopback opens it to the network. While a session runs, wrtc has UDP
   * ports for its media as well; it offers no choice of their interface, and takes only packets of the peer that
   * knows the connection's ICE password. @default "127.0.0.1"
   */
  host?: string;
  /** The account's key that clients must show. @default "emulator-key" */
  apiKey?: string;
  /** Names of realtime models to know besides those of the registry. @default [] */
  models?: readonly string[];
  /** Refuses a bad key with HTTP 401 in place of an `error` message and close code 1008. @default false */
  refuseBadKeys?: boolean;
  /**
   * Serves the control interface under `/__control/`, to loopback only (any page that a local browser shows may use
   * it); see `controlEmulator`. @default false
   */
  control?: boolean;
  /**
   * Sees every frame that a camera has sent, decoded, upright or not, and not yet painted: for tests that judge what a
   * client sends. It must keep nothing of the frame, whose buffer is painted right after. Not over the control interface.
   */
  onFrame?: ((frame: I420Frame) => void) | undefined;
}

/** A running emulator. */
export interface Emulator extends EmulatorControl {
  /** For `realtimeBaseUrl`, such as `ws://127.0.0.1:41234`. */
  readonly url: string;
  /** For `baseUrl`, such as `http://127.0.0.1:41234`. */
  readonly httpUrl: string;
  /** The account's key, for `createDecartClient`. */
  readonly apiKey: string;
  /** Resolves when the emulator has been closed, by whomever. */
  readonly closed: Promise<void>;
  /** Every session so far, the oldest first (the last 1000). */
  readonly sessions: readonly EmulatorSession[];
  /** Resolves with the first session that matches, a past one or one to come. @param match - default any */
  waitForSession(
    match?: SessionMatch | ((session: EmulatorSession) => boolean),
    options?: WaitOptions,
  ): Promise<EmulatorSession>;
}
