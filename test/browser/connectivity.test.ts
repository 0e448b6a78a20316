import { expect, test } from "vitest";
import { useBrowser, withSession } from "./support/fixture";
import { startTurnServer, TURN_SERVER } from "./support/turn-server";

type Page = typeof import("./pages/connectivity");

const shared = useBrowser();

test("without a camera: the socket, the candidates, the time to the service; nothing is generated", () =>
  withSession<Page>(shared, "connectivity", async ({ emulator, service, run }) => {
    const result = await run.check(service, { iceServers: [] });
    expect(result).toMatchObject({
      ok: true,
      socket: { reachable: true, openMs: expect.any(Number), error: null },
      candidates: { host: expect.any(Number), srflx: 0, relay: 0 },
      media: "unknown",
      rttMs: expect.any(Number),
    });
    expect(result.candidates.host).toBeGreaterThan(0);
    await emulator.waitForIdle();
    expect(await emulator.sessions[0]?.record()).toMatchObject({ received: [], framesOut: 0, connection: null });
  }));

test("a STUN server that doesn't answer: there is no way for media", () =>
  withSession<Page>(shared, "connectivity", async ({ service, run }) => {
    // A port of loopback where nobody listens: an ICMP answer, and no other.
    const result = await run.check(service, { iceServers: [{ urls: "stun:127.0.0.1:9" }], timeoutMs: 3000 });
    expect(result).toMatchObject({ ok: false, media: "none", socket: { reachable: true } });
  }));

test("a service that can't be reached, and a key that is refused", () =>
  withSession<Page>(shared, "connectivity", async ({ emulator, service, run }) => {
    const refused = await run.check({ ...service, apiKey: "not-the-key-of-the-account" }, { iceServers: [] });
    expect(refused).toMatchObject({ ok: false, socket: { reachable: true, error: { code: "INVALID_API_KEY" } } });
    expect(JSON.stringify(refused)).not.toContain("not-the-key");
    await emulator.refuseUpgrades();
    const unreachable = await run.check(service, { iceServers: [] });
    expect(unreachable).toMatchObject({
      ok: false,
      socket: { reachable: false, openMs: null, error: { reason: "WEBRTC_WEBSOCKET_ERROR" } },
    });
  }));

test.skipIf(!TURN_SERVER)("a TURN server over TCP, and no UDP: media can go over a relay only", () =>
  withSession<Page>(shared, "connectivity", async ({ service, run }) => {
    const turn = await startTurnServer("tcp");
    try {
      const result = await run.check(service, { iceServers: turn.iceServers });
      expect(result).toMatchObject({ ok: true, media: "relay", candidates: { relay: expect.any(Number) } });
      expect(result.candidates.relay).toBeGreaterThan(0);
    } finally {
      await turn.close();
    }
  }),
);
