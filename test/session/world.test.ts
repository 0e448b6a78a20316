import { describe, expect, test } from "vitest";
import { settled } from "../support/fake-clock";
import { live, NOTHING_LEFT, startSession } from "./harness";

const SECOND = { type: "session_id", session_id: "s2", server_ip: "10.0.0.1", server_port: 9000 };

async function lived(options: Parameters<typeof live>[0] = {}) {
  const session = await live(options);
  await session.platform.clock.advance(12_000);
  return Object.assign(session, { clock: session.platform.clock, world: session.platform.happen });
}

describe("the network", () => {
  test("offline time costs no attempts; `online` tries at once", async () => {
    const session = await lived();
    session.world("offline");
    session.socket.drop();
    for (let seconds = 0; seconds < 600; seconds += 5) {
      session.socket.drop();
      await session.clock.advance(5000);
    }
    expect(session.states.at(-1)).toBe("reconnecting");
    session.socket.drop();
    await session.clock.advance(100);
    const before = session.transports.length;
    session.world("online");
    expect(session.transports).toHaveLength(before + 1);
    await session.goLive(SECOND);
    expect(session.states.at(-1)).toBe("connected");
  });

  test("`online` begins anew an attempt that was begun without a network", async () => {
    const session = await lived();
    session.world("offline");
    session.socket.drop();
    const hopeless = session.transport;
    const outcomes: unknown[] = [];
    session.client.on("diagnostic", ({ name, data }) => name === "reconnect" && outcomes.push(data));
    session.world("online");
    await settled();
    expect(outcomes).toMatchObject([{ attempt: 1, success: false }]);
    expect(hopeless.closed).toBe(true);
    expect(session.transport).not.toBe(hopeless);
    expect(session.client.getSnapshot().attempt).toBe(1);
  });

  test("`online` in a doubted session looks for another path at once", async () => {
    const session = await lived();
    session.transport.flow = "nothing";
    await session.clock.advance(3000);
    expect(session.transport.restarts).toBe(0);
    session.world("online");
    expect(session.transport.restarts).toBe(1);
  });

  test("`offline` alone changes nothing that the app sees", async () => {
    const session = await lived();
    session.world("offline");
    await session.clock.advance(60_000);
    expect(session.states).toEqual(["connecting", "connected"]);
  });

  test("the first connect is tried offline too: the service may be on this machine", async () => {
    const session = startSession();
    session.platform.happen("offline");
    await session.goLive();
    expect(session.states).toEqual(["connecting", "connected"]);
  });
});

describe("sleep", () => {
  test("after it, a dead connection is found out within a few seconds of waking", async () => {
    const session = await lived();
    // The clock jumps: nothing ran meanwhile.
    session.transport.flow = "nothing";
    await session.clock.sleep(8 * 3_600_000);
    await session.clock.advance(8000);
    expect(session.states.at(-1)).toBe("reconnecting");
    expect(session.transports).toHaveLength(2);
  });

  test("a page that becomes visible reads the counters at once", async () => {
    const session = await lived();
    session.transport.flow = "nothing";
    await session.clock.sleep(60_000);
    session.world("visible");
    await settled();
    session.world("visible");
    await settled();
    expect(session.client.getConnectionState()).toBe("connected");
    await session.clock.advance(2000);
    expect(session.transport.restarts).toBe(1);
  });
});

describe("the page", () => {
  test("put away: nothing stays open; back from the cache: a new session with the same state", async () => {
    const session = await lived({ initialState: { prompt: { text: "Anime" } } });
    session.world("away");
    expect(session.leftovers).toEqual(NOTHING_LEFT);
    expect(session.states.at(-1)).toBe("reconnecting");
    await session.clock.advance(3_600_000);
    expect(session.platform.sockets).toHaveLength(1);
    session.world("back");
    await session.goLive(SECOND);
    expect(session.states.at(-1)).toBe("connected");
    expect(session.socket.sent[0]).toMatchObject({ prompt: "Anime" });
  });

  test("put away with `reconnect: false`: that was it", async () => {
    const session = await lived({ reconnect: false });
    session.world("away");
    expect(session.states.at(-1)).toBe("disconnected");
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("after the end nobody watches it any more", async () => {
    const session = await lived();
    expect(session.platform.watchers).toBe(1);
    session.client.disconnect();
    expect(session.platform.watchers).toBe(0);
    const failed = startSession({ connectTimeoutMs: 10 });
    await failed.platform.clock.advance(10);
    expect(failed.platform.watchers).toBe(0);
  });
});

describe("reconnectNow", () => {
  test("builds a new connection, and the picture stays until it is there", async () => {
    const session = await lived();
    const first = session.transport;
    session.client.reconnectNow();
    expect(session.states.at(-1)).toBe("reconnecting");
    expect(first.closed).toBe(false);
    session.socket.open();
    // The old media flows all the while: that must not bring the old session back.
    await session.clock.advance(2500);
    expect(session.states.at(-1)).toBe("reconnecting");
    await session.goLive(SECOND);
    expect(session.client.sessionId).toBe("s2");
    expect(first.closed).toBe(true);
  });

  test("ends the wait for the next attempt", async () => {
    const session = await lived();
    session.socket.drop();
    session.socket.drop();
    const before = session.transports.length;
    session.client.reconnectNow();
    expect(session.transports).toHaveLength(before + 1);
  });

  test("does nothing after the end", async () => {
    const session = await lived();
    session.client.disconnect();
    session.client.reconnectNow();
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });
});

test("disconnect and abort at any phase of a reconnect leave nothing", async () => {
  const reach: ((session: Awaited<ReturnType<typeof lived>>) => void | Promise<void>)[] = [
    (session) => session.socket.drop(),
    (session) => {
      session.socket.drop();
      session.socket.drop();
    },
    (session) => {
      session.socket.drop();
      session.socket.open();
      session.transport.offer();
    },
    async (session) => {
      session.transport.flow = "nothing";
      await session.clock.advance(6000);
    },
    async (session) => {
      session.transport.flow = "nothing";
      await session.clock.advance(9000);
    },
    (session) => session.world("away"),
  ];
  for (const to of reach) {
    const session = await lived();
    await to(session);
    session.client.disconnect();
    expect(session.leftovers).toEqual(NOTHING_LEFT);
    expect(session.client.getConnectionState()).toBe("disconnected");
  }
});
