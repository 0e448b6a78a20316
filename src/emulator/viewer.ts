import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { ClientMessage } from "../protocol/client-messages";
import { type BehaviourPatch, type EmulatorBehaviour, mergePatches } from "./behaviour";
import { openInbox } from "./inbox";
import { createNegotiation, isSignal } from "./negotiation";
import { createOutbox } from "./outbox";
import type { ProducerShell, SessionShell } from "./session";
import { createSessionControl } from "./session-control";
import { createSessionLog, type SessionFacts } from "./session-log";
import { createSignal, type Signal } from "./signal";
import type { WebRtcStack } from "./stack";

/** What a viewer is made of. */
export interface ViewerOptions {
  socket: WebSocket;
  /** What the socket stands on. */
  stream: Duplex;
  facts: SessionFacts;
  stack: WebRtcStack;
  behaviour(own: BehaviourPatch): EmulatorBehaviour;
  signal: Signal;
  onNote(event: string, session: SessionShell): void;
  /** Whom it watches. */
  producer: ProducerShell;
}

/** Runs one viewer: it gets what the producer gets, says nothing, and ends with the producer's session. */
export function createViewer(options: ViewerOptions): SessionShell {
  const { socket, facts, stack, producer } = options;
  const signal = createSignal(options.signal);
  let own: BehaviourPatch = {};
  const behaviour = () => options.behaviour(own);
  const log = createSessionLog(facts, signal, (event) => options.onNote(event, shell));
  const outbox = createOutbox(behaviour, (message) => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify(message));
    log.note(`>${message.type}`);
  });
  const end = () => socket.close(1000);
  const media = producer.watch({
    onState: (state) => log.setState(state),
    onFrame(width, height) {
      if (log.connection === "connected") log.frameOut(width, height);
    },
    onEnd: end,
  });
  const negotiation = createNegotiation({
    stack,
    media,
    log,
    behaviour,
    send: outbox.send,
    acknowledged: () => true,
  });

  async function handle(message: ClientMessage): Promise<void> {
    log.receive(message);
    if (isSignal(message)) return negotiation.handle(message);
    outbox.send({ type: "error", error: "Viewers can't change the session" });
  }

  const shell: SessionShell = {
    get livePeer() {
      return negotiation.livePeer;
    },
    behaviour,
    terminate: () => socket.terminate(),
    closeSocket: (code, reason) => socket.close(code, reason),
    public: createSessionControl({
      log,
      signal,
      socket,
      negotiation,
      outbox,
      end,
      configure(patch) {
        own = mergePatches(own, patch);
        signal.changed();
      },
    }),
  };

  log.note("open");
  log.setState(producer.public.state);
  openInbox({
    socket,
    stream: options.stream,
    outbox,
    log,
    first: Promise.resolve(),
    isOpen: () => !log.closed,
    handle,
  });
  socket.on("close", (code: number, reason: Buffer) => {
    outbox.stop();
    negotiation.kill();
    media.close();
    log.close(code, reason.toString());
  });
  return shell;
}
