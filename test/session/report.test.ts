import { expect, test } from "vitest";
import { VERSION } from "../../src/version";
import { look } from "./observed";

test("tells what happened, in order, and from when on", async () => {
  const session = await look();
  await session.platform.clock.advance(3000);
  session.socket.say({ type: "generation_tick", seconds: 3 });
  session.socket.say({ type: "error", error: "the prompt 'secret words' is odd" });
  session.transport.flow = "nothing";
  await session.platform.clock.advance(3000);
  const report = await session.client.report();
  expect(report).toMatchObject({
    versions: { sdk: VERSION, userAgent: expect.stringContaining("decart-js-sdk/") },
    model: "lucy-2.1",
    sessionId: "s1",
    generationSeconds: 3,
    state: "generating",
    left: 0,
    states: [
      { atMs: 0, state: "connecting" },
      { atMs: 0, state: "connected" },
      { atMs: 3000, state: "generating" },
    ],
    errors: [{ atMs: 3000, code: "WEB_RTC_ERROR", reason: "WEBRTC_SERVER_ERROR", retryable: true }],
  });
  expect(report.timeline.map(({ name }) => name)).toEqual(expect.arrayContaining(["phaseTiming", "connectionSuspect"]));
  const times = report.timeline.map(({ atMs }) => atMs);
  expect(times).toEqual([...times].sort((one, other) => one - other));
  expect(Date.parse(report.createdAt) - Date.parse(report.startedAt)).toBe(6000);
  // Nobody listened: the sample is the report's own.
  expect(report.samples).toHaveLength(1);
  session.client.disconnect();
});

test("holds no key, no text of the service, and no address", async () => {
  const session = await look({ options: { initialState: { prompt: { text: "secret words" } } } });
  session.client.on("stats", () => {});
  await session.platform.clock.advance(3000);
  session.socket.say({ type: "error", error: "secret words" });
  const text = JSON.stringify(await session.client.report());
  for (const secret of ["secret words", "10.9.8.7", "10.0.0.1", "40000", '"key"']) expect(text).not.toContain(secret);
  expect(text).toContain("candidateType");
  session.client.disconnect();
});

test("of a session that has ended tells all the same, the error that ended it included", async () => {
  const session = await look({ options: { reconnect: false } });
  session.socket.drop();
  const report = await session.client.report();
  expect(report.state).toBe("disconnected");
  expect(report.states.at(-1)).toMatchObject({ state: "disconnected" });
  expect(report.errors).toMatchObject([{ code: "WEB_RTC_ERROR", reason: "WEBRTC_WEBSOCKET_ERROR" }]);
});

test("is never too long to be pasted: the beginning and the end of very many entries", async () => {
  const session = await look();
  for (let count = 0; count < 2000; count += 1) session.socket.say("garbage");
  const report = await session.client.report();
  expect(report.timeline).toHaveLength(400);
  expect(report.left).toBeGreaterThan(1500);
  expect(report.timeline[0]?.name).toBe("phaseTiming");
  expect(JSON.stringify(report).length).toBeLessThan(100_000);
  session.client.disconnect();
});
