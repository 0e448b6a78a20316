import { describe, expect, test } from "vitest";
import { live } from "./harness";

const SECOND = { type: "session_id", session_id: "s2", server_ip: "10.0.0.1", server_port: 9000 };

/** A session that has stood still until another connection was begun. */
async function lost({ sends = true, ...options }: Parameters<typeof live>[0] & { sends?: boolean } = {}) {
  const session = await live(options);
  const { clock } = session.platform;
  await clock.advance(12_000);
  const first = session.transport;
  first.sends = sends;
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

  test("is noticed at once, too, when a browser counts its frames anew", async () => {
    const session = await lost();
    session.second.flow = "no-video";
    await session.goLive(SECOND);
    session.first.startOver();
    session.first.flow = "all";
    await session.clock.advance(250);
    expect(session.states.at(-1)).toBe("connected");
    expect(session.client.sessionId).toBe("s1");
  });

  test("is noticed by any byte where nothing of the video can tell: an avatar that sends only sound", async () => {
    const session = await lost({ sends: false });
    session.first.startOver();
    await session.clock.advance(1000);
    expect(session.states.at(-1)).toBe("reconnecting");
    session.first.flow = "no-video";
    await session.clock.advance(250);
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
