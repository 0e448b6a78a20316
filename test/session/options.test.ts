import { describe, expect, test } from "vitest";
import type { ConnectOptions } from "../../src/realtime/connect-options";
import { settled } from "../support/fake-clock";
import { createFakePlatform } from "../support/fake-platform";
import { startSession } from "./harness";

const codec = (name: string): RTCRtpCodec => ({ mimeType: `video/${name}`, clockRate: 90_000 });

describe("preferredVideoCodec", () => {
  const connectWith = async (preferredVideoCodec: ConnectOptions["preferredVideoCodec"], names: string[] | null) => {
    const platform = createFakePlatform(names ? { videoCodecs: () => names.map(codec) } : {});
    const session = startSession({ preferredVideoCodec }, { context: { platform } });
    await settled();
    return { ...session.outcome, sockets: platform.sockets.length, transports: session.transports };
  };

  test("one that the browser lacks is refused with the list of what it has, and nothing is opened", async () => {
    const { error, sockets, transports } = await connectWith("h264", ["VP8", "rtx", "VP9", "H265", "VP9"]);
    expect(error).toMatchObject({
      code: "INVALID_INPUT",
      message: "connect(): `preferredVideoCodec` must be one that this browser has: vp8, vp9.",
    });
    expect({ sockets, transports }).toEqual({ sockets: 0, transports: [] });
  });

  test.each([
    ["one that it has", "h264", ["VP8", "H264"], "h264"],
    ["any, where nothing is known", "h264", [], "h264"],
    ["any, where the platform can't say", "av1", null, "av1"],
    ["none: VP8 is asked for, and not insisted on", undefined, ["H264"], "vp8"],
  ] as const)("goes on with %s", async (_, wanted, names, offered) => {
    const { sockets, transports } = await connectWith(wanted, names && [...names]);
    expect(sockets).toBe(1);
    expect(transports[0]?.options.preferredVideoCodec).toBe(offered);
  });
});

describe("iceTransportPolicy", () => {
  test.each([
    ["no servers", undefined],
    ["STUN alone", [{ urls: ["stun:stun.example.com"] }]],
  ])("relay with %s is refused at once: it could never connect", async (_, iceServers) => {
    const session = startSession({ iceTransportPolicy: "relay", iceServers });
    await settled();
    expect(session.outcome.error).toMatchObject({ code: "INVALID_INPUT" });
    expect(session.transports).toHaveLength(0);
  });

  test("relay with a TURN server among others", () => {
    const iceServers = [
      { urls: "stun:stun.example.com" },
      { urls: ["turns:turn.example.com"], username: "u", credential: "c" },
    ];
    const { transport } = startSession({ iceTransportPolicy: "relay", iceServers });
    expect(transport.options.configuration).toMatchObject({ iceTransportPolicy: "relay", iceServers });
  });
});
