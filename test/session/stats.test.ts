import { describe, expect, test } from "vitest";
import type { Sight } from "../../src/observability/observed";
import { settled } from "../support/fake-clock";
import { NOTHING_LEFT, startSession } from "./harness";
import { listen, look } from "./observed";

const SECOND = { type: "session_id", session_id: "s2", server_ip: "10.0.0.1", server_port: 9000 };

describe("statistics", () => {
  test("come once a second while somebody listens, and end with the session", async () => {
    const session = await look();
    const { stats } = listen(session);
    await session.platform.clock.advance(5000);
    expect(stats).toHaveLength(5);
    expect(stats.at(-1)).toMatchObject({
      video: { framesPerSecond: 20, framesDecoded: expect.any(Number) },
      outboundVideo: { qualityLimitationReason: "none" },
      connection: { currentRoundTripTime: 0.05 },
    });
    session.client.disconnect();
    await session.platform.clock.advance(5000);
    expect(stats).toHaveLength(5);
    expect(session.session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("nobody listens and no telemetry: nothing is read but what recovery needs", async () => {
    const session = await look();
    const { clock } = session.platform;
    await clock.advance(10_000);
    const alone = session.transport.readings;
    expect(alone).toBe(10);
    const off = session.client.on("stats", () => {});
    await clock.advance(10_000);
    expect(session.transport.readings - alone).toBe(20);
    off();
    await clock.advance(10_000);
    expect(session.transport.readings - alone).toBe(30);
    session.client.disconnect();
  });

  test("a subscriber of snapshots is one who listens: the quality is in there", async () => {
    const session = await look();
    expect(session.client.getSnapshot().connectionQuality).toEqual({ quality: "unknown", reasons: [] });
    let changes = 0;
    session.client.subscribe(() => {
      changes += 1;
    });
    await session.platform.clock.advance(1000);
    expect(session.client.getSnapshot().connectionQuality).toEqual({ quality: "good", reasons: [] });
    expect(changes).toBe(1);
    session.client.disconnect();
  });

  test.each([
    [250, 20],
    [5000, 1],
    [1500, 3],
  ])("every %i ms, %i times in 5 s", async (statsIntervalMs, times) => {
    const session = await look({ options: { statsIntervalMs } });
    const { stats } = listen(session);
    await session.platform.clock.advance(5000);
    expect(stats).toHaveLength(times);
    session.client.disconnect();
  });

  test.each([249, 60_001, Number.NaN, "1000"])("an interval of %s is refused", async (statsIntervalMs) => {
    const session = startSession({ statsIntervalMs: statsIntervalMs as number });
    await session.connecting;
    expect(session.outcome.error).toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining("`statsIntervalMs` must be a whole number from 250"),
    });
    expect(session.platform.sockets).toHaveLength(0);
  });

  test("a new connection begins anew: no bitrate in its first sample, and never a spike", async () => {
    const session = await look();
    const { stats } = listen(session);
    await session.platform.clock.advance(12_000);
    const before = stats.length;
    session.socket.drop();
    await session.goLive(SECOND);
    await session.platform.clock.advance(3000);
    const rates = stats.slice(before).map(({ video }) => video?.bitrate ?? null);
    expect(rates).toContain(null);
    expect(Math.max(...rates.map(Number))).toBeLessThan(20_000);
    session.client.disconnect();
  });

  test("a browser that gives no report, or none in time, harms nothing", async () => {
    const session = await look();
    const { stats } = listen(session);
    session.transport.getStats = () => Promise.reject(new Error("closed"));
    await session.platform.clock.advance(3000);
    session.transport.getStats = () => new Promise(() => {});
    await session.platform.clock.advance(3000);
    expect(stats).toEqual([]);
    expect(session.listenerErrors).toEqual([]);
    const report = session.client.report();
    await session.platform.clock.advance(1000);
    expect(await report).toMatchObject({ samples: [], state: "connected" });
    session.client.disconnect();
  });
});

describe("diagnostics", () => {
  test("the path is told once, and again when it has changed", async () => {
    const session = await look();
    const { diagnostics } = listen(session);
    await session.platform.clock.advance(5000);
    const pairs = diagnostics.filter(({ name }) => name === "selectedCandidatePair");
    expect(pairs).toEqual([
      {
        name: "selectedCandidatePair",
        data: {
          local: { candidateType: "host", protocol: "udp", address: "10.9.8.7", port: 40_000 },
          remote: { candidateType: "host", protocol: "udp", address: "10.0.0.1", port: 9000 },
        },
      },
    ]);
    session.client.disconnect();
  });

  test("a stall is told within 2 s, whatever the interval of the figures, and its end", async () => {
    const session = await look({ options: { statsIntervalMs: 30_000 } });
    const { diagnostics } = listen(session);
    const stalls = () => diagnostics.filter(({ name }) => name === "videoStall").map(({ data }) => data);
    await session.platform.clock.advance(5000);
    session.transport.flow = "no-video";
    await session.platform.clock.advance(2000);
    expect(stalls()).toEqual([{ stalled: true, durationMs: expect.any(Number) }]);
    session.transport.flow = "all";
    await session.platform.clock.advance(1000);
    expect(stalls()[1]).toEqual({ stalled: false, durationMs: expect.any(Number) });
    session.client.disconnect();
  });
});

describe("quality", () => {
  test("is told when it has lasted, with its reasons, and is in the snapshot", async () => {
    const session = await look();
    const { qualities } = listen(session);
    await session.platform.clock.advance(3000);
    expect(qualities).toEqual([{ quality: "good", reasons: [] }]);
    session.transport.roundTripTime = 0.5;
    await session.platform.clock.advance(1000);
    session.transport.roundTripTime = 0.05;
    await session.platform.clock.advance(5000);
    expect(qualities).toHaveLength(1);
    session.transport.roundTripTime = 0.5;
    await session.platform.clock.advance(4000);
    expect(qualities.at(-1)).toEqual({ quality: "poor", reasons: ["rtt"] });
    expect(session.client.getSnapshot().connectionQuality).toBe(qualities.at(-1));
    session.client.disconnect();
  });
});

describe("the code that looks", () => {
  test("that can't be loaded harms nothing: the session goes on, and a report says why there is none", async () => {
    const failure = new Error("chunk lost");
    const session = await look({ context: { loadSight: () => Promise.reject(failure) } });
    const { stats } = listen(session);
    await session.platform.clock.advance(5000);
    expect(stats).toEqual([]);
    expect(session.client.isConnected()).toBe(true);
    await expect(session.client.report()).rejects.toBe(failure);
    session.client.disconnect();
    await settled();
    expect(session.session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("that comes after the end of the session leaves nothing behind", async () => {
    const { observe } = await import("../../src/observability/observe");
    let load: (value: Sight) => void = () => {};
    const session = await look({
      telemetry: {},
      context: {
        loadSight: () =>
          new Promise((resolve) => {
            load = resolve;
          }),
      },
    });
    session.client.disconnect();
    load({ observe });
    await settled();
    expect(session.session.leftovers).toEqual(NOTHING_LEFT);
    expect(session.sent.map(({ init }) => init.keepalive)).toEqual([true]);
    expect(session.sent[0]?.body.diagnostics.map(({ name }) => name)).toContain("phaseTiming");
  });
});
