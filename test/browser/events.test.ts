import { expect, test } from "vitest";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/session");

const shared = useBrowser();

test("the connection's diagnostics: candidates of both sides, every state machine, every phase", () =>
  withSession<Page>(shared, "session", async ({ service, run }) => {
    await run.connect({ ...service, options: { initialState: { prompt: { text: "A" } } } });
    const diagnostics = await run.keptDiagnostics();
    const of = (name: string) => diagnostics.filter((event) => event.name === name).map(({ data }) => data);
    for (const source of ["local", "remote"]) {
      const candidate = { source, candidateType: "host", protocol: "udp", port: expect.any(Number) };
      expect(of("iceCandidate")).toContainEqual(expect.objectContaining(candidate));
    }
    const change = (state: string, previousState: string) => ({
      state,
      previousState,
      timestampMs: expect.any(Number),
    });
    expect(of("signalingStateChange")).toEqual([
      change("have-local-offer", "stable"),
      change("stable", "have-local-offer"),
    ]);
    expect(of("iceStateChange")[0]).toEqual(change("checking", "new"));
    expect(of("peerConnectionStateChange").at(-1)).toEqual(change("connected", "connecting"));
    expect(of("phaseTiming").map((data) => (data as { phase: string }).phase)).toEqual([
      "websocket",
      "initial-prompt",
      "webrtc-handshake",
      "total",
    ]);
    await run.disconnect();
  }));

test("a place in the queue is told while the session waits for its start", () =>
  withSession<Page>(
    shared,
    "session",
    async ({ service, run }) => {
      await run.connect({ ...service });
      expect(await run.events("queuePosition", 2)).toEqual([
        { position: 2, queueSize: 2 },
        { position: 1, queueSize: 2 },
      ]);
      await run.disconnect();
    },
    { queue: { length: 2, intervalMs: 50 } },
  ));

test("a service that ends the session: the reason as an event, an error, and no new session", () =>
  withSession<Page>(shared, "session", async ({ service, emulator, run }) => {
    await run.connect({ ...service });
    await emulator.sessions[0]?.end("insufficient_credits");
    expect(await run.events("generationEnded", 1)).toMatchObject([{ reason: "insufficient_credits" }]);
    expect(await run.events("error", 1)).toMatchObject([{ code: "WEB_RTC_ERROR", retryable: false }]);
    expect(await run.snapshot()).toMatchObject({ state: "disconnected" });
    await emulator.waitForIdle();
    expect((await emulator.counters()).sessions).toBe(1);
    await run.disconnect();
  }));
