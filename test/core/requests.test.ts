import { describe, expect, test } from "vitest";
import type { StateMessage } from "../../src/protocol/client-messages";
import { ackImage, ackPrompt, createQueue, image, LATE, prompt } from "./call-queue";

describe("the order of calls", () => {
  test("one is in flight; the next one leaves on its acknowledgement, in the caller's order", () => {
    const queue = createQueue();
    queue.call(1, "prompt", prompt("A"));
    queue.call(2, "image", image("I"));
    queue.call(3, "prompt", prompt("B"));
    expect(queue.sent).toEqual([prompt("A")]);
    queue.ack(ackPrompt("A"));
    queue.ack(ackImage());
    queue.ack(ackPrompt("B"));
    expect(queue.sent).toEqual([prompt("A"), image("I"), prompt("B")]);
    expect(queue.settled.map(({ ids }) => ids)).toEqual([[1], [2], [3]]);
    expect(queue.settled.flatMap(({ accepted }) => accepted)).toEqual(queue.sent);
  });

  test("a refusal settles its own call with the service's words, and the next one goes on", () => {
    const queue = createQueue();
    queue.call(1, "prompt", prompt("A"));
    queue.call(2, "image", image("I"));
    queue.ack(ackPrompt("A", false));
    queue.ack(ackImage());
    expect(queue.settled).toMatchObject([
      { ids: [1], accepted: [], error: { code: "MODERATION_REJECTED", message: "No." } },
      { ids: [2], accepted: [image("I")], error: null },
    ]);
  });

  test("an image that is being read holds up no prompt", () => {
    const queue = createQueue();
    queue.call(1, "image", null);
    queue.call(2, "prompt", prompt("A"));
    expect(queue.sent).toEqual([prompt("A")]);
    queue.ack(ackPrompt("A"));
    queue.ready(1, image("I"));
    expect(queue.sent).toEqual([prompt("A"), image("I")]);
  });

  test("an image that is ready keeps its place behind a `set` that is being read", () => {
    const queue = createQueue();
    queue.call(1, "set", null);
    queue.call(2, "image", image("I"));
    expect(queue.sent).toEqual([]);
    queue.ready(1, image("S"));
    queue.ack(ackImage());
    expect(queue.sent).toEqual([image("S"), image("I")]);
  });

  test("an image that can't be read fails alone", () => {
    const queue = createQueue();
    queue.call(1, "image", null);
    queue.call(2, "prompt", prompt("A"));
    queue.fail(1);
    queue.ready(1, image("I"));
    queue.ack(ackPrompt("A"));
    expect(queue.settled).toEqual([
      { ids: [1], error: LATE, accepted: [] },
      { ids: [2], error: null, accepted: [prompt("A")] },
    ]);
    expect(queue.sent).toEqual([prompt("A")]);
  });

  test("a prompt that went ahead of an older `set` is the newer one: the `set` doesn't bring its own back", () => {
    const whole = (text: string): StateMessage => ({ ...image("S"), prompt: text, enhance_prompt: true });
    for (const success of [true, false]) {
      const queue = createQueue();
      queue.call(1, "set", null);
      queue.call(2, "prompt", prompt("newer"));
      queue.ack(ackPrompt("newer", success));
      queue.ready(1, whole("older"));
      expect(queue.sent.at(-1)).toEqual(whole(success ? "newer" : "older"));
      queue.ack(ackImage());
      queue.call(3, "set", whole("newest"));
      expect(queue.sent.at(-1)).toEqual(whole("newest"));
    }
  });
});
