import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const BODY = {
  sessionId: "s1",
  timestamp: 1_795_000_000_000,
  sdkVersion: "0.1.0",
  model: "lucy-2.1",
  tags: { session_id: "s1", sdk_version: "0.1.0", model: "lucy-2.1" },
  stats: [
    {
      timestamp: 1_795_000_000_000,
      video: { bitrate: 1_000_000.5, decoderImplementation: null },
      audio: null,
      outboundVideo: { qualityLimitationDurations: { none: 1 } },
      remoteInbound: null,
      connection: {
        currentRoundTripTime: 0.05,
        availableOutgoingBitrate: null,
        selectedCandidatePairs: [
          { local: { candidateType: "host", protocol: "udp" }, remote: { candidateType: "relay", protocol: "udp" } },
        ],
      },
    },
  ],
  diagnostics: [{ name: "videoStall", data: { stalled: true, durationMs: 900 }, timestamp: 1_795_000_000_000 }],
};

const post = async (body: object, key = emulator.apiKey) => {
  const headers = { "x-api-key": key, "content-type": "application/json" };
  const url = `${emulator.httpUrl}/api/v1/telemetry`;
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, text: await response.text() };
};

test("a body as the protocol has it is taken, and shown", async () => {
  expect(await post(BODY)).toMatchObject({ status: 202 });
  expect((await emulator.telemetry()).at(-1)).toMatchObject({ problem: null, body: BODY });
});

const stats = (change: object) => ({ ...BODY, stats: [{ ...BODY.stats[0], ...change }] });

test.each([
  ["a field that the protocol doesn't name", { ...BODY, apiKey: "secret" }, "apiKey"],
  ["no session", { ...BODY, sessionId: "" }, "sessionId"],
  ["too many items", { ...BODY, diagnostics: Array(121).fill(BODY.diagnostics[0]) }, "diagnostics"],
  ["figures that are no numbers", stats({ video: { bitrate: true } }), "stats"],
  [
    "the address of a candidate",
    stats({
      connection: {
        ...BODY.stats[0]?.connection,
        selectedCandidatePairs: [
          {
            local: { candidateType: "host", protocol: "udp", address: "10.0.0.1" },
            remote: { candidateType: "host", protocol: "udp" },
          },
        ],
      },
    }),
    "stats",
  ],
  [
    "an address anywhere",
    { ...BODY, diagnostics: [{ name: "x", data: { text: "at 192.168.1.20" }, timestamp: 1 }] },
    "address",
  ],
  [
    "an IPv6 address anywhere",
    { ...BODY, diagnostics: [{ name: "x", data: { text: "fd00::2" }, timestamp: 1 }] },
    "address",
  ],
])("%s is refused, and the answer says which", async (_, body, named) => {
  const { status, text } = await post(body);
  expect(status).toBe(400);
  expect(text).toContain(named);
  expect((await emulator.telemetry()).at(-1)).toMatchObject({ body: null, problem: expect.stringContaining(named) });
});

test("without a good key nothing is taken", async () => {
  const before = (await emulator.telemetry()).length;
  expect(await post(BODY, "wrong")).toMatchObject({ status: 401 });
  expect(await emulator.telemetry()).toHaveLength(before);
});

test("requests can be waited for", async () => {
  const before = (await emulator.telemetry()).length;
  const waiting = emulator.waitForTelemetry(before + 1);
  await post(BODY);
  expect(await waiting).toHaveLength(before + 1);
});
