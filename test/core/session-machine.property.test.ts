import fc from "fast-check";
import { expect, test } from "vitest";
import { closeError } from "../../src/core/failure";
import type { SessionPolicy } from "../../src/core/policy";
import { transition } from "../../src/core/session-machine";
import { InvalidAPIKeyError, WebRTCError } from "../../src/errors";
import type { StateMessage } from "../../src/protocol/client-messages";
import type { ServerMessage } from "../../src/protocol/server-messages";
import { createMachine, type Machine, POLICY } from "./machine";
import { ackOf, attemptInputs, goLive, inputs, SESSION_ID, say } from "./machine-script";

type Step = readonly [name: keyof typeof STEPS, pick: number];

const message =
  (...messages: ServerMessage[]) =>
  (machine: Machine, pick: number) => {
    const said = messages[pick % messages.length];
    if (said) say(machine, said);
  };
const state = (id: number, pick: number): StateMessage =>
  pick % 3 === 0
    ? { type: "prompt", prompt: `P${id}`, enhance_prompt: true }
    : { type: "set_image", image_data: `I${id}`, ...(pick % 3 === 1 && { prompt: null }) };

/** What can happen to a session, as it stands. */
const STEPS = {
  sceneReady: (machine, pick) => {
    const scene = { prompt: pick % 2 ? { text: "A", enhance: true } : null, image: pick % 4 > 1 ? "AAAA" : null };
    if (!machine.state.scene) machine.dispatch({ type: "sceneReady", scene });
  },
  socketOpen: (machine) => {
    if (!machine.state.link?.socketOpen) machine.dispatch({ type: "socketOpen", attempt: machine.attempt });
  },
  socketClosed: (machine, pick) => {
    const closes = [
      [1008, ""],
      [1011, "401"],
      [1000, ""],
    ] as const;
    const [code, reason] = closes[pick] ?? [1006, ""];
    machine.dispatch({ type: "socketClosed", attempt: machine.attempt, code, reason });
  },
  sessionId: message(SESSION_ID),
  acknowledged: (machine, pick) => say(machine, ackOf(machine, pick % 5 > 0)),
  answer: message({ type: "answer", sdp: "v=0" }, { type: "ice-candidate", candidate: null }),
  generation: message({ type: "generation_started" }, { type: "generation_tick", seconds: 2 }, { type: "ready" }),
  generationEnded: message({ type: "generation_ended", seconds: 2, reason: "time_limit" }),
  error: message(
    { type: "error", error: "Send the prompt first" },
    { type: "error", error: "At capacity" },
    { type: "error", error: "invalid session" },
    { type: "error", error: "Unauthorized" },
  ),
  queue: message({ type: "queue_position", position: 3, queue_size: 9 }),
  signal: (machine, pick) => {
    const signal =
      pick % 2 ? { type: "offer" as const, sdp: "v=0" } : { type: "ice-candidate" as const, candidate: null };
    machine.dispatch({ type: "signal", attempt: machine.attempt, message: signal });
  },
  mediaConnected: (machine) => machine.dispatch({ type: "mediaConnected", attempt: machine.attempt }),
  track: (machine) => machine.dispatch({ type: "track", attempt: machine.attempt, track: { kind: "video" } }),
  attemptFailed: (machine, pick) => {
    const error = pick % 3 ? new WebRTCError("WEBRTC_ICE_ERROR", "no path") : new InvalidAPIKeyError("no key");
    machine.dispatch({ type: "attemptFailed", attempt: machine.attempt, error });
  },
  call: (machine, pick) => {
    const id = calls(machine) + 1;
    const kind = (["prompt", "set", "image"] as const)[pick % 3] ?? "set";
    const reading = kind !== "prompt" && pick % 2 === 0;
    const call = { id, kind, message: reading ? null : state(id, pick), timeoutMs: 5000 + pick };
    machine.dispatch({ type: "callAdded", call });
  },
  callRead: (machine, pick) => {
    const reading = machine.state.requests.waiting.filter((call) => !call.message);
    const id = reading[pick % (reading.length || 1)]?.id ?? pick;
    if (pick % 3) machine.dispatch({ type: "callReady", id, message: state(id, 1) });
    else machine.dispatch({ type: "callFailed", id, error: closeError(1006, "", true) });
  },
  timer: (machine, pick) => machine.fire(pick > 8 ? [...machine.timers.keys()][pick % machine.timers.size] : undefined),
  wait: (machine, pick) => machine.wait(pick),
  goLive: (machine) => goLive(machine),
  interrupted: (machine) => machine.dispatch({ type: "mediaInterrupted", attempt: machine.attempt }),
  iceFailed: (machine) => {
    const error = new WebRTCError("WEBRTC_ICE_ERROR", "no path");
    machine.dispatch({ type: "mediaFailed", attempt: machine.attempt, error });
  },
  vitals: (machine, pick) => {
    const vitals = { bytes: pick % 3 ? 0 : pick, frames: pick % 4 ? 0 : pick, sent: pick };
    machine.dispatch({ type: "vitals", attempt: machine.attempt, vitals });
  },
  previous: (machine, pick) => {
    const attempt = machine.state.previous?.attempt;
    if (attempt === undefined) return;
    const all = attemptInputs(attempt);
    const input = all[pick % all.length];
    if (input) machine.dispatch(input);
  },
  world: (machine, pick) => {
    const world = ["offline", "online", "away", "back", "visible", "reconnectNow"] as const;
    machine.dispatch({ type: world[pick % world.length] ?? "online" });
  },
  stale: (machine, pick) => {
    const attempt = machine.attempt + (pick % 2 ? 1 : -1);
    if (attempt === machine.state.previous?.attempt) return;
    for (const input of attemptInputs(attempt)) {
      const [next, effects] = transition(machine.state, { ...input, at: 0 });
      expect(next === machine.state && effects.length === 0, `stale ${input.type}`).toBe(true);
    }
  },
} satisfies Record<string, (machine: Machine, pick: number) => unknown>;

const calls = (machine: Machine) => machine.effects.filter((effect) => startsCall(effect)).length;
const startsCall = (effect: Machine["effects"][number]) =>
  effect.type === "startTimer" && effect.timer.startsWith("call:");

// What ends a session is rare, so that the walks get far.
const RARE: Partial<Record<keyof typeof STEPS, number>> = { generationEnded: 1, error: 2, attemptFailed: 1, timer: 2 };
const OFTEN: Partial<Record<keyof typeof STEPS, number>> = { goLive: 16, sceneReady: 8, acknowledged: 10, call: 12 };
const names = fc.oneof(
  ...(Object.keys(STEPS) as (keyof typeof STEPS)[]).map((name) => ({
    weight: RARE[name] ?? OFTEN[name] ?? 5,
    arbitrary: fc.constant(name),
  })),
);
const steps: fc.Arbitrary<Step[]> = fc.array(fc.tuple(names, fc.nat(11)), { maxLength: 80, size: "max" });
const policies: fc.Arbitrary<Partial<SessionPolicy>> = fc.record({
  role: fc.constantFrom("producer" as const, "producer" as const, "viewer" as const),
  sequential: fc.boolean(),
  freshKeys: fc.boolean(),
  reconnect: fc.constantFrom(POLICY.reconnect, { ...POLICY.connect, maxAttempts: 2 }, null),
});

function walk(policy: Partial<SessionPolicy>, path: readonly Step[]) {
  const machine = createMachine(policy);
  machine.dispatch({ type: "connect" });
  for (const [name, pick] of path) {
    if (machine.state.phase === "closed") break;
    STEPS[name](machine, pick);
  }
  return machine;
}

test("whatever happens, the machine keeps what the session relies on, and ends clean", () => {
  const reached = { live: 0, reconnecting: 0, settled: 0 };
  fc.assert(
    fc.property(policies, steps, (policy, path) => {
      const machine = walk(policy, path);
      if (machine.statuses.includes("connected")) reached.live += 1;
      if (machine.statuses.includes("reconnecting")) reached.reconnecting += 1;
      machine.dispatch({ type: "end", error: null });
      expect(machine.state).toMatchObject({ phase: "closed", status: "disconnected", link: null });
      expect(machine.settled.size).toBe(calls(machine));
      reached.settled += machine.settled.size;
      const ends = machine.effects.filter(({ type }) => type === "connected" || type === "connectFailed");
      expect(ends.length, "the connect settles once").toBe(1);
    }),
    { numRuns: 1500 },
  );
  // The walks say something only when they get that far.
  expect(Math.min(reached.live, reached.reconnecting, reached.settled)).toBeGreaterThan(100);
});

test("after the end nothing changes anything", () => {
  fc.assert(
    fc.property(policies, steps, (policy, path) => {
      const machine = walk(policy, path);
      machine.dispatch({ type: "end", error: new Error("aborted") });
      for (const input of inputs(machine.attempt)) {
        const [next, effects] = transition(machine.state, { ...input, at: 0 });
        expect(next === machine.state && effects.length === 0, input.type).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});
