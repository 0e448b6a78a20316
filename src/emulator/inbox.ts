import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { ClientMessage } from "../protocol/client-messages";
import { parseClientFrame } from "./client-schema";
import type { Outbox } from "./outbox";
import type { SessionLog } from "./session-log";

/** What reads the frames of a client. */
export interface InboxOptions {
  socket: WebSocket;
  /** What the socket stands on. */
  stream: Duplex;
  outbox: Outbox;
  log: SessionLog;
  /** What has to be over before the first one is read. */
  first: Promise<void>;
  /** Whether messages still count. */
  isOpen(): boolean;
  handle(message: ClientMessage): Promise<void>;
}

/** Reads one frame after the other, as an ordered socket promises: a state is in force before the offer behind it is read. */
export function openInbox({ socket, stream, outbox, log, first, isOpen, handle }: InboxOptions): void {
  let inbox = first;
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    const incoming = parseClientFrame(isBinary ? data : data.toString("utf8"));
    outbox.receive(() => {
      inbox = inbox.then(async () => {
        if (!isOpen()) return;
        if ("message" in incoming) return handle(incoming.message);
        log.note(`invalid: ${incoming.problem}`);
        outbox.send({ type: "error", error: `Invalid message: ${incoming.problem}` });
      });
    });
  });
  // The socket ends one round trip after the client has said goodbye; it has read these bytes by now.
  let open = true;
  stream.on("data", () => {
    if (open && socket.readyState === socket.CLOSING) log.note("<close");
    open = socket.readyState === socket.OPEN;
  });
  socket.on("error", () => {}); // A close follows, with the code that says what it was.
}
