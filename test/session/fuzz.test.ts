import fc from "fast-check";
import { expect, test } from "vitest";
import { decode } from "../../src/protocol/codec";
import { SERVER_MESSAGES } from "../../src/protocol/server-messages";
import { settled } from "../support/fake-clock";
import { startSession } from "./harness";

const types = Object.keys(SERVER_MESSAGES);
const fields = [...new Set(Object.values(SERVER_MESSAGES).flatMap((schema) => Object.keys(schema.entries)))];

/** Frames that are no messages: noise, JSON of any shape, and known types with fields that are wrong. */
const noise = fc.oneof(
  fc.string(),
  fc.json(),
  fc.uint8Array().map((bytes) => bytes.buffer as ArrayBuffer),
  fc.record({ type: fc.string() }).map((message) => JSON.stringify(message)),
  fc
    .tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...fields), fc.jsonValue()))
    .map(([type, rest]) => JSON.stringify({ ...rest, type })),
);

test("10 000 generated frames never throw, and never change a healthy session", async () => {
  const session = startSession();
  await session.goLive();
  session.socket.say({ type: "generation_tick", seconds: 1 });
  const dropped: unknown[] = [];
  session.client.on("diagnostic", ({ name, data }) => name === "signalingDropped" && dropped.push(data));
  await settled();
  const healthy = session.client.getSnapshot();
  let expected = 0;

  fc.assert(
    fc.property(noise, (frame) => {
      const decoded = decode(frame);
      // A well-formed message is the service's word, and may well change the session.
      fc.pre(decoded.kind !== "known");
      if (decoded.kind === "invalid") expected += 1;
      session.socket.say(frame);
      expect(session.client.getSnapshot()).toBe(healthy);
    }),
    { numRuns: 10_000 },
  );
  expect(dropped.length).toBe(expected);
  expect(expected).toBeGreaterThan(1000);
  expect(session.listenerErrors).toEqual([]);
});
