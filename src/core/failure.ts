import { DecartSDKError, InvalidAPIKeyError, ModelNotFoundError, WebRTCError } from "../errors";
import type { SessionPolicy } from "./policy";

/**
 * The one place where the service's free text is read. What it says here no retry mends.
 * Source: the wire protocol, "Order of a session", 5.
 */
const AUTHENTICATION = /\b401\b|invalid api key|unauthorized/i;
const SESSION = /invalid session/i;
const PERMANENT = /permission denied|not allowed|invalid session/i;
const MODEL = /model not found/i;

/** WebSocket close code of a service that refuses on principle (RFC 6455, 7.4.1). */
const POLICY_VIOLATION = 1008;

const orElse = (text: string, fallback: string) => (text.trim() ? text : fallback);

/** What an `error` message means; the service's own text is the message. */
export function serverError(text: string, deadToken?: SessionPolicy["deadToken"]): DecartSDKError {
  if (AUTHENTICATION.test(text)) return new InvalidAPIKeyError(text);
  if (deadToken && SESSION.test(text)) return deadToken();
  if (MODEL.test(text)) return new ModelNotFoundError(text);
  const message = orElse(text, "The service reported an error without a text.");
  return new WebRTCError("WEBRTC_SERVER_ERROR", message, { retryable: !PERMANENT.test(text) });
}

/** What a closed socket means, `opened` being whether it had been open before. */
export function closeError(
  code: number,
  reason: string,
  opened: boolean,
  deadToken?: SessionPolicy["deadToken"],
): DecartSDKError {
  const data = { closeCode: code };
  if (AUTHENTICATION.test(reason)) return new InvalidAPIKeyError(reason, { data });
  if (deadToken && SESSION.test(reason)) return deadToken();
  if (code === POLICY_VIOLATION || PERMANENT.test(reason)) {
    const message = orElse(reason, "The service closed the session by its policy (close code 1008).");
    return new WebRTCError("WEBRTC_SERVER_ERROR", message, { retryable: false, data });
  }
  const message = opened
    ? `The signaling socket was lost (close code ${code}).`
    : "The signaling socket could not be opened. Check the network, the key and `realtimeBaseUrl`.";
  return new WebRTCError("WEBRTC_WEBSOCKET_ERROR", message, { data });
}

/** The service refused a prompt or an image. */
export function moderationError(text: string | null | undefined): DecartSDKError {
  return new DecartSDKError("MODERATION_REJECTED", orElse(text ?? "", "The service refused the prompt or the image."));
}

/** The service ended the session: out of credits, or at a limit. */
export function endedError(reason: string): DecartSDKError {
  return new WebRTCError("WEBRTC_SERVER_ERROR", `The service ended the session: ${reason}.`, {
    retryable: false,
    data: { reason },
  });
}

/** The first connect took longer than `connectTimeoutMs`. */
export function connectTimeoutError(ms: number, cause: DecartSDKError | null): DecartSDKError {
  return new WebRTCError(
    "WEBRTC_TIMEOUT_ERROR",
    `The session was not connected within ${ms} ms. Check the network; a larger \`connectTimeoutMs\` gives it more time.`,
    {
      ...(cause && { cause }),
    },
  );
}

/** One attempt at a new connection took too long. */
export function attemptTimeoutError(ms: number): DecartSDKError {
  return new WebRTCError("WEBRTC_TIMEOUT_ERROR", `The connection did not come back within ${ms} ms.`);
}

/** A call was not acknowledged in time. */
export function callTimeoutError(ms: number): DecartSDKError {
  return new DecartSDKError("TIMEOUT", `The service did not acknowledge the call within ${ms} ms. Try it again.`, {
    retryable: true,
  });
}

/** A call was made after, or overtaken by, the end of the session. */
export function disconnectedError(): DecartSDKError {
  return new DecartSDKError("DISCONNECTED", "The session has ended. Call connect() for a new one.");
}
