import { expect, test } from "vitest";
import type { SessionInput } from "../../src/core/session-state";
import { createMachine } from "./machine";
import { connectLive } from "./machine-script";

const event = { name: "audioBlocked", data: { blocked: true } } as const;
const told = [{ type: "notify", event: "diagnostic", data: event }];

test("a diagnostic of the session as a whole is told in every phase, also between two attempts", () => {
  const machine = createMachine();
  const input: SessionInput = { type: "diagnostic", event };
  expect(machine.dispatch(input)).toEqual([]);
  machine.dispatch({ type: "connect" });
  expect(machine.dispatch(input)).toEqual(told);
  machine.dispatch({ type: "socketClosed", attempt: machine.attempt, code: 1006, reason: "" });
  expect(machine.state.phase).toBe("waiting");
  expect(machine.dispatch(input)).toEqual(told);
  machine.dispatch({ type: "end", error: null });
  expect(machine.dispatch(input)).toEqual([]);
});

test("one of an attempt is told only while the attempt lasts", () => {
  const machine = createMachine();
  connectLive(machine);
  expect(machine.dispatch({ type: "diagnostic", attempt: machine.attempt, event })).toEqual(told);
  expect(machine.dispatch({ type: "diagnostic", attempt: machine.attempt + 1, event })).toEqual([]);
});
