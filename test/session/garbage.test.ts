import { expect, test } from "vitest";
import { settled } from "../support/fake-clock";
import { acknowledge, NOTHING_LEFT, startSession } from "./harness";

type Session = ReturnType<typeof startSession>;

/** Nothing of it is a message: noise, messages of a newer service, and messages whose fields are wrong. */
const GARBAGE: (object | string | ArrayBuffer)[] = [
  "",
  "{",
  "null",
  "[]",
  new ArrayBuffer(16),
  { type: 7 },
  { type: "a_newer_message", session_id: 3 },
  { type: "__proto__" },
  { type: "constructor" },
  { type: "answer" },
  { type: "session_id", session_id: "x", server_ip: "1.2.3.4", server_port: "9000" },
  { type: "prompt_ack", success: "yes" },
  { type: "generation_ended", seconds: 1 },
  '{"type":"generation_tick","seconds":1e999}',
  { type: "ice-candidate", candidate: "candidate:1" },
];

/** An attempt, step by step: garbage comes before each. */
const STEPS: ((session: Session) => void | Promise<void>)[] = [
  (session) => session.socket.open(),
  (session) => session.transport.offer(),
  (session) => session.socket.say({ type: "session_id", session_id: "s1", server_ip: "10.0.0.1", server_port: 9000 }),
  (session) => acknowledge(session.socket),
  (session) => session.socket.say({ type: "answer", sdp: "v=0" }),
  (session) => session.transport.connect(),
  (session) => session.platform.clock.advance(100),
  (session) => session.socket.say({ type: "generation_started" }),
];

async function attemptUnderGarbage(session: Session) {
  for (const step of STEPS) {
    const states = [...session.states];
    const remote = session.transport.remote.length;
    for (const frame of GARBAGE) session.socket.say(frame);
    await settled();
    expect(session.states).toEqual(states);
    expect(session.transport.remote.length).toBe(remote);
    await step(session);
    await settled();
  }
}

test("garbage in every phase of a connect and of a reconnect changes nothing", async () => {
  const session = startSession();
  await attemptUnderGarbage(session);
  expect(session.states).toEqual(["connecting", "connected", "generating"]);
  session.socket.drop();
  await attemptUnderGarbage(session);
  expect(session.states.slice(3)).toEqual(["reconnecting", "connected", "generating"]);
  expect(session.outcome.error).toBeUndefined();
  expect(session.platform.sockets.length).toBe(2);
  session.client.disconnect();
  expect(session.leftovers).toEqual(NOTHING_LEFT);
  expect(session.listenerErrors).toEqual([]);
});
