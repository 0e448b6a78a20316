import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { isAvatarModel, models } from "../models";
import type { ClientMessage, StateMessage } from "../protocol/client-messages";
import { type BehaviourPatch, type EmulatorBehaviour, mergePatches } from "./behaviour";
import { createGeneration } from "./generation";
import { openInbox } from "./inbox";
import type { I420Frame, LookState } from "./look";
import { createMedia, type Media } from "./media";
import { createNegotiation, isSignal } from "./negotiation";
import { createOutbox } from "./outbox";
import { changeScene } from "./scene";
import { createSessionControl, type EmulatorSession } from "./session-control";
import { createSessionLog, type SessionFacts } from "./session-log";
import { createSignal, type Signal } from "./signal";
import type { WebRtcStack } from "./stack";

/** What a session is made of. */
export interface SessionOptions {
  socket: WebSocket;
  /** What the socket stands on. */
  stream: Duplex;
  facts: SessionFacts;
  stack: WebRtcStack;
  /** The emulator's behaviour, with the session's own on top. */
  behaviour(own: BehaviourPatch): EmulatorBehaviour;
  /** Sees every decoded frame. */
  onFrame: ((frame: I420Frame) => void) | undefined;
  /** Told of every change. */
  signal: Signal;
  /** Where the service says it is. */
  address: { ip: string; port: number };
  /** Seconds that the token allows. */
  maxSeconds: number | undefined;
  /** A session's journal has a new entry: may be the moment to drop its socket. */
  onNote(event: string, session: SessionShell): void;
  /** A look was painted into a frame. */
  onPainted(): void;
}

/** Somebody who watches a session. */
export interface Follower {
  onState(state: LookState): void;
  onFrame(width: number, height: number): void;
  /** The session is over. */
  onEnd(): void;
}

/** What the emulator itself does with a session. */
export interface SessionShell {
  readonly public: EmulatorSession;
  readonly livePeer: boolean;
  /** The behaviour in force for this session. */
  behaviour(): EmulatorBehaviour;
  terminate(): void;
  closeSocket(code: number, reason: string): void;
}

/** A session that others can watch. */
export interface ProducerShell extends SessionShell {
  /** Lets somebody watch until its media is closed. */
  watch(follower: Follower): Media;
}

/** Runs one session, from the open socket to its end. */
export function createSession(options: SessionOptions): ProducerShell {
  const { socket, facts, stack } = options;
  const signal = createSignal(options.signal);
  const followers = new Set<Follower>();
  let own: BehaviourPatch = {};
  let acknowledged = false;
  let ended = false;
  const behaviour = () => options.behaviour(own);
  const log = createSessionLog(facts, signal, (event) => {
    // The first entry is made when everything is there.
    options.onNote(event, shell);
  });

  const outbox = createOutbox(behaviour, (message) => {
    if (socket.readyState !== socket.OPEN) return;
    if (message.type === "prompt_ack" || message.type === "set_image_ack") acknowledged ||= message.success;
    socket.send(JSON.stringify(message));
    log.note(`>${message.type}`);
  });
  const { send } = outbox;

  const avatar = isAvatarModel(facts.model) ? models.realtime(facts.model) : undefined;
  const media = createMedia({
    stack,
    look: () => log.look,
    // A camera sets the pace by itself; an avatar has to be told when there is somebody to see it.
    flows: () => behaviour().media === "flow" && (!avatar || log.connection === "connected"),
    ...(avatar && { avatar: { ...avatar, image: () => log.state.image, onLoudness: log.setLoudness } }),
    onPainted: options.onPainted,
    onFrameIn(frame) {
      log.frameIn(frame.width, frame.height);
      options.onFrame?.(frame);
    },
    onFrameOut(width, height) {
      generation.start();
      log.frameOut(width, height);
      for (const follower of followers) follower.onFrame(width, height);
    },
  });
  const negotiation = createNegotiation({ stack, media, log, behaviour, send, acknowledged: () => acknowledged });
  const generation = createGeneration({ log, behaviour, send, end, maxSeconds: options.maxSeconds });

  function end(reason: string): void {
    if (ended) return;
    ended = true;
    const { seconds } = generation;
    generation.stop();
    send({ type: "generation_ended", seconds, reason }, () => socket.close(1000));
  }

  function applyState(message: StateMessage): void {
    if (log.closed) return;
    const change = changeScene(log.state, message, behaviour());
    if (change.ok) {
      log.setState(change.state);
      for (const follower of followers) follower.onState(change.state);
    }
    const outcome = { success: change.ok, error: change.ok ? null : change.error };
    if (message.type === "prompt") outbox.acknowledge({ type: "prompt_ack", prompt: message.prompt, ...outcome });
    else outbox.acknowledge({ type: "set_image_ack", ...outcome });
  }

  async function handle(message: ClientMessage): Promise<void> {
    log.receive(message);
    if (isSignal(message)) return negotiation.handle(message);
    const { stateDelayMs } = behaviour();
    // Slow moderation holds up neither the offer behind it nor the order of the states.
    if (stateDelayMs > 0) setTimeout(() => applyState(message), stateDelayMs);
    else applyState(message);
  }

  async function greet(): Promise<void> {
    const { queue } = behaviour();
    for (let position = queue?.length ?? 0; position > 0 && !log.closed; position--) {
      send({ type: "queue_position", position, queue_size: queue?.length ?? 0 });
      await new Promise((resolve) => setTimeout(resolve, queue?.intervalMs ?? 0));
    }
    const { ip, port } = options.address;
    send({ type: "session_id", session_id: facts.id, server_ip: ip, server_port: port });
  }

  const shell: ProducerShell = {
    get livePeer() {
      return negotiation.livePeer;
    },
    behaviour,
    watch(follower) {
      followers.add(follower);
      const branch = media.branch();
      return {
        ...branch,
        close() {
          followers.delete(follower);
          branch.close();
        },
      };
    },
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
  openInbox({
    socket,
    stream: options.stream,
    outbox,
    log,
    first: greet(),
    isOpen: () => !log.closed && !ended,
    handle,
  });
  socket.on("close", (code: number, reason: Buffer) => {
    generation.stop();
    outbox.stop();
    negotiation.kill();
    media.close();
    log.close(code, reason.toString());
    for (const follower of followers) follower.onEnd();
  });
  return shell;
}
