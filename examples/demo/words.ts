import { type DecartSDKError, isDecartSDKError } from "@decartai/sdk";
import { NoServiceError } from "./service";

/** An error as the page tells it. */
export interface Words {
  title: string;
  /** What happened and what the reader can do; can stand without the title. */
  text: string;
}

/** What any error of this page means. Told apart by `code`, `reason` and `name`, never by the text of a message. */
export function wordsFor(error: unknown): Words {
  if (isDecartSDKError(error)) return sdkWords(error);
  // The browser's own dialog for a screen was closed, or isn't there.
  if (error instanceof DOMException) {
    return { title: "No screen was shared", text: "Choose “Share screen” again, or go on with another source." };
  }
  if (error instanceof NoServiceError) {
    return { title: "The emulator isn't running", text: "Start it in the repository with npm run demo, then reload." };
  }
  return { title: "Something went wrong", text: error instanceof Error ? error.message : String(error) };
}

/** Whether the test pattern would help: the camera, or the screen, is missing, taken, or not allowed. */
export const isCameraError = (error: unknown): boolean =>
  isDecartSDKError(error)
    ? error.code.startsWith("CAMERA_")
    : error instanceof DOMException && error.name !== "AbortError";

const PATTERN = "or go on with the animated test pattern.";

function sdkWords(error: DecartSDKError): Words {
  const { code, message } = error;
  switch (code) {
    case "INVALID_API_KEY":
      return {
        title: "The API key was refused",
        text: "Check the key. With the emulator, restart npm run demo and reload this page: each start makes a new key.",
      };
    case "MODERATION_REJECTED":
      return { title: "The service refused this", text: `${sentence(message)} Try other words, or another image.` };
    case "MODEL_NOT_FOUND":
      return { title: "There is no such model", text: "Choose another model at the top of the page, and start again." };
    case "INVALID_INPUT":
      return { title: "That can't be sent", text: message };
    case "TIMEOUT":
      return { title: "No answer from the service", text: "It didn't acknowledge this in time. Send it again." };
    case "DISCONNECTED":
      return { title: "The session has ended", text: "It ended before this arrived. Press Start." };
    case "UNSUPPORTED_PLATFORM":
      return { title: "This browser can't do that here", text: message };
    case "CAMERA_DENIED":
      return {
        title: "The camera isn't allowed here",
        text: `Allow it in the browser's address bar and start again, ${PATTERN}`,
      };
    case "CAMERA_NOT_FOUND":
      return { title: "No camera was found", text: `Plug one in and start again, ${PATTERN}` };
    case "CAMERA_IN_USE":
      return { title: "The camera is in use", text: `Close the app that uses it and start again, ${PATTERN}` };
    case "CAMERA_OVERCONSTRAINED":
      return { title: "The camera can't do this size", text: `Choose another model, ${PATTERN}` };
    case "WEB_RTC_ERROR":
      return connectionWords(error);
    default:
      return { title: "Something went wrong", text: message };
  }
}

function connectionWords({ reason, data, message }: DecartSDKError): Words {
  switch (reason) {
    case "WEBRTC_TIMEOUT_ERROR":
      return {
        title: "The connection took too long",
        text: "The service was reached but didn't finish in time. It may be busy: start again in a moment.",
      };
    case "WEBRTC_ICE_ERROR":
      return {
        title: "No path for the video",
        text: "Signaling works, but media doesn't get through. A firewall or VPN may block UDP: try another network.",
      };
    case "WEBRTC_WEBSOCKET_ERROR":
      return {
        title: "The service can't be reached",
        text: "Check that npm run demo is still running in your terminal, and your network if you use the real service.",
      };
    case "WEBRTC_SERVER_ERROR":
      return typeof data?.reason === "string"
        ? { title: "The service ended the session", text: endingOf(data.reason) }
        : { title: "The service reported a problem", text: sentence(message) };
    case "WEBRTC_SIGNALING_ERROR":
      return {
        title: "The two sides didn't agree on the video",
        text: "Start again. If it happens every time, please report it with the console's output.",
      };
    default:
      return { title: "The connection failed", text: message };
  }
}

function endingOf(reason: string): string {
  switch (reason) {
    case "insufficient_credits":
      return "The account is out of credits. Add some, then start again.";
    case "session_limit":
      return "Too many sessions are open with this key. End one, then start again.";
    case "time_limit":
      return "The session reached its time limit. Press Start for a new one.";
    default:
      return `It gave the reason “${reason}”. Press Start for a new session.`;
  }
}

/** The service's texts come with and without a full stop. */
const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
