import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** The faults of the socket's beginning. */
export interface UpgradeFaults {
  refuse(times: number, status: number): void;
  hang(times: number): void;
  /** Applies a fault, if one is due; false lets the upgrade through. */
  intercept(request: IncomingMessage, socket: Duplex): boolean;
  /** Lets go of the connections that hang. */
  close(): void;
}

/** Answers an upgrade with an HTTP status. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  const body = JSON.stringify({ error: STATUS_CODES[status] ?? "Refused" });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}\r\nConnection: close\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

export function createUpgradeFaults(): UpgradeFaults {
  const hanging = new Set<Duplex>();
  let toRefuse = 0;
  let toHang = 0;
  let status = 503;

  return {
    refuse(times, withStatus) {
      toRefuse = times;
      status = withStatus;
    },
    hang(times) {
      toHang = times;
    },
    intercept(_request, socket) {
      if (toHang > 0) {
        toHang--;
        hanging.add(socket);
        // Without a reader the end of the client would never be seen.
        socket.resume();
        socket.on("end", () => socket.destroy());
        socket.on("close", () => hanging.delete(socket));
        return true;
      }
      if (toRefuse > 0) {
        toRefuse--;
        refuseUpgrade(socket, status);
        return true;
      }
      return false;
    },
    close() {
      for (const socket of hanging) socket.destroy();
    },
  };
}
