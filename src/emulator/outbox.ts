import type { ServerMessage } from "../protocol/server-messages";
import type { AckKind, EmulatorBehaviour } from "./behaviour";

/** An acknowledgement on its way. */
export type Ack = Extract<ServerMessage, { type: "prompt_ack" | "set_image_ack" }>;

/** Sends a session's messages, as late and as often as its behaviour says. */
export interface Outbox {
  send(message: ServerMessage, sent?: () => void): void;
  acknowledge(ack: Ack): void;
  /** Sends what `hold` has kept. */
  releaseAcks(kind?: AckKind): void;
  /** Runs something when the latency has passed that applies to frames from the client; keeps the order. */
  receive(run: () => void): void;
  /** Forgets everything that was still to be sent. */
  stop(): void;
}

const kindOf = (ack: Ack): AckKind => (ack.type === "prompt_ack" ? "prompt" : "set_image");

export function createOutbox(behaviour: () => EmulatorBehaviour, write: (message: ServerMessage) => void): Outbox {
  const timers = new Set<NodeJS.Timeout>();
  const lines = new Map<string, { lastDue: number; waiting: (() => void)[] }>();
  const held: Ack[] = [];
  let stopped = false;

  /** Runs something after a delay, never before what already waits in the same line. */
  function later(name: string, delayMs: number, run: () => void): void {
    const now = performance.now();
    const line = lines.get(name) ?? { lastDue: 0, waiting: [] };
    lines.set(name, line);
    const at = Math.max(now + delayMs, line.waiting.length > 0 ? line.lastDue : 0);
    if (at <= now) return run();
    line.lastDue = at;
    line.waiting.push(run);
    const timer = setTimeout(() => {
      timers.delete(timer);
      // Timers are only good to a millisecond, and may fire out of order: each one lets the line's first go.
      line.waiting.shift()?.();
    }, at - now);
    timers.add(timer);
  }

  function send(message: ServerMessage, sent?: () => void): void {
    const { delayMs, latencyMs, silent } = behaviour();
    if (stopped || silent) return;
    later(message.type, (delayMs[message.type] ?? 0) + latencyMs, () => {
      if (stopped) return;
      write(message);
      sent?.();
    });
  }

  return {
    send,
    acknowledge(ack) {
      const mode = behaviour().acks[kindOf(ack)];
      if (mode === "hold") held.push(ack);
      if (mode === "send" || mode === "double") send(ack);
      if (mode === "double") send(ack);
    },
    releaseAcks(kind) {
      const released = held.filter((ack) => kind === undefined || kindOf(ack) === kind);
      for (const ack of released) held.splice(held.indexOf(ack), 1);
      for (const ack of released) send(ack);
    },
    receive: (run) => later("<", behaviour().latencyMs, run),
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
