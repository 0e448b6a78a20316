import fc from "fast-check";
import { expect, test } from "vitest";
import { sceneMessage } from "../../src/core/scene";
import type { DecartSDKError } from "../../src/errors";
import type { StateMessage } from "../../src/protocol/client-messages";
import { serveStates, type Verdict } from "../support/fake-service";
import { live } from "./harness";

type Kind = "set" | "prompt" | "image";

interface PlannedCall {
  kind: Kind;
  /** Milliseconds after the call before it. */
  gapMs: number;
  outcome?: "accepted" | DecartSDKError;
}

const answers: Verdict["answer"][] = ["accept", "accept", "accept", "refuse", "ignore"];
const verdict = (more: Partial<Record<"answer" | "twice", fc.Arbitrary<unknown>>> = {}) =>
  fc.record({
    answer: fc.constantFrom(...answers),
    delayMs: fc.nat(2000),
    twice: fc.constant(false),
    ...more,
  }) as fc.Arbitrary<Verdict>;
const calls = fc.array(
  fc.record({ kind: fc.constantFrom<Kind>("set", "prompt", "image"), gapMs: fc.oneof(fc.constant(0), fc.nat(3000)) }),
  { minLength: 1, maxLength: 20 },
);

/** Fires the calls at a service of these verdicts, and waits until all is over. */
async function play(calls: PlannedCall[], verdicts: Verdict[]) {
  const plan = calls.map((call) => ({ ...call }));
  const session = await live();
  const { clock } = session.platform;
  const service = serveStates(session.socket, clock, verdicts);
  const texts = plan.map((_, index) => `text ${index}`);
  for (const [index, planned] of plan.entries()) {
    for (let ms = 0; ms < planned.gapMs; ms += 50) await tick(Math.min(50, planned.gapMs - ms));
    const text = texts[index] ?? "";
    const { client } = session;
    const promise =
      planned.kind === "prompt"
        ? client.setPrompt(text)
        : planned.kind === "set"
          ? client.set({ prompt: text })
          : client.setImage(null, { prompt: text });
    promise.then(
      () => Object.assign(planned, { outcome: "accepted" }),
      (outcome) => Object.assign(planned, { outcome }),
    );
    service.poll();
  }
  for (let ms = 0; ms < 20 * 30_000 && plan.some(({ outcome }) => !outcome); ms += 250) await tick(250);

  async function tick(ms: number) {
    await clock.advance(ms);
    service.poll();
  }
  const callOf = (message: StateMessage) => plan[texts.indexOf(message.prompt ?? "")];
  return { plan, session, service, callOf };
}

const expected = { accept: "accepted", refuse: "MODERATION_REJECTED", ignore: "TIMEOUT" } as const;
const outcomeOf = ({ outcome }: PlannedCall) => (typeof outcome === "object" ? outcome.code : outcome);

test("20 calls at any time, answered late, refused or never: each settles with its own, or its successor's, result", async () => {
  await fc.assert(
    fc.asyncProperty(calls, fc.array(verdict(), { maxLength: 20 }), async (calls: PlannedCall[], verdicts) => {
      const { plan, session, service, callOf } = await play(calls, verdicts);
      const sent = new Set<PlannedCall | undefined>();
      for (const { message, verdict } of service.handled) {
        const call = callOf(message);
        sent.add(call);
        // A call's time runs while it waits for its turn: its acknowledgement may be too late.
        expect([expected[verdict.answer], "TIMEOUT"], `${call?.kind} sent`).toContain(call && outcomeOf(call));
      }
      expect(sent.size, "nothing is sent twice").toBe(service.handled.length);
      for (const [index, call] of plan.entries()) {
        expect(call.outcome, `${call.kind} settles`).toBeDefined();
        if (sent.has(call) || outcomeOf(call) === "TIMEOUT") continue;
        const successors = plan.slice(index + 1).filter(({ kind }) => kind === call.kind || kind === "set");
        expect(successors.map(({ outcome }) => outcome)).toContain(call.outcome);
      }
      // In the caller's order.
      const order = service.handled.map(({ message }) => plan.indexOf(callOf(message) as PlannedCall));
      expect(order).toEqual([...order].sort((a, b) => a - b));
      // The next session is given what the service shows.
      await session.platform.clock.advance(3000);
      // The reading of the counters alone.
      expect(session.platform.clock.pending).toBe(1);
      // What is accepted after its call has timed out may come out of order with the other kind: nobody can tell.
      const late = service.handled.some(({ message, verdict }) => {
        const call = callOf(message);
        return verdict.answer === "accept" && call && outcomeOf(call) === "TIMEOUT";
      });
      fc.pre(!late);
      session.socket.drop();
      session.socket.open();
      expect(session.socket.sent[0]).toEqual(sceneMessage(service.scene));
      session.client.disconnect();
    }),
    { numRuns: 300 },
  );
}, 60_000);

test("acknowledgements that come twice settle nothing else's prompt", async () => {
  const plan = fc.array(fc.record({ kind: fc.constant<Kind>("prompt"), gapMs: fc.nat(500) }), {
    minLength: 1,
    maxLength: 20,
  });
  const answered = verdict({ answer: fc.constantFrom("accept", "refuse"), twice: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(plan, fc.array(answered, { maxLength: 20 }), async (calls: PlannedCall[], verdicts) => {
      const { session, service, callOf } = await play(calls, verdicts);
      for (const { message, verdict } of service.handled) {
        const call = callOf(message);
        expect(call && outcomeOf(call)).toBe(expected[verdict.answer]);
      }
      session.client.disconnect();
    }),
    { numRuns: 100 },
  );
}, 60_000);
