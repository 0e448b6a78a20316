import fc from "fast-check";
import { expect, test } from "vitest";
import { callTimeoutError, disconnectedError } from "../../src/core/failure";
import * as queue from "../../src/core/requests";
import type { DecartSDKError } from "../../src/errors";
import type { StateMessage } from "../../src/protocol/client-messages";
import { deepFreeze } from "../support/deep-freeze";

type Step =
  | { do: "call"; kind: queue.CallKind; reading: boolean }
  | { do: "ready"; which: number }
  | { do: "fail"; which: number }
  | { do: "ack"; type: "prompt_ack" | "set_image_ack"; success: boolean; times: number }
  | { do: "lose" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("call" as const),
      kind: fc.constantFrom<queue.CallKind>("set", "prompt", "image"),
      reading: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("ready", "fail"), which: fc.nat(20) }) as fc.Arbitrary<Step>,
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("ack" as const),
      type: fc.constantFrom("prompt_ack" as const, "set_image_ack" as const),
      success: fc.boolean(),
      times: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("lose" as const) }) },
);

/** Plays a schedule on requests that must not be changed in place. */
function play(steps: readonly Step[]) {
  let requests = deepFreeze(queue.NO_REQUESTS);
  const outcomes = new Map<number, DecartSDKError | null>();
  const kinds = new Map<number, queue.CallKind>();
  const sent: StateMessage[] = [];

  const settle = (ids: readonly number[], error: DecartSDKError | null) => {
    for (const id of ids) {
      expect(outcomes.has(id), `call ${id} settles once`).toBe(false);
      outcomes.set(id, error);
    }
  };
  const put = (next: queue.Requests) => {
    requests = deepFreeze(next);
  };
  const apply = ([next, settled]: [queue.Requests, queue.Settled | null]) => {
    put(next);
    if (settled) settle(settled.ids, settled.error);
  };
  const message = (id: number): StateMessage =>
    kinds.get(id) === "prompt"
      ? { type: "prompt", prompt: `P${id}`, enhance_prompt: true }
      : { type: "set_image", image_data: `I${id}` };

  for (const now of steps) {
    const { inFlight } = requests;
    if (now.do === "call") {
      const id = kinds.size + 1;
      kinds.set(id, now.kind);
      const reading = now.reading && now.kind !== "prompt";
      put(queue.addCall(requests, { id, kind: now.kind, message: reading ? null : message(id), timeoutMs: 1 }));
    } else if (now.do === "ready") {
      if (kinds.has(now.which) && !queue.findCall(requests, now.which)?.message) {
        put(queue.readyCall(requests, now.which, message(now.which)));
      }
    } else if (now.do === "fail") {
      apply(queue.failCall(requests, now.which, callTimeoutError(1)));
    } else if (now.do === "lose") {
      put(queue.requeue(requests));
    } else {
      const prompt = inFlight?.message?.type === "prompt" ? inFlight.message.prompt : "P0";
      const ack = { type: now.type, prompt, success: now.success, error: null } as queue.Acknowledgement;
      for (let time = 0; time < now.times; time += 1) apply(queue.acknowledge(requests, ack));
    }
    const [next, out] = queue.nextCall(requests);
    put(next);
    if (out) sent.push(out);

    const open = queue.openIds(requests);
    expect(new Set(open).size).toBe(open.length);
    expect([...open, ...outcomes.keys()].sort((a, b) => a - b)).toEqual([...kinds.keys()]);
    const ready = requests.waiting.filter((call) => call.message).map(({ kind }) => kind);
    expect(new Set(ready).size, "at most one of a kind waits").toBe(ready.length);
  }
  settle(queue.openIds(requests), disconnectedError());
  return { outcomes, kinds, sent };
}

test("every call settles exactly once, whatever the order of things", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { outcomes, kinds } = play(steps);
      expect([...outcomes.keys()].sort((a, b) => a - b)).toEqual([...kinds.keys()]);
    }),
    { numRuns: 1000 },
  );
});

test("without a loss nothing is sent twice", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { sent } = play(steps.filter((now) => now.do !== "lose"));
      const texts = sent.map((message) => JSON.stringify(message));
      expect(new Set(texts).size).toBe(texts.length);
    }),
    { numRuns: 500 },
  );
});
