import { describe, expect, test } from "vitest";
import { findCall } from "../../src/core/requests";
import { ackImage, ackPrompt, createQueue, image, LATE, prompt } from "./call-queue";

const sorted = (ids: readonly number[] | undefined) => [...(ids ?? [])].sort((a, b) => a - b);

describe("overtaking", () => {
  test("a later prompt overtakes a waiting one, never the one in flight; both settle together", () => {
    const queue = createQueue();
    for (const [index, text] of ["A", "B", "C", "D"].entries()) queue.call(index + 1, "prompt", prompt(text));
    queue.ack(ackPrompt("A"));
    expect(queue.sent).toEqual([prompt("A"), prompt("D")]);
    queue.ack(ackPrompt("D", false));
    expect(queue.settled[0]?.ids).toEqual([1]);
    expect(sorted(queue.settled[1]?.ids)).toEqual([2, 3, 4]);
    expect(queue.settled[1]?.error).toMatchObject({ code: "MODERATION_REJECTED" });
  });

  test("the successor keeps its own place", () => {
    const queue = createQueue();
    queue.call(1, "prompt", prompt("A"));
    queue.call(2, "prompt", prompt("B"));
    queue.call(3, "image", image("I"));
    queue.call(4, "prompt", prompt("C"));
    queue.ack(ackPrompt("A"));
    queue.ack(ackImage());
    expect(queue.sent).toEqual([prompt("A"), image("I"), prompt("C")]);
  });

  test("`set` overtakes everything that waits, what those had overtaken too", () => {
    const queue = createQueue();
    queue.call(1, "prompt", prompt("A"));
    queue.call(2, "prompt", prompt("B"));
    queue.call(3, "prompt", prompt("C"));
    queue.call(4, "image", image("I"));
    queue.call(5, "set", image("S"));
    queue.ack(ackPrompt("A"));
    queue.ack(ackImage());
    expect(queue.sent).toEqual([prompt("A"), image("S")]);
    expect(sorted(queue.settled[1]?.ids)).toEqual([2, 3, 4, 5]);
  });

  test("nothing overtakes a `set` but another", () => {
    const queue = createQueue();
    queue.call(1, "prompt", prompt("A"));
    queue.call(2, "set", image("S"));
    queue.call(3, "prompt", prompt("B"));
    queue.call(4, "image", image("I"));
    expect(queue.open).toEqual([1, 2, 3, 4]);
    queue.call(5, "set", image("T"));
    queue.ack(ackPrompt("A"));
    expect(queue.sent).toEqual([prompt("A"), image("T")]);
  });

  test("a call overtakes only when its image is there: an unreadable one takes nothing along", () => {
    const queue = createQueue();
    queue.call(1, "prompt", prompt("A"));
    queue.call(2, "image", image("I"));
    queue.call(3, "image", null);
    queue.fail(3);
    queue.ack(ackPrompt("A"));
    queue.ack(ackImage());
    expect(queue.settled).toEqual([
      { ids: [3], error: LATE, accepted: [] },
      { ids: [1], error: null, accepted: [prompt("A")] },
      { ids: [2], error: null, accepted: [image("I")] },
    ]);
  });

  test("a call whose image comes late doesn't overtake those after it, and one that was overtaken stays so", () => {
    const queue = createQueue();
    queue.call(1, "prompt", prompt("A"));
    queue.call(2, "image", null);
    queue.call(3, "image", image("J"));
    queue.ready(2, image("I"));
    queue.ack(ackPrompt("A"));
    queue.ack(ackImage());
    expect(queue.sent).toEqual([prompt("A"), image("J")]);
    expect(sorted(queue.settled[1]?.ids)).toEqual([2, 3]);
  });

  test("an overtaken call has no time of its own any more", () => {
    const queue = createQueue();
    queue.call(1, "prompt", prompt("A"));
    queue.call(2, "prompt", prompt("B"));
    queue.call(3, "prompt", prompt("C"));
    expect(findCall(queue.requests, 2)).toBeUndefined();
    queue.fail(2);
    expect(queue.settled).toEqual([]);
    queue.fail(3);
    expect(sorted(queue.settled[0]?.ids)).toEqual([2, 3]);
  });
});
