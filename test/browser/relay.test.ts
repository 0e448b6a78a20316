import { describe, expect, test } from "vitest";
import { useBrowser, withSession } from "./support/fixture";
import { startTurnServer, TURN_SERVER } from "./support/turn-server";

type Page = typeof import("./pages/options");

if (!TURN_SERVER) console.warn("skipped: coturn (turnserver) isn't installed, so nothing is relayed");

describe.skipIf(!TURN_SERVER)("iceTransportPolicy: relay, through coturn", () => {
  const shared = useBrowser();

  test.each(["udp", "tcp"] as const)("over %s only: the session goes through the TURN server", (protocol) =>
    withSession<Page>(shared, "options", async ({ service, emulator, run }) => {
      const turn = await startTurnServer(protocol);
      try {
        const { iceServers } = turn;
        expect(await run.connect({ ...service, options: { iceServers, iceTransportPolicy: "relay" } })).toEqual({
          ok: true,
        });
        // Frames flow both ways: the page decodes what it gets, and the emulator what it sends back.
        expect(await run.codecs()).toEqual({ sent: "video/VP8", received: "video/VP8" });
        expect(await run.selectedPair()).toEqual({ type: "relay", relayProtocol: protocol, url: iceServers[0]?.urls });
        const offered = emulator.sessions[0]?.received.flatMap(({ message }) =>
          message.type === "ice-candidate" && message.candidate ? [message.candidate.candidate] : [],
        );
        expect(offered).not.toEqual([]);
        expect(offered?.filter((line) => !/ typ relay /.test(line ?? ""))).toEqual([]);
        await run.disconnect();
      } finally {
        await turn.close();
      }
    }),
  );

  test("wrong credentials: no path is found, and the connect ends at its limit", () =>
    withSession<Page>(shared, "options", async ({ service, emulator, run }) => {
      const turn = await startTurnServer("udp");
      try {
        const iceServers = turn.iceServers.map((entry) => ({ ...entry, credential: "wrong" }));
        const options = { iceServers, iceTransportPolicy: "relay" as const, connectTimeoutMs: 3000 };
        expect(await run.connect({ ...service, options })).toMatchObject({
          code: "WEB_RTC_ERROR",
          reason: expect.stringMatching(/^WEBRTC_(TIMEOUT|ICE)_ERROR$/),
        });
        expect(turn.log()).toContain("401");
        await run.disconnect();
        await emulator.waitForIdle();
      } finally {
        await turn.close();
      }
    }));
});
