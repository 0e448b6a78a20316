import { describe, expect, test } from "vitest";
import type { Emulator } from "../../src/emulator/index";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/session");

const shared = useBrowser();

/** Nothing is left on the service's side: no socket, no peer connection. */
async function expectNothingLeft(emulator: Emulator) {
  await emulator.waitForIdle();
  expect(await emulator.counters()).toMatchObject({ liveSockets: 0, livePeerConnections: 0 });
}

describe("a connect that fails", () => {
  test("a wrong key: INVALID_API_KEY in one attempt", () =>
    withSession<Page>(shared, "session", async ({ service, emulator, run }) => {
      const result = await run.connect({ ...service, apiKey: "wrong" });
      expect(result).toMatchObject({ ok: false, alive: true, states: ["connecting", "disconnected"] });
      expect(result).toMatchObject({ error: { code: "INVALID_API_KEY", name: "InvalidAPIKeyError", isError: true } });
      expect((await emulator.counters()).upgrades).toBe(1);
      await expectNothingLeft(emulator);
    }));

  test("a refused initial prompt: the service's words", () =>
    withSession<Page>(
      shared,
      "session",
      async ({ service, emulator, run }) => {
        const result = await run.connect({ ...service, options: { initialState: { prompt: { text: "forbidden" } } } });
        expect(result).toMatchObject({ ok: false, error: { code: "MODERATION_REJECTED" } });
        const said = (await emulator.sessions[0]?.record())?.journal.map(({ event }) => event);
        expect(said).toContain(">prompt_ack");
        expect((await emulator.counters()).upgrades).toBe(1);
        await expectNothingLeft(emulator);
      },
      { denyPrompts: ["forbidden"] },
    ));

  test("a silent service: WEBRTC_TIMEOUT_ERROR after connectTimeoutMs", () =>
    withSession<Page>(
      shared,
      "session",
      async ({ service, emulator, run }) => {
        const result = await run.connect({ ...service, options: { connectTimeoutMs: 500 } });
        expect(result).toMatchObject({ ok: false, error: { code: "WEB_RTC_ERROR", reason: "WEBRTC_TIMEOUT_ERROR" } });
        await expectNothingLeft(emulator);
      },
      { silent: true },
    ));

  test("refused upgrades are tried again, and then it connects", () =>
    withSession<Page>(shared, "session", async ({ service, emulator, run }) => {
      await emulator.refuseUpgrades(2);
      const result = await run.connect({ ...service, options: { reconnect: { initialDelayMs: 20 } } });
      expect(result).toMatchObject({ ok: true, streams: 1 });
      expect(await emulator.counters()).toMatchObject({ upgrades: 3, sessions: 1 });
      await run.disconnect();
      await expectNothingLeft(emulator);
    }));

  test("an unknown model, and one of the app's own that the service knows", () =>
    withSession<Page>(
      shared,
      "session",
      async ({ service, emulator, run }) => {
        expect(await run.connect({ ...service, options: { model: "no-such" } })).toMatchObject({
          error: { code: "MODEL_NOT_FOUND" },
        });
        expect((await emulator.counters()).upgrades).toBe(0);
        const model = { name: "private", urlPath: "/v1/stream", fps: 20, width: 640, height: 360 };
        expect(await run.connect({ ...service, options: { model } })).toMatchObject({ ok: true });
        await run.disconnect();
      },
      { models: ["private"] },
    ));

  test("an expired token, and one for another model", () =>
    withSession<Page>(shared, "session", async ({ service, emulator, run }) => {
      const mint = async (options: object) => {
        const response = await fetch(`${service.httpUrl}/v1/client/tokens`, {
          method: "POST",
          headers: { "X-API-KEY": service.apiKey },
          body: JSON.stringify(options),
        });
        return ((await response.json()) as { apiKey: string }).apiKey;
      };
      const other = await mint({ allowedModels: ["lucy-2"] });
      expect(await run.connect({ ...service, apiKey: other })).toMatchObject({ ok: false });
      const fresh = await mint({ allowedModels: ["lucy-2.1"] });
      expect(await run.connect({ ...service, apiKey: fresh })).toMatchObject({ ok: true });
      await run.disconnect();
      await emulator.expireTokens();
      expect(await run.connect({ ...service, apiKey: fresh })).toMatchObject({ error: { code: "INVALID_API_KEY" } });
    }));

  test("an unreachable STUN server delays nothing", () =>
    withSession<Page>(shared, "session", async ({ service, run }) => {
      // 192.0.2.0/24 is reserved for documentation (RFC 5737): nothing ever answers there.
      const options = { iceServers: [{ urls: "stun:192.0.2.1:3478" }] };
      const result = await run.connect({ ...service, options: { ...options, connectTimeoutMs: 8000 } });
      expect(result).toMatchObject({ ok: true });
      if (result.ok) console.log("connected with a mute STUN server after", result.connectMs, "ms");
      await run.disconnect();
    }));
});

describe("abort, in each phase", () => {
  test.each<[string, (emulator: Emulator) => Promise<unknown>, (emulator: Emulator) => Promise<unknown>]>([
    ["the socket opens", (emulator) => emulator.hangUpgrades(), (emulator) => until(() => upgrades(emulator))],
    [
      "the acknowledgement is out",
      (emulator) => emulator.configure({ acks: { prompt: "withhold", set_image: "withhold" } }),
      (emulator) => eventOf(emulator, "pc:connected"),
    ],
    [
      "the answer is out",
      (emulator) => emulator.configure({ answerOffers: false }),
      (emulator) => eventOf(emulator, "<offer"),
    ],
    [
      "no path is found",
      (emulator) => emulator.configure({ sendCandidates: false }),
      (emulator) => eventOf(emulator, ">answer"),
    ],
  ])("while %s", (_, arrange, reached) =>
    withSession<Page>(shared, "session", async ({ service, emulator, run }) => {
      await arrange(emulator);
      const connecting = run.connect({ ...service });
      await reached(emulator);
      const before = performance.now();
      await run.abortConnect();
      const result = await connecting;
      console.log(`rejected ${(performance.now() - before).toFixed(0)} ms after the abort, seen from outside`);
      expect(result).toMatchObject({ ok: false, aborted: true, alive: true, states: ["connecting", "disconnected"] });
      await expectNothingLeft(emulator);
    }),
  );
});

const upgrades = async (emulator: Emulator) => (await emulator.counters()).upgrades > 0;

const eventOf = async (emulator: Emulator, event: string) => (await emulator.waitForSession()).waitForEvent(event);

async function until(check: () => Promise<boolean>) {
  await expect.poll(check).toBe(true);
}

describe("frames that are no messages", () => {
  test("unknown types change nothing, malformed frames become a diagnostic", () =>
    withSession<Page>(shared, "session", async ({ service, emulator, run }) => {
      await run.connect({ ...service });
      const session = emulator.sessions[0];
      await run.events("generationTick", 1);
      await session?.sendText('{"type":"from_the_future","x":1}');
      await session?.sendText("not json");
      await session?.sendBinary([1, 2, 3]);
      await session?.sendText('{"type":"prompt_ack"}');
      // An answer that nobody asked for is well-formed, and must not end the session either.
      await session?.sendText('{"type":"answer","sdp":"v=0"}');
      await session?.sendError("just so you know");
      expect(await run.events("error", 1)).toMatchObject([{ code: "WEB_RTC_ERROR", message: "just so you know" }]);
      const dropped = (await run.keptDiagnostics()).filter(({ name }) => name === "signalingDropped");
      expect(dropped.map(({ data }) => data)).toEqual([
        { problem: "not JSON" },
        { problem: "not a text frame" },
        { problem: "prompt_ack: bad prompt" },
      ]);
      await session?.waitForFrames(10);
      expect(await run.snapshot()).toMatchObject({ state: "generating", sessionId: session?.id });
      await run.disconnect();
    }));
});
