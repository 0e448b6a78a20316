import type { DecartSDKError } from "../errors";
import type { RetryPolicy } from "./backoff";

/** What a session does about time and failure. */
export interface SessionPolicy {
  /** A viewer has no state to send. */
  readonly role: "producer" | "viewer";
  /** Of a viewer: what it means that the service doesn't know its session. No retry brings that back. */
  readonly deadToken?: (() => DecartSDKError) | undefined;
  /** The offer waits for the acknowledgement of the state. */
  readonly sequential: boolean;
  /** Milliseconds for all attempts of the first connect; queueing doesn't count. */
  readonly connectTimeoutMs: number;
  /** Attempts of the first connect. */
  readonly connect: RetryPolicy;
  /** Attempts after a loss; null gives up at once. */
  readonly reconnect: RetryPolicy | null;
  readonly recovery: RecoveryPolicy;
  /** The key comes from a provider, which may know a better one when the service refuses. */
  readonly freshKeys: boolean;
}

/** From the first doubt about a connection to a new one: all in milliseconds. */
export interface RecoveryPolicy {
  /** How often the connection's counters are read. */
  readonly sampleMs: number;
  /** Nothing came in for so long: a doubt. */
  readonly silenceMs: number;
  /** From the doubt to an ICE restart. */
  readonly restartAfterMs: number;
  /** A service that hasn't answered a restart by then can't. */
  readonly answerMs: number;
  /** From the answer to a restart to the first packet. */
  readonly mediaMs: number;
  /** For one attempt at a new connection. */
  readonly attemptMs: number;
  /** How long a new connection may take to show its first frame, once it stands. */
  readonly pictureMs: number;
  /** A session has to last so long before its attempts are forgotten. */
  readonly minUptimeMs: number;
  /** Attempts go on at least so long, however many there were. */
  readonly giveUpAfterMs: number;
}

/** The thresholds when the app gives none. */
export const DEFAULT_RECOVERY: RecoveryPolicy = {
  sampleMs: 1000,
  silenceMs: 2500,
  restartAfterMs: 2000,
  answerMs: 3000,
  mediaMs: 5000,
  attemptMs: 10_000,
  pictureMs: 3000,
  minUptimeMs: 10_000,
  giveUpAfterMs: 30_000,
};
