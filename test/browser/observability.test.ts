import { describe, expect, test } from "vitest";
import type { DiagnosticEvent, WebRTCStats } from "../../src/index";
import { expectNear, mean, measure } from "./support/counts";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/session");

const shared = useBrowser();

describe("statistics in Chromium", () => {
  test("every field of every section has a value", () =>
    withSession<Page>(shared, "session", async ({ service, run }) => {
      await run.connect({ ...service, audio: true });
      const samples = (await run.events("stats", 4)) as WebRTCStats[];
      const last = samples.at(-1);
      for (const section of ["video", "audio", "outboundVideo", "remoteInbound", "connection"] as const) {
        const values = Object.entries(last?.[section] ?? {});
        expect(values.length, section).toBeGreaterThan(0);
        expect(values.filter(([, value]) => value === null).map(([name]) => `${section}.${name}`)).toEqual([]);
      }
      await run.disconnect();
    }));

  test("rate, size and bitrate agree within 10 % with what the service counts in the same seconds", () =>
    withSession<Page>(shared, "session", async ({ emulator, service, run }) => {
      await run.connect({ ...service, fps: 20 });
      const session = await emulator.waitForSession();
      // The first seconds are those of an encoder that finds its rate.
      await run.events("stats", 3);
      const window = await measure(
        () => session.mediaCounts(),
        () => run.events("stats", 7) as Promise<WebRTCStats[]>,
      );
      const { rate, samples, ends } = window;
      expectNear(
        "frames a second that come",
        mean(window, ({ video }) => video?.framesPerSecond),
        rate("framesOut"),
      );
      expectNear(
        "frames a second that go",
        mean(window, (sample) => sample.outboundVideo?.framesPerSecond),
        rate("framesIn"),
      );
      expectNear(
        "bit/s that come",
        mean(window, ({ video }) => video?.bitrate),
        rate("bytesSent") * 8,
      );
      expectNear(
        "bit/s that go",
        mean(window, ({ outboundVideo }) => outboundVideo?.bitrate),
        rate("bytesReceived") * 8,
      );
      const last = samples.at(-1);
      const record = await session.record();
      const sizeOf = (section?: { frameWidth: number | null; frameHeight: number | null } | null) => ({
        width: section?.frameWidth,
        height: section?.frameHeight,
      });
      expect(sizeOf(last?.outboundVideo)).toEqual(record.sizesIn.at(-1));
      expect(sizeOf(last?.video)).toEqual(record.sizeOut);
      expect(last?.video?.packetsLost).toBe(ends[1].packetsLostByClient);
      expect(last?.remoteInbound?.fractionLost).toBe(0);
      await run.disconnect();
    }));
});

describe("what is measured", () => {
  test("the selected pair, and a stall with its true length", () =>
    withSession<Page>(shared, "session", async ({ emulator, service, run }) => {
      await run.connect({ ...service });
      const session = await emulator.waitForSession();
      // Somebody listens: that is what starts the watch.
      const diagnostics = run.diagnosticsUntil("videoStall", 2);
      await run.events("stats", 2);
      const frozenAt = Date.now();
      await session.configure({ media: "frozen" });
      await session.waitForEvent("frame-out");
      await run.stats(3);
      await session.configure({ media: "flow" });
      const stillMs = Date.now() - frozenAt;
      const seen = (await diagnostics) as DiagnosticEvent[];
      const stalls = seen.flatMap((event) => (event.name === "videoStall" ? event.data : []));
      console.log(
        `stall: found ${stalls[0]?.durationMs} ms after its last frame; ${stalls[1]?.durationMs} of ${stillMs} ms`,
      );
      expect(stalls[0]).toMatchObject({ stalled: true });
      expect(stalls[1]).toMatchObject({ stalled: false });
      expect(Math.abs((stalls[1]?.durationMs ?? 0) - stillMs)).toBeLessThan(stillMs * 0.1);
      expect(seen.find(({ name }) => name === "selectedCandidatePair")?.data).toMatchObject({
        local: { candidateType: "host", protocol: "udp", port: expect.any(Number), address: expect.any(String) },
        remote: { candidateType: expect.stringMatching(/host|prflx/), protocol: "udp" },
      });
      await run.disconnect();
    }));

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
