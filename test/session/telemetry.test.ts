import { describe, expect, test } from "vitest";
import { problemOf } from "../../src/emulator/telemetry";
import { observe } from "../../src/observability/observe";
import { VERSION } from "../../src/version";
import { settled } from "../support/fake-clock";
import { NOTHING_LEFT, startViewer } from "./harness";
import { look } from "./observed";

const SECOND = { type: "session_id", session_id: "s2", server_ip: "10.0.0.1", server_port: 9000 };
const refused = (status: number) => () => new Response(null, { status });

describe("telemetry", () => {
  test("goes out every 10 s, as the protocol has it, with the key in the header alone", async () => {
    const options = { initialState: { prompt: { text: "secret words" } } };
    const session = await look({ telemetry: {}, options, context: { integration: "studio" } });
    await session.platform.clock.advance(10_000);
    expect(session.sent).toHaveLength(1);
    const [{ url, init, body } = { url: "", init: {}, body: undefined }] = session.sent;
    expect(url).toBe("https://sink.test/t");
    expect(init).toMatchObject({ method: "POST", keepalive: false });
    expect(init.headers).toMatchObject({ "X-API-KEY": "key", "Content-Type": "application/json" });
    expect(body).toMatchObject({
      sessionId: "s1",
      sdkVersion: VERSION,
      model: "lucy-2.1",
      tags: { session_id: "s1", sdk_version: VERSION, model: "lucy-2.1", integration: "studio" },
    });
    expect(problemOf(body)).toBeNull();
    expect(body?.stats).toHaveLength(10);
    // What was told before the code was there is not lost.
    expect(body?.diagnostics.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["phaseTiming", "selectedCandidatePair"]),
    );
    const text = String(init.body);
    for (const secret of ['"key"', "secret words", "10.9.8.7", "10.0.0.1"]) expect(text).not.toContain(secret);
    await session.platform.clock.advance(10_000);
    expect(session.sent).toHaveLength(2);
    expect(session.sent[1]?.body.stats).toHaveLength(10);
    session.client.disconnect();
  });

  test("the rest is flushed at the end, with keepalive, and nothing comes after it", async () => {
    const session = await look({ telemetry: {} });
    await session.platform.clock.advance(3000);
    session.client.disconnect();
    await settled();
    expect(session.sent.map(({ init }) => init.keepalive)).toEqual([true]);
    expect(session.sent[0]?.body.stats).toHaveLength(4);
    await session.platform.clock.advance(60_000);
    expect(session.sent).toHaveLength(1);
    expect(session.session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("a page that is put away flushes, since it may never come back", async () => {
    const session = await look({ telemetry: {} });
    await session.platform.clock.advance(3000);
    session.platform.happen("away");
    await settled();
    expect(session.sent.map(({ init }) => init.keepalive)).toEqual([true]);
    session.client.disconnect();
  });

  test("what a page that closes sends is at most 60 kB: the oldest samples stay behind", async () => {
    const session = await look({ telemetry: { intervalMs: 3_600_000 } });
    await session.platform.clock.advance(300_000);
    session.client.disconnect();
    await settled();
    const bytes = String(session.sent[0]?.init.body).length;
    expect(bytes).toBeLessThanOrEqual(60_000);
    expect(bytes).toBeGreaterThan(50_000);
    expect(session.sent[0]?.body.diagnostics.length).toBeGreaterThan(0);
  });

  test("at most 120 items of an array go in one request", async () => {
    const session = await look({ telemetry: { intervalMs: 250_000 } });
    await session.platform.clock.advance(250_000);
    expect(session.sent.map(({ body }) => body.stats.length)).toEqual([120, 120, 10]);
    session.client.disconnect();
  });

  test("the sample of a second goes out once, however often the app wants one", async () => {
    const session = await look({ telemetry: {}, options: { statsIntervalMs: 250 } });
    await session.platform.clock.advance(10_000);
    expect(session.sent[0]?.body.stats).toHaveLength(10);
    session.client.disconnect();
  });

  test.each([
    { lateMs: 300, samples: 10 },
    // A second in which none could be taken has none; those after it don't make up for it.
    { lateMs: 1300, samples: 9 },
    { lateMs: 4300, samples: 6 },
    { lateMs: 4300, samples: 6, statsIntervalMs: 250 },
  ])("a sample that comes late costs no other, and brings no more: %o", async ({ lateMs, samples, ...options }) => {
    const session = await look({ telemetry: {}, options });
    const { clock } = session.platform;
    const { getStats } = session.transport;
    await clock.advance(2500);
    session.transport.getStats = () =>
      new Promise((resolve) => clock.after(lateMs, () => resolve(getStats.call(session.transport))));
    await clock.advance(1000);
    session.transport.getStats = getStats;
    await clock.advance(6500);
    expect(session.sent[0]?.body.stats).toHaveLength(samples);
    session.client.disconnect();
  });

  test("a reconnect is another session: what belongs to the first is sent under its name", async () => {
    const session = await look({ telemetry: {} });
    await session.platform.clock.advance(12_000);
    session.socket.drop();
    await session.goLive(SECOND);
    await session.platform.clock.advance(10_000);
    expect(session.sent.map(({ body }) => body.sessionId)).toEqual(["s1", "s1", "s2"]);
    expect(session.sent[1]?.body.diagnostics.map(({ name }) => name)).not.toContain("iceRestart");
    const names = session.sent.flatMap(({ body }) => body.diagnostics.map(({ name }) => name));
    expect(names.filter((name) => name === "reconnect")).toHaveLength(1);
    session.client.disconnect();
  });

  test("nothing is sent while the session has no network, and nothing is lost", async () => {
    const session = await look({ telemetry: { intervalMs: 1000 } });
    await session.platform.clock.advance(500);
    session.socket.drop();
    await session.platform.clock.advance(9000);
    expect(session.sent).toEqual([]);
    session.client.disconnect();
    await settled();
    expect(session.sent.at(-1)?.body.diagnostics.map(({ name }) => name)).toContain("phaseTiming");
  });
});

describe("a service that refuses", () => {
  test.each([
    ["with a status", refused(500)],
    ["as an ad blocker does", () => new TypeError("blocked")],
  ])("%s three times in a row is asked no more, by no session of the client", async (_, answer) => {
    const session = await look({ telemetry: { intervalMs: 1000 }, answer });
    await session.platform.clock.advance(20_000);
    expect(session.sent).toHaveLength(3);
    session.client.disconnect();
    await settled();
    expect(session.sent).toHaveLength(3);
    expect((session.context.telemetry || undefined)?.refusals).toBe(3);
    expect(session.states).toEqual(["connecting", "connected", "disconnected"]);
    expect(session.listenerErrors).toEqual([]);
    const second = await look({ telemetry: session.context.telemetry });
    await second.platform.clock.advance(20_000);
    expect(second.sent).toEqual([]);
    // Nobody else wants figures: none are collected.
    expect(second.transport.readings).toBe(20);
    second.client.disconnect();
  });

  test("now and then is asked on", async () => {
    const statuses = [503, 503, 202, 503, 503, 202, 503, 503, 202, 503];
    const answer = () => new Response(null, { status: statuses.shift() ?? 500 });
    const session = await look({ telemetry: { intervalMs: 1000 }, answer });
    await session.platform.clock.advance(10_000);
    expect(session.sent).toHaveLength(10);
    session.client.disconnect();
  });

  test("the connection's token gets a fresh one from the app's function, once for a request", async () => {
    const keys = ["old", "fresh"];
    const answer = ({ init }: { init: RequestInit }) =>
      new Response(null, { status: (init.headers as Record<string, string>)["X-API-KEY"] === "fresh" ? 202 : 401 });
    const session = await look({
      telemetry: {},
      answer,
      context: { freshKeys: true, apiKey: () => keys.shift() ?? "none" },
    });
    await session.platform.clock.advance(10_000);
    const used = session.sent.map(({ init }) => (init.headers as Record<string, string>)["X-API-KEY"]);
    expect(used).toEqual(["old", "fresh"]);
    expect((session.context.telemetry || undefined)?.refusals).toBe(0);
    session.client.disconnect();
  });
});

test("a viewer sends what it sees under the name of the session that it watches", async () => {
  const sent: { sessionId: string; model?: string; stats: unknown[] }[] = [];
  const viewer = startViewer(
    {},
    {
      context: {
        loadSight: async () => ({ observe }),
        telemetry: { url: "https://sink.test/t", intervalMs: 10_000, refusals: 0 },
      },
    },
  );
  viewer.platform.fetch = async (_, init) => {
    sent.push(JSON.parse(String(init?.body)));
    return new Response(null, { status: 202 });
  };
  await viewer.goLive();
  await viewer.platform.clock.advance(10_000);
  expect(sent).toHaveLength(1);
  expect(problemOf(sent[0])).toBeNull();
  expect(sent[0]).toMatchObject({ sessionId: "s1", stats: { length: 10 } });
  expect(sent[0]).not.toHaveProperty("model");
  viewer.client.disconnect();
  expect(viewer.leftovers).toEqual(NOTHING_LEFT);
});

test("without telemetry nothing is sent at all", async () => {
  const session = await look({ telemetry: false });
  session.client.on("stats", () => {});
  await session.platform.clock.advance(60_000);
  session.client.disconnect();
  await session.client.report();
  expect(session.sent).toEqual([]);
});
