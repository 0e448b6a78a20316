import { describe, expect, test } from "vitest";
import { callTimeoutError } from "../../src/core/failure";
import * as queue from "../../src/core/requests";
import type { StateMessage } from "../../src/protocol/client-messages";

const prompt = (text: string): StateMessage => ({ type: "prompt", prompt: text, enhance_prompt: true });
const image = (data: string): StateMessage => ({ type: "set_image", image_data: data });
const PROMPT_ACK = { type: "prompt_ack", prompt: "A", success: true, error: null } as const;
const IMAGE_ACK = { type: "set_image_ack", success: true, error: null } as const;
// Each frame is parsed into an object of its own.
const imageAck = () => ({ ...IMAGE_ACK });
const LATE = callTimeoutError(1);

/** Calls with the ids 1, 2, 3 …, none of them overtaken, the first one in flight. */
function inFlight(...messages: StateMessage[]): queue.Requests {
  const waiting = messages.map((message, index): queue.Call => {
    const kind = message.type === "prompt" ? "prompt" : "image";
    return { id: index + 1, kind, message, timeoutMs: 1, overtaken: [] };
  });
  return queue.nextCall({ ...queue.NO_REQUESTS, waiting })[0];
}

/** The call in flight times out, and the next one leaves. */
function timeOut(requests: queue.Requests, id: number) {
  const [next, settled] = queue.failCall(requests, id, LATE);
  expect(settled).toEqual({ ids: [id], error: LATE, accepted: [] });
  return queue.nextCall(next)[0];
}

describe("acknowledgements that belong to nothing change nothing", () => {
  test.each([
    ["a prompt's, with nothing in flight", queue.NO_REQUESTS, PROMPT_ACK],
    ["an image's, with nothing in flight", queue.NO_REQUESTS, IMAGE_ACK],
    ["a prompt's, with an image in flight", inFlight(image("I")), PROMPT_ACK],
    ["an image's, with a prompt in flight", inFlight(prompt("A")), IMAGE_ACK],
    ["that of another prompt", inFlight(prompt("B")), PROMPT_ACK],
  ])("%s", (_, requests, ack) => {
    expect(queue.acknowledge(requests, ack)).toEqual([requests, null]);
  });

  test("the second of two for the same call", () => {
    for (const [message, ack] of [
      [prompt("A"), PROMPT_ACK],
      [image("I"), IMAGE_ACK],
    ] as const) {
      const [once, settled] = queue.acknowledge(inFlight(message, prompt("B")), ack);
      expect(settled?.ids).toEqual([1]);
      const [sent] = queue.nextCall(once);
      expect(queue.acknowledge(sent, ack)).toEqual([sent, null]);
    }
  });
});

describe("image acknowledgements carry no id", () => {
  const REFUSED = { ...IMAGE_ACK, success: false, error: "No." };
  const accepted = (...messages: StateMessage[]) => ({ ids: [], error: null, accepted: messages });

  test("a late one is not taken for the next image's, and both are known when the next one's comes", () => {
    const second = timeOut(inFlight(image("I"), image("J")), 1);
    const [held, none] = queue.acknowledge(second, imageAck());
    expect(none).toBeNull();
    const [, settled] = queue.acknowledge(held, imageAck());
    expect(settled).toEqual({ ids: [2], error: null, accepted: [image("I"), image("J")] });
  });

  test("each is judged by its own: a late refusal, and a late acceptance before a refusal", () => {
    const second = timeOut(inFlight(image("I"), image("J")), 1);
    const [refused] = queue.acknowledge(second, REFUSED);
    expect(queue.acknowledge(refused, imageAck())[1]).toEqual({ ids: [2], error: null, accepted: [image("J")] });
    const [taken] = queue.acknowledge(second, imageAck());
    expect(queue.acknowledge(taken, REFUSED)[1]).toMatchObject({
      ids: [2],
      error: { code: "MODERATION_REJECTED" },
      accepted: [image("I")],
    });
  });

  test("when only one comes, it is the answer to what is in flight, at the end of its time", () => {
    const second = timeOut(inFlight(image("I"), image("J")), 1);
    const [refused] = queue.acknowledge(second, REFUSED);
    const code = { error: { code: "MODERATION_REJECTED", message: "No." } };
    expect(queue.failCall(refused, 2, LATE)[1]).toMatchObject({ ids: [2], ...code, accepted: [] });
    const [taken] = queue.acknowledge(second, imageAck());
    expect(queue.failCall(taken, 2, LATE)[1]).toEqual({ ids: [2], error: null, accepted: [image("J")] });
  });

  test("two late ones: the third is its own", () => {
    const third = timeOut(timeOut(inFlight(image("I"), image("J"), image("K")), 1), 2);
    const [one, none] = queue.acknowledge(third, imageAck());
    expect(none).toBeNull();
    const [two, first] = queue.acknowledge(one, imageAck());
    expect(first).toEqual(accepted(image("I")));
    expect(queue.acknowledge(two, imageAck())[1]).toEqual({
      ids: [3],
      error: null,
      accepted: [image("J"), image("K")],
    });
  });

  test("a late one that comes while a prompt is in flight, or nothing, is in force at once", () => {
    const second = timeOut(inFlight(image("I"), prompt("A"), image("J")), 1);
    const [counted, late] = queue.acknowledge(second, imageAck());
    expect(late).toEqual(accepted(image("I")));
    const [third] = queue.nextCall(queue.acknowledge(counted, PROMPT_ACK)[0]);
    expect(queue.acknowledge(third, imageAck())[1]).toEqual({ ids: [3], error: null, accepted: [image("J")] });
    expect(queue.acknowledge(timeOut(inFlight(image("I")), 1), imageAck())[1]).toEqual(accepted(image("I")));
    expect(queue.acknowledge(timeOut(inFlight(image("I")), 1), REFUSED)[1]).toEqual(accepted());
  });

  test("a late prompt's names it: it is in force, and no image's", () => {
    const second = timeOut(inFlight(prompt("A"), image("I")), 1);
    expect(queue.acknowledge(second, PROMPT_ACK)[1]).toEqual(accepted(prompt("A")));
    expect(queue.acknowledge(second, imageAck())[1]?.ids).toEqual([2]);
  });
});

describe("a lost session", () => {
  test("what was in flight is sent again, first", () => {
    const requests = queue.requeue(inFlight(image("I"), prompt("A")));
    expect(queue.openIds(requests)).toEqual([1, 2]);
    expect(queue.nextCall(requests)[1]).toEqual(image("I"));
  });

  test("what waits may overtake it now", () => {
    const requests = queue.requeue(inFlight(prompt("A"), image("I"), prompt("B")));
    expect(queue.nextCall(requests)[1]).toEqual(image("I"));
    expect([...queue.openIds(requests)].sort()).toEqual([1, 2, 3]);
    expect(queue.findCall(requests, 3)?.overtaken).toEqual([1]);
  });

  test("acknowledgements of the old session are not awaited any more", () => {
    const lost = queue.requeue(timeOut(inFlight(image("I"), image("J")), 1));
    const [sent] = queue.nextCall(lost);
    expect(queue.acknowledge(sent, IMAGE_ACK)[1]).toEqual({ ids: [2], error: null, accepted: [image("J")] });
  });
});
