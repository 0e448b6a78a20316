import { describe, expect, test } from "vitest";
import { live } from "./harness";

const SECOND = { type: "session_id", session_id: "s2", server_ip: "10.0.0.1", server_port: 9000 };

/** A session that has stood still until another connection was begun. */
async function lost(options: Parameters<typeof live>[0] = {}) {
  const session = await live(options);
  const { clock } = session.platform;
  await clock.advance(12_000);
  const first = session.transport;
  first.flow = "nothing";
  await clock.advance(8500);
  expect(session.states.at(-1)).toBe("reconnecting");
  return Object.assign(session, { clock, first, second: session.transport });
}

describe("a session whose media is back", () => {
  test("is kept when the other connection has its first frame at the same time", async () => {
    const session = await lost();
    session.first.flow = "all";
    // The new one stands within milliseconds, long before the next reading is due.
    await session.goLive(SECOND);
    expect(session.states.at(-1)).toBe("connected");
    expect(session.client.sessionId).toBe("s1");
    expect(session.second.closed).toBe(true);
    expect(session.first.closed).toBe(false);
  });

  test("is noticed within 100 ms while the other connection waits for its first frame", async () => {
    const session = await lost();
    session.second.flow = "no-video";
    await session.goLive(SECOND);
    expect(session.states.at(-1)).toBe("reconnecting");
    session.first.flow = "all";
    await session.clock.advance(100);
    expect(session.states.at(-1)).toBe("connected");
    expect(session.client.sessionId).toBe("s1");
  });

  test("gets a key frame with its first bytes: the service may have no picture for it without", async () => {
    const session = await lost();
    session.second.flow = "no-video";
    session.first.flow = "no-video";
    await session.clock.advance(250);
    expect(session.states.at(-1)).toBe("reconnecting");
    expect(session.first.refreshes).toBe(1);
    await session.clock.advance(2000);
    expect(session.first.refreshes).toBe(1);
    session.first.flow = "all";
    await session.clock.advance(250);
    expect(session.states.at(-1)).toBe("connected");
    expect(session.client.sessionId).toBe("s1");
  });

  test("is looked for four times a second, and not at all when its socket is gone", async () => {
    const session = await lost();
    const before = session.first.readings;
    await session.clock.advance(1000);
    expect(session.first.readings - before).toBe(4);
    session.platform.sockets[0]?.drop();
    const after = session.first.readings;
    await session.clock.advance(1000);
    expect(session.first.readings).toBe(after);
  });

  test("on another path, whose bytes count from nothing, is noticed too", async () => {
    const session = await lost();
    // Nothing of the video can tell: nothing goes out, as with an avatar that sends only sound.
    const reading = { bytes: 0, frames: 0, sent: 0 };
    const report = () =>
      new Map<string, object>([
        ["t", { type: "transport", selectedCandidatePairId: "q" }],
        ["q", { type: "candidate-pair", id: "q", bytesReceived: reading.bytes }],
      ]) as unknown as RTCStatsReport;
    session.first.getStats = () => Promise.resolve(report());
    await session.clock.advance(1000);
    expect(session.states.at(-1)).toBe("reconnecting");
    reading.bytes = 100;
    await session.clock.advance(1000);
    expect(session.states.at(-1)).toBe("connected");
    expect(session.client.sessionId).toBe("s1");
  });
});

test("reconnectNow leaves a session that is well all the same, however long the new one takes", async () => {
  const session = await live();
  const { clock } = session.platform;
  await clock.advance(12_000);
  session.client.reconnectNow();
  await clock.advance(4000);
  expect(session.states.at(-1)).toBe("reconnecting");
  await session.goLive(SECOND);
  expect(session.states.at(-1)).toBe("connected");
  expect(session.client.sessionId).toBe("s2");
});
