import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import { admit, admitViewer, readSessionRequest, watchedId } from "./admission";
import type { BehaviourPatch, EmulatorBehaviour, SocketDrop } from "./behaviour";
import type { Counters } from "./control-types";
import type { Credentials } from "./credentials";
import type { I420Frame } from "./look";
import { createSession, type ProducerShell, type SessionShell } from "./session";
import type { EmulatorSession } from "./session-control";
import type { Signal } from "./signal";
import type { WebRtcStack } from "./stack";
import { refuseUpgrade } from "./upgrades";
import { createViewer } from "./viewer";

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
  onFrame: ((frame: I420Frame) => void) | undefined;
}

/** Turns upgrades into sessions, and knows all of them. */
export interface SessionHost {
  /** The oldest first, the last 1000. */
  readonly sessions: readonly EmulatorSession[];
  counters(): Omit<Counters, "upgrades">;
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  terminate(): void;
}

const KEPT = 1000;

type Asked = ReturnType<typeof readSessionRequest>;

export function createSessionHost(options: SessionHostOptions): SessionHost {
  const { stack, socketServer, credentials, signal, models, refuseBadKeys, behaviour, address } = options;
  const sessions: EmulatorSession[] = [];
  const viewers = new Set<SessionShell>();
  const producers = new Map<string, ProducerShell>();
  const sockets = new Set<WebSocket>();
  const drops = new WeakMap<SocketDrop, number>();
  let count = 0;
  let transforms = 0;

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

  // What has ended keeps its record, and lets go of its media.
  function record(shell: SessionShell): void {
    sessions.push(shell.public);
    if (sessions.length > KEPT) sessions.shift();
    signal.changed();
  }

  function open(socket: WebSocket, stream: Duplex, asked: Asked, maxSeconds: number | undefined): void {
    const { model, query, userAgent, origin } = asked;
    const shell = createSession({
      socket,
      stream,
      facts: { id: randomUUID(), index: count++, watches: null, model, query, userAgent, origin },
      stack,
      signal,
      behaviour,
      address: address(),
      maxSeconds,
      onFrame: options.onFrame,
      onNote: dropWhenDue,
      onPainted: () => transforms++,
    });
    producers.set(shell.public.id, shell);
    socket.on("close", () => producers.delete(shell.public.id));
    record(shell);
  }

  function openViewer(
    socket: WebSocket,
    stream: Duplex,
    { query, userAgent, origin }: Asked,
    producer: ProducerShell,
  ): void {
    const { id: watches, model } = producer.public;
    const facts = { id: randomUUID(), index: count++, watches, model, query, userAgent, origin };
    const shell = createViewer({ socket, stream, facts, stack, signal, behaviour, onNote: dropWhenDue, producer });
    viewers.add(shell);
    socket.on("close", () => viewers.delete(shell));
    record(shell);
  }

  return {
    sessions,
    counters: () => ({
      sessions: count,
      liveSockets: sockets.size,
      livePeerConnections: [...producers.values(), ...viewers].filter((shell) => shell.livePeer).length,
      liveViewers: viewers.size,
      transforms,
    }),
    upgrade(request, stream, head) {
      const url = new URL(request.url ?? "/", "http://emulator");
      const asked = readSessionRequest(url, request.headers);
      const watched = watchedId(url.pathname);
      const producer = producers.get(watched ?? "");
      const admission =
        watched === null
          ? admit(asked, credentials, models)
          : admitViewer(asked, credentials, producer?.public.model, address());
      if (!admission.ok && refuseBadKeys && /api key/i.test(admission.error)) return refuseUpgrade(stream, 401);
      socketServer.handleUpgrade(request, stream, head, (socket) => {
        sockets.add(socket);
        if (admission.ok && producer) openViewer(socket, stream, asked, producer);
        else if (admission.ok) open(socket, stream, asked, admission.maxSeconds);
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
