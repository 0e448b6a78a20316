import { callTimeoutError } from "../../src/core/failure";
import {
  type Acknowledgement,
  acknowledge,
  addCall,
  type CallKind,
  failCall,
  NO_REQUESTS,
  nextCall,
  openIds,
  type Requests,
  readyCall,
  requeue,
  type Settled,
} from "../../src/core/requests";
import type { StateMessage } from "../../src/protocol/client-messages";

export const prompt = (text: string): StateMessage => ({ type: "prompt", prompt: text, enhance_prompt: true });
export const image = (data: string): StateMessage => ({ type: "set_image", image_data: data });
export const ackPrompt = (text: string, success = true): Acknowledgement => ({
  type: "prompt_ack",
  prompt: text,
  success,
  error: success ? null : "No.",
});
export const ackImage = (success = true, error: string | null = null): Acknowledgement => ({
  type: "set_image_ack",
  success,
  error,
});
export const LATE = callTimeoutError(1);

/** A queue that is driven step by step and remembers what it gave out. */
export function createQueue() {
  let requests: Requests = NO_REQUESTS;
  const sent: StateMessage[] = [];
  const settled: Settled[] = [];
  const apply = ([next, outcome]: [Requests, Settled | null]) => {
    requests = next;
    if (outcome) settled.push(outcome);
    send();
  };
  function send() {
    const [next, message] = nextCall(requests);
    requests = next;
    if (message) sent.push(message);
  }
  return {
    sent,
    settled,
    get open() {
      return openIds(requests);
    },
    get requests() {
      return requests;
    },
    call(id: number, kind: CallKind, message: StateMessage | null) {
      requests = addCall(requests, { id, kind, message, timeoutMs: 1 });
      send();
    },
    ready(id: number, message: StateMessage) {
      requests = readyCall(requests, id, message);
      send();
    },
    ack: (ack: Acknowledgement) => apply(acknowledge(requests, ack)),
    fail: (id: number) => apply(failCall(requests, id, LATE)),
    lose() {
      requests = requeue(requests);
    },
    send,
  };
}
