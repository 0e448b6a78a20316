import { expect, test } from "vitest";
import { createMachine } from "./machine";

test("media that connects twice in an attempt is one phase", () => {
  const machine = createMachine();
  machine.dispatch({ type: "connect" });
  for (let time = 0; time < 2; time += 1) machine.dispatch({ type: "mediaConnected", attempt: 1 });
  const phases = machine.effects.filter((effect) => effect.type === "notify" && effect.event === "diagnostic");
  expect(phases).toMatchObject([{ data: { name: "phaseTiming", data: { phase: "webrtc-handshake", success: true } } }]);
});

test("an aborted connect is reported as a failed one", () => {
  const machine = createMachine();
  machine.dispatch({ type: "connect" });
  machine.dispatch({ type: "end", error: new DOMException("stop", "AbortError") });
  const total = machine.effects.find((effect) => effect.type === "notify" && effect.event === "diagnostic");
  expect(total).toMatchObject({ data: { name: "phaseTiming", data: { phase: "total", success: false } } });
});
