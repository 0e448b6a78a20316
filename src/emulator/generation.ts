import type { ServerMessage } from "../protocol/server-messages";
import type { EmulatorBehaviour } from "./behaviour";
import type { SessionLog } from "./session-log";

/** What the clock of a session works with. */
export interface GenerationOptions {
  log: SessionLog;
  behaviour(): EmulatorBehaviour;
  send(message: ServerMessage): void;
  end(reason: string): void;
  /** Seconds that a token allows; undefined for as long as it likes. */
  maxSeconds: number | undefined;
}

/** Counts the seconds that a session is billed for. */
export interface Generation {
  readonly seconds: number;
  /** The first frame is about to be sent. Further calls do nothing. */
  start(): void;
  stop(): void;
}

export function createGeneration({ log, behaviour, send, end, maxSeconds }: GenerationOptions): Generation {
  let seconds = 0;
  let timer: NodeJS.Timeout | undefined;
  let started = false;
  let stopped = false;
  const limit =
    maxSeconds === undefined
      ? undefined
      : setTimeout(() => end("session_limit"), Math.min(maxSeconds * 1000, 2 ** 31 - 1));

  function schedule(): void {
    timer = setTimeout(tick, behaviour().tickIntervalMs);
  }

  function tick(): void {
    seconds++;
    log.setSeconds(seconds);
    const { ticks, creditSeconds } = behaviour();
    if (ticks) send({ type: "generation_tick", seconds });
    if (creditSeconds !== null && seconds >= creditSeconds) end("insufficient_credits");
    else if (!stopped) schedule();
  }

  return {
    get seconds() {
      return seconds;
    },
    start() {
      if (started || stopped) return;
      started = true;
      send({ type: "generation_started" });
      schedule();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(limit);
    },
  };
}
