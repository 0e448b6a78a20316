import { describe, expect, test } from "vitest";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/session");

// The figures themselves, and stalls, are in the scenarios for every browser.
const shared = useBrowser();

describe("what is measured", () => {
  test("each attempt at a new connection, with its outcome", () =>
    withSession<Page>(shared, "session", async ({ emulator, service, run }) => {
      await run.connect({ ...service, options: { reconnect: { initialDelayMs: 100 } } });
      const diagnostics = run.diagnosticsUntil("reconnect", 2);
      await emulator.refuseUpgrades(1);
      await emulator.sessions[0]?.terminate();
      const attempts = (await diagnostics).flatMap((event) => (event.name === "reconnect" ? event.data : []));
      const durationMs = expect.any(Number);
      expect(attempts).toEqual([
        { attempt: 1, maxAttempts: 5, durationMs, success: false, error: "WEBRTC_WEBSOCKET_ERROR" },
        { attempt: 2, maxAttempts: 5, durationMs, success: true },
      ]);
      await run.disconnect();
    }));

  test("whether a connect used what was prepared", () =>
    withSession<Page>(shared, "session", async ({ service, run }) => {
      await run.connect({ ...service, prewarmed: true });
      const told = (await run.diagnosticsUntil("prewarm", 1)).find(({ name }) => name === "prewarm");
      expect(told?.data).toEqual({ used: true });
      await run.disconnect();
    }));

  test("a doubt, and the look for another path", () =>
    withSession<Page>(shared, "session", async ({ emulator, service, run }) => {
      await run.connect({ ...service, options: { recovery: { silenceMs: 1500, restartAfterMs: 500 } } });
      await run.events("stats", 2);
      const diagnostics = run.diagnosticsUntil("iceRestart", 1);
      await emulator.sessions[0]?.configure({ media: "frozen" });
      const seen = await diagnostics;
      expect(seen.find(({ name }) => name === "connectionSuspect")?.data).toEqual({
        reason: "video",
        socketSilentMs: expect.any(Number),
      });
      expect(seen.at(-1)).toEqual({ name: "iceRestart", data: { reason: "video" } });
      await run.disconnect();
    }));

  test("the quality of a good connection, as an event and in the snapshot", () =>
    withSession<Page>(shared, "session", async ({ service, run }) => {
      await run.connect({ ...service });
      expect(await run.events("connectionQuality", 1)).toEqual([
        { quality: expect.stringMatching(/good|fair/), reasons: expect.any(Array) },
      ]);
      expect((await run.snapshot()).connectionQuality.quality).not.toBe("unknown");
      await run.disconnect();
    }));

  test("a report of a real session", () =>
    withSession<Page>(shared, "session", async ({ service, run }) => {
      await run.connect({ ...service, options: { initialState: { prompt: { text: "secret words" } } } });
      await run.events("stats", 2);
      const report = await run.report();
      expect(report).toMatchObject({ browser: expect.stringContaining("Chrome"), model: "lucy-2.1", errors: [] });
      expect(report.timeline.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["phaseTiming", "iceCandidate", "selectedCandidatePair"]),
      );
      expect(report.samples.length).toBeGreaterThan(1);
      const text = JSON.stringify(report);
      for (const secret of ["secret words", service.apiKey, "127.0.0.1", '"address"'])
        expect(text).not.toContain(secret);
      await run.disconnect();
    }));
});

describe("telemetry", () => {
  test("arrives as the protocol has it, is flushed at the end, and needs no listener", () =>
    withSession<Page>(shared, "session", async ({ emulator, service, run }) => {
      const telemetry = { url: `${service.httpUrl}/api/v1/telemetry`, intervalMs: 2000 };
      const { sessionId } = (await run.connect({ ...service, telemetry })) as { sessionId: string };
      await emulator.waitForTelemetry(2);
      // Something that the flush has to take along.
      await run.stats(1);
      await run.disconnect();
      const records = await emulator.waitForTelemetry(3);
      expect(records.map(({ problem }) => problem)).toEqual([null, null, null]);
      for (const { body } of records) expect(body).toMatchObject({ sessionId, model: "lucy-2.1" });
      expect(records.flatMap(({ body }) => body?.stats ?? []).length).toBeGreaterThan(3);
      expect(records[0]?.body?.diagnostics.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["phaseTiming", "iceCandidate", "selectedCandidatePair"]),
      );
    }));

  test("that is switched off sends nothing", () =>
    withSession<Page>(shared, "session", async ({ emulator, service, run }) => {
      await run.connect({ ...service, telemetry: false });
      await run.events("stats", 2);
      await run.disconnect();
      await emulator.waitForIdle();
      expect((await emulator.requests()).filter(({ method }) => method === "POST")).toEqual([]);
    }));

  test("that is refused has no effect on the session", () =>
    withSession<Page>(shared, "session", async ({ emulator, service, run }) => {
      await emulator.failRequests({ status: 500, path: "/api/v1/telemetry" });
      const telemetry = { url: `${service.httpUrl}/api/v1/telemetry`, intervalMs: 200 };
      await run.connect({ ...service, telemetry });
      await run.events("stats", 4);
      expect(await run.snapshot()).toMatchObject({ state: "generating", error: null });
      const posts = (await emulator.requests()).filter(
        ({ method, path }) => method === "POST" && /telemetry/.test(path),
      );
      expect(posts.map(({ status }) => status)).toEqual([500, 500, 500]);
      await run.disconnect();
    }));
});
