import { describe, expect, test } from "vitest";
import type { DiagnosticEvent } from "../../src/core/diagnostics";
import { settled } from "../support/fake-clock";
import { live, NOTHING_LEFT } from "./harness";

const SECOND = { type: "session_id", session_id: "s2", server_ip: "10.0.0.1", server_port: 9000 };

/** A live session whose counters have been read a few times, and what it tells from then on. */
async function flowing(options: Parameters<typeof live>[0] = {}) {
  const session = await live(options);
  await session.platform.clock.advance(12_000);
  const told: DiagnosticEvent[] = [];
  session.client.on("diagnostic", (event) => told.push(event));
  await settled();
  told.length = 0;
  const { clock } = session.platform;
  const names = () => told.map(({ name }) => name).filter((name) => /suspect|restart|reconnect/i.test(name));
  return Object.assign(session, { told, names, clock, first: session.transport });
}

describe("a stall", () => {
  test("of 4 s is a doubt and no more", async () => {
    const session = await flowing();
    session.transport.flow = "nothing";
    await session.clock.advance(4000);
    session.transport.flow = "all";
    await session.clock.advance(30_000);
    expect(session.names()).toEqual(["connectionSuspect"]);
    expect(session.states).toEqual(["connecting", "connected"]);
    expect(session.platform.sockets).toHaveLength(1);
  });

  test("ends with a key frame within 250 ms, and asks for none while all is well", async () => {
    const session = await flowing();
    await session.clock.advance(10_000);
    session.transport.flow = "nothing";
    await session.clock.advance(4000);
    expect(session.transport.refreshes).toBe(0);
    session.transport.flow = "all";
    await session.clock.advance(250);
    expect(session.transport.refreshes).toBe(1);
    await session.clock.advance(10_000);
    expect(session.transport.refreshes).toBe(1);
  });

  test("whose other path brings no video is given up, also when a browser counts its frames anew", async () => {
    const session = await flowing();
    session.transport.flow = "nothing";
    await session.clock.advance(6000);
    session.socket.say({ type: "answer", sdp: "v=0" });
    session.transport.startOver();
    session.transport.flow = "no-video";
    await session.clock.advance(8000);
    expect(session.states.at(-1)).toBe("reconnecting");
    expect(session.platform.sockets).toHaveLength(2);
  });

  test("that an ICE restart ends keeps the session", async () => {
    const session = await flowing();
    session.transport.flow = "nothing";
    await session.clock.advance(6000);
    expect(session.transport.restarts).toBe(1);
    expect(session.socket.sent.at(-1)).toEqual({ type: "offer", sdp: "v=0 restart" });
    session.socket.say({ type: "answer", sdp: "v=0" });
    await session.clock.advance(2000);
    session.transport.flow = "all";
    await session.clock.advance(30_000);
    expect(session.names()).toEqual(["connectionSuspect", "iceRestart"]);
    expect(session.states).toEqual(["connecting", "connected"]);
    expect(session.client.sessionId).toBe("s1");
  });

  test("whose restart isn't answered within 3 s is a loss", async () => {
    const session = await flowing();
    session.transport.flow = "nothing";
    await session.clock.advance(5000);
    expect(session.transport.restarts).toBe(1);
    await session.clock.advance(3000);
    expect(session.states.at(-1)).toBe("reconnecting");
    expect(session.transports).toHaveLength(2);
  });

  test("whose restart is answered, but brings no packets within 5 s, is a loss", async () => {
    const session = await flowing();
    session.transport.flow = "nothing";
    await session.clock.advance(5000);
    session.socket.say({ type: "answer", sdp: "v=0" });
    await session.clock.advance(4900);
    expect(session.states.at(-1)).toBe("connected");
    await session.clock.advance(100);
    expect(session.states.at(-1)).toBe("reconnecting");
  });

  test("of the video alone, while our own frames go out, climbs the same ladder", async () => {
    const session = await flowing();
    session.transport.flow = "no-video";
    await session.clock.advance(4000);
    expect(session.told).toContainEqual({
      name: "connectionSuspect",
      data: { reason: "video", socketSilentMs: expect.any(Number) },
    });
    await session.clock.advance(2000);
    expect(session.transport.restarts).toBe(1);
  });

  test("is found out within 15 s, also when the socket seems open", async () => {
    const session = await flowing();
    session.transport.flow = "nothing";
    await session.clock.advance(15_000);
    expect(session.states.at(-1)).toBe("reconnecting");
  });
});

describe("ICE", () => {
  test("`disconnected` that heals is nothing", async () => {
    const session = await flowing();
    session.transport.ice("interrupted");
    await session.clock.advance(1500);
    session.transport.ice("connected");
    await session.clock.advance(30_000);
    expect(session.names()).toEqual(["connectionSuspect"]);
    expect(session.transport.restarts).toBe(0);
  });

  test("`failed` restarts at once", async () => {
    const session = await flowing();
    session.transport.ice("failed");
    expect(session.transport.restarts).toBe(1);
    expect(session.states.at(-1)).toBe("connected");
  });
});

describe("make before break", () => {
  test("the old connection stays until the first frame of the new one", async () => {
    const session = await flowing();
    const old = session.client.remoteStream?.getTracks();
    session.socket.drop();
    expect(session.first.closed).toBe(false);
    session.transport.flow = "no-video";
    await session.goLive(SECOND);
    expect(session.client.remoteStream?.getTracks()).toEqual(old);
    expect(session.states.at(-1)).toBe("reconnecting");
    session.transport.flow = "all";
    await session.clock.advance(100);
    expect(session.states.at(-1)).toBe("connected");
    expect(session.client.remoteStream?.getTracks()).not.toEqual(old);
    expect(session.first.closed).toBe(true);
    expect(session.streams).toHaveLength(1);
    expect(session.told).toContainEqual({
      name: "reconnect",
      data: { attempt: 1, maxAttempts: 5, durationMs: expect.any(Number), success: true },
    });
  });

  test("a new connection without a picture takes over after 3 s", async () => {
    const session = await flowing();
    session.socket.drop();
    session.transport.flow = "no-video";
    await session.goLive(SECOND);
    await session.clock.advance(2800);
    expect(session.states.at(-1)).toBe("reconnecting");
    await session.clock.advance(200);
    expect(session.states.at(-1)).toBe("connected");
  });

  test("media that comes back before that keeps the old session, and ends the new attempt", async () => {
    const session = await flowing();
    session.transport.flow = "nothing";
    await session.clock.advance(9000);
    expect(session.states.at(-1)).toBe("reconnecting");
    const second = session.transport;
    expect(second).not.toBe(session.first);
    expect(session.first.refreshes).toBe(0);
    session.first.flow = "all";
    await session.clock.advance(250);
    expect(session.states).toEqual(["connecting", "connected", "reconnecting", "connected"]);
    expect(session.first.refreshes).toBe(1);
    expect(session.client.sessionId).toBe("s1");
    expect(session.told).toContainEqual({
      name: "reconnect",
      data: { attempt: 1, maxAttempts: 5, durationMs: expect.any(Number), success: true, kept: true },
    });
    expect(second.closed).toBe(true);
    expect(session.platform.sockets.map(({ closed }) => closed)).toEqual([false, true]);
    session.client.disconnect();
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("but not when its socket is gone: then it is a picture without a session", async () => {
    const session = await flowing();
    session.socket.drop();
    await session.clock.advance(3000);
    expect(session.states.at(-1)).toBe("reconnecting");
    expect(session.first.closed).toBe(false);
  });
});

describe("what a new session is given", () => {
  test("the passthrough, and the app an error, where it refuses what the one before had accepted", async () => {
    const session = await flowing({ initialState: { prompt: { text: "once fine" } } });
    const errors: unknown[] = [];
    session.client.on("error", (error) => errors.push(error));
    session.socket.drop();
    session.socket.open();
    session.socket.say({ type: "prompt_ack", prompt: "once fine", success: false, error: "no longer" });
    await session.goLive(SECOND);
    expect(session.states.at(-1)).toBe("connected");
    expect(session.socket.sent[0]).toMatchObject({ type: "prompt", prompt: "once fine" });
    expect(session.socket.sent).toContainEqual({ type: "set_image", image_data: null, prompt: null });
    expect(errors).toMatchObject([{ code: "MODERATION_REJECTED", message: "no longer" }]);
  });
});

describe("attempts", () => {
  test("go on for 30 s at least, and are forgotten after 10 s of uptime", async () => {
    const session = await flowing();
    session.socket.drop();
    for (let time = 0; time < 4; time += 1) {
      session.socket.drop();
      await session.clock.advance(10_000);
    }
    expect(session.states.at(-1)).toBe("reconnecting");
    await session.goLive(SECOND);
    expect(session.states.at(-1)).toBe("connected");
    // Lost again too soon: no attempt at once.
    const before = session.transports.length;
    session.socket.drop();
    expect(session.transports).toHaveLength(before);
    await session.clock.advance(10_000);
    await session.goLive(SECOND);
    await session.clock.advance(10_000);
    const then = session.transports.length;
    session.socket.drop();
    expect(session.transports).toHaveLength(then + 1);
  });
});
