import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import { admit, readSessionRequest } from "./admission";
import type { BehaviourPatch, EmulatorBehaviour, SocketDrop } from "./behaviour";
import type { Credentials } from "./credentials";
import { createSession, type SessionShell } from "./session";
import type { EmulatorSession } from "./session-control";
import type { Signal } from "./signal";
import type { WebRtcStack } from "./stack";
import { refuseUpgrade } from "./upgrades";

/** What sessions are opened with. */
export interface SessionHostOptions {
  stack: WebRtcStack;
  socketServer: WebSocketServer;
  credentials: Credentials;
  signal: Signal;
  models: readonly string[];
  refuseBadKeys: boolean;
  behaviour(own: BehaviourPatch): EmulatorBehaviour;
  address(): { ip: string; port: number };
}

/** Turns upgrades into sessions, and knows all of them. */
export interface SessionHost {
  /** The oldest first, the last 1000. */
  readonly sessions: readonly EmulatorSession[];
  counters(): { sessions: number; liveSockets: number; livePeerConnections: number };
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  terminate(): void;
}

const KEPT = 1000;

export function createSessionHost(options: SessionHostOptions): SessionHost {
  const { stack, socketServer, credentials, signal, models, refuseBadKeys, behaviour, address } = options;
  const sessions: EmulatorSession[] = [];
  const shells = new Set<SessionShell>();
  const sockets = new Set<WebSocket>();
  const drops = new WeakMap<SocketDrop, number>();
  let count = 0;

  function dropWhenDue(event: string, shell: SessionShell): void {
    const drop = shell.behaviour().dropSocketAt;
    if (drop?.event !== event) return;
    const left = drops.get(drop) ?? drop.times ?? 1;
    if (left <= 0) return;
    drops.set(drop, left - 1);
    const act = () => (drop.code === undefined ? shell.terminate() : shell.closeSocket(drop.code, ""));
    if (drop.delayMs) setTimeout(act, drop.delayMs);
    else act();
  }

  function open(socket: WebSocket, asked: ReturnType<typeof readSessionRequest>, maxSeconds: number | undefined): void {
    const { model, query, userAgent, origin } = asked;
    const shell = createSession({
      socket,
      facts: { id: randomUUID(), index: count++, model, query, userAgent, origin },
      stack,
      signal,
      behaviour,
      address: address(),
      maxSeconds,
      onNote: dropWhenDue,
    });
    // What has ended keeps its record, and lets go of its media.
    shells.add(shell);
    socket.on("close", () => shells.delete(shell));
    sessions.push(shell.public);
    if (sessions.length > KEPT) sessions.shift();
    signal.changed();
  }

  return {
    sessions,
    counters: () => ({
      sessions: count,
      liveSockets: sockets.size,
      livePeerConnections: [...shells].filter((shell) => shell.livePeer).length,
    }),
    upgrade(request, stream, head) {
      const asked = readSessionRequest(new URL(request.url ?? "/", "http://emulator"), request.headers);
      const admission = admit(asked, credentials, models);
      if (!admission.ok && refuseBadKeys && /api key/i.test(admission.error)) return refuseUpgrade(stream, 401);
      socketServer.handleUpgrade(request, stream, head, (socket) => {
        sockets.add(socket);
        if (admission.ok) open(socket, asked, admission.maxSeconds);
        else {
          // A page can't see the status of a failed upgrade, so the reason travels as a message.
          socket.on("error", () => {});
          socket.send(JSON.stringify({ type: "error", error: admission.error }));
          socket.close(1008, admission.error.slice(0, 100));
        }
        socket.on("close", () => {
          sockets.delete(socket);
          signal.changed();
        });
      });
    },
    terminate() {
      for (const socket of sockets) socket.terminate();
    },
  };
}
