import { describe, expect, test } from "vitest";
import { transition } from "../../src/core/session-machine";
import { initialSession, type SessionInput } from "../../src/core/session-state";
import { InvalidAPIKeyError, WebRTCError } from "../../src/errors";
import { createMachine, type Machine, POLICY } from "./machine";
import { ackOf, attemptInputs, connectLive, goLive, inputs, SESSION_ID, say } from "./machine-script";

const opens = (machine: Machine) => machine.effects.filter(({ type }) => type === "open").length;
const sent = (machine: Machine) =>
  machine.effects.flatMap((effect) => (effect.type === "send" ? [effect.message] : []));
const drop = (machine: Machine, code = 1006, reason = "") =>
  machine.dispatch({ type: "socketClosed", attempt: machine.attempt, code, reason });
const failure = (machine: Machine) => {
  const effect = machine.effects.find(({ type }) => type === "connectFailed");
  return effect?.type === "connectFailed" ? effect.error : undefined;
};
const callPrompt = (id: number, timeoutMs = 15_000): SessionInput => {
  const message = { type: "prompt", prompt: `P${id}`, enhance_prompt: true } as const;
  return { type: "callAdded", call: { id, kind: "prompt", timeoutMs, message } };
};

describe("events that come at the wrong time", () => {
  test("before the connect only its call and the end do anything", () => {
    const state = initialSession(POLICY);
    for (const input of inputs(1).filter(({ type }) => type !== "connect" && type !== "end")) {
      expect(transition(state, { ...input, at: 0 })).toEqual([state, []]);
    }
  });

  test("those of an attempt that is over change nothing", () => {
    const machine = createMachine();
    machine.dispatch({ type: "connect" });
    drop(machine);
    machine.fire("retry");
    goLive(machine);
    const { state } = machine;
    for (const input of attemptInputs(1)) expect(machine.dispatch(input)).toEqual([]);
    expect(machine.state).toBe(state);
  });

  test("between two attempts nothing of the last one counts", () => {
    const machine = createMachine();
    machine.dispatch({ type: "connect" });
    drop(machine);
    const { state } = machine;
    expect(state.phase).toBe("waiting");
    for (const input of attemptInputs(1)) expect(machine.dispatch(input)).toEqual([]);
    expect(machine.state).toBe(state);
  });

  test("a call after the end settles at once with DISCONNECTED", () => {
    const machine = createMachine();
    connectLive(machine);
    machine.dispatch({ type: "end", error: null });
    const { state } = machine;
    expect(machine.dispatch(callPrompt(1))).toMatchObject([
      { type: "settle", ids: [1], error: { code: "DISCONNECTED" } },
    ]);
    expect(machine.state).toBe(state);
  });
});

describe("attempts", () => {
  test.each([1, 3, 7])("%i attempts in all, then the last failure", (maxAttempts) => {
    const machine = createMachine({ connect: { ...POLICY.connect, maxAttempts } });
    machine.dispatch({ type: "connect" });
    while (machine.state.phase === "attempting") {
      drop(machine);
      machine.fire("retry");
    }
    expect(opens(machine)).toBe(maxAttempts);
    expect(failure(machine)).toMatchObject({ code: "WEB_RTC_ERROR", reason: "WEBRTC_WEBSOCKET_ERROR" });
  });

  test("a permanent failure ends it in one attempt", () => {
    for (const [code, reason, expected] of [
      [1008, "", "WEB_RTC_ERROR"],
      [1011, "401", "INVALID_API_KEY"],
    ] as const) {
      const machine = createMachine();
      machine.dispatch({ type: "connect" });
      drop(machine, code, reason);
      expect([opens(machine), failure(machine)]).toMatchObject([1, { code: expected, retryable: false }]);
    }
  });

  test("a provider is asked for a key once more, and a fixed key never", () => {
    for (const [freshKeys, expected] of [
      [true, 2],
      [false, 1],
    ] as const) {
      const machine = createMachine({ freshKeys });
      machine.dispatch({ type: "connect" });
      const error = new InvalidAPIKeyError("refused");
      for (let time = 0; time < 3; time += 1)
        machine.dispatch({ type: "attemptFailed", attempt: machine.attempt, error });
      expect([opens(machine), failure(machine)]).toEqual([expected, error]);
    }
  });

  test("a reconnect has attempts of its own, and its end is an error event", () => {
    const machine = createMachine();
    connectLive(machine);
    drop(machine);
    for (let time = 0; time < 9; time += 1) {
      drop(machine);
      machine.fire("retry");
    }
    // More than three: it isn't given up before 30 s, so at 0, 0.75, 2.25, 5.25, 11.25, 18.75, 26.25 and 33.75 s.
    expect(opens(machine)).toBe(1 + 8);
    expect(machine.statuses).toEqual(["connecting", "connected", "reconnecting", "disconnected"]);
    expect(machine.effects).toContainEqual(expect.objectContaining({ type: "notify", event: "error" }));
    expect(failure(machine)).toBeUndefined();
  });

  test("without a reconnect a loss is the end", () => {
    const machine = createMachine({ reconnect: null });
    connectLive(machine);
    drop(machine);
    expect(machine.statuses).toEqual(["connecting", "connected", "disconnected"]);
    expect(machine.state.error).toMatchObject({ reason: "WEBRTC_WEBSOCKET_ERROR" });
  });

  test("an attempt of a reconnect has 10 s", () => {
    const machine = createMachine();
    connectLive(machine);
    drop(machine);
    expect(machine.timers.get("attempt")).toBe(10_000);
    machine.fire("attempt");
    expect(machine.state).toMatchObject({ phase: "waiting", error: { reason: "WEBRTC_TIMEOUT_ERROR" } });
  });

  test("a queue that lasts until the session is live leaves no time running", () => {
    const machine = createMachine();
    machine.dispatch({ type: "connect" });
    machine.dispatch({ type: "sceneReady", scene: { prompt: null, image: null } });
    const { attempt } = machine;
    machine.dispatch({ type: "socketOpen", attempt });
    say(machine, SESSION_ID);
    say(machine, ackOf(machine));
    say(machine, { type: "queue_position", position: 1, queue_size: 1 });
    machine.dispatch({ type: "mediaConnected", attempt });
    say(machine, { type: "generation_started" });
    expect(machine.state.phase).toBe("live");
    expect([...machine.timers.keys()]).toEqual(["sample"]);
  });
});

describe("what a reconnect restores", () => {
  test("the state that was acknowledged last, not the first one, and not a refused one", () => {
    const machine = createMachine();
    connectLive(machine, { prompt: { text: "first", enhance: true }, image: "AAAA" });
    machine.dispatch(callPrompt(1));
    say(machine, ackOf(machine));
    machine.dispatch(callPrompt(2));
    say(machine, ackOf(machine, false));
    drop(machine);
    machine.dispatch({ type: "socketOpen", attempt: machine.attempt });
    const whole = { type: "set_image", image_data: "AAAA", prompt: "P1", enhance_prompt: true };
    expect(sent(machine).at(-1)).toEqual(whole);
  });

  test("the call that was in flight goes again, once the session is live, and settles once", () => {
    const machine = createMachine();
    connectLive(machine);
    machine.dispatch(callPrompt(1));
    drop(machine);
    goLive(machine);
    expect(sent(machine).at(-1)).toMatchObject({ type: "prompt", prompt: "P1" });
    say(machine, ackOf(machine));
    expect([...machine.settled]).toEqual([[1, null]]);
  });

  test("a call that waits for the new session has its time from the call on", () => {
    const machine = createMachine();
    connectLive(machine);
    drop(machine);
    machine.dispatch(callPrompt(1, 5000));
    expect(machine.timers.get("call:1")).toBe(5000);
    machine.fire("call:1");
    expect(machine.settled.get(1)).toMatchObject({ code: "TIMEOUT" });
  });
});

test("a failed media path is a loss like any other", () => {
  const machine = createMachine();
  connectLive(machine);
  const error = new WebRTCError("WEBRTC_ICE_ERROR", "no path");
  machine.dispatch({ type: "attemptFailed", attempt: machine.attempt, error });
  expect(machine.state).toMatchObject({ phase: "attempting", status: "reconnecting", error });
});
