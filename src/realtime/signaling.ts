import type { DiagnosticEvent } from "../core/diagnostics";
import type { Platform } from "../platform/platform";
import type { ClientMessage } from "../protocol/client-messages";
import { decode } from "../protocol/codec";
import type { ServerMessage } from "../protocol/server-messages";

/** What the socket tells the session. Nothing is told any more after `close()`. */
export type SignalingEvent =
  | { type: "socketOpen" }
  | { type: "socketClosed"; code: number; reason: string }
  | { type: "message"; message: ServerMessage }
  | { type: "diagnostic"; event: DiagnosticEvent };

/** The socket of one attempt. */
export interface Signaling {
  send(message: ClientMessage): void;
  close(): void;
}

/**
 * Opens the socket. What the service sends is checked here: messages of unknown types are ignored (a newer service
 * may have more of them), frames that are no messages are reported and dropped.
 */
export function openSignaling(platform: Platform, url: string, emit: (event: SignalingEvent) => void): Signaling {
  const key = new URL(url).searchParams.get("api_key") ?? "";
  // What the service says about a key may quote it. A key of a test is a word that texts have anyway.
  const hide = (text: string) => (key.length < 12 ? text : text.replaceAll(key, "…"));
  const socket = platform.openSocket(url, {
    open: () => emit({ type: "socketOpen" }),
    close: (code, reason) => emit({ type: "socketClosed", code, reason: hide(reason) }),
    message(frame) {
      const decoded = decode(frame);
      if (decoded.kind === "known") {
        const { message } = decoded;
        emit({
          type: "message",
          message: message.type === "error" ? { ...message, error: hide(message.error) } : message,
        });
      } else if (decoded.kind === "invalid") {
        emit({ type: "diagnostic", event: { name: "signalingDropped", data: { problem: decoded.problem } } });
      }
    },
  });
  return { send: (message) => socket.send(JSON.stringify(message)), close: () => socket.close() };
}
