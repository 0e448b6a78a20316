import { describe, expect, test } from "vitest";
import { createDecartClient } from "../../src/client";
import { type Logger, noopLogger } from "../../src/logger";
import { settled } from "../support/fake-clock";
import { createFakePlatform, createFakeStream, createFakeTrack } from "../support/fake-platform";

/** A client on a platform whose every use is counted, and a call of `connect` that is expected to fail. */
function setUp(logger?: Logger) {
  let peers = 0;
  const platform = createFakePlatform({
    createPeerConnection: () => {
      peers += 1;
      throw new Error("opened");
    },
  });
  const asked: string[] = [];
  const client = createDecartClient({
    platform,
    logger,
    apiKey: () => {
      asked.push("key");
      return "key";
    },
  });
  const connect = (input: unknown, options: unknown) =>
    client.realtime.connect(input as never, options as never).then(
      () => expect.unreachable(),
      (error) => error,
    );
  return {
    connect,
    platform,
    get used() {
      return { sockets: platform.sockets.length, timers: platform.clock.pending, peers, keys: asked.length };
    },
  };
}

const NOTHING = { sockets: 0, timers: 0, peers: 0, keys: 0 };
const RIGHT = { model: "lucy-2.1", onRemoteStream() {} };
const stream = () => createFakeStream(createFakeTrack("video"));

describe("connect's options, each wrong once", () => {
  const wrong: [name: string, options: unknown][] = [
    ["the options", undefined],
    ["the options", "lucy-2.1"],
    ["model", { model: undefined }],
    ["model", { model: 7 }],
    ["model", { model: { name: "mine", urlPath: "/v1/stream", fps: 20, width: 640 } }],
    ["onRemoteStream", { onRemoteStream: undefined }],
    ["onRemoteStream", { onRemoteStream: "video" }],
    ["onRemoteVideoTrack", { onRemoteVideoTrack: {} }],
    ["onRemoteAudioTrack", { onRemoteAudioTrack: null }],
    ["onConnectionChange", { onConnectionChange: true }],
    ["customizeOffer", { customizeOffer: "v=0" }],
    ["initialState", { initialState: "Anime" }],
    ["initialState.prompt", { initialState: { prompt: "Anime" } }],
    ["initialState.prompt.text", { initialState: { prompt: { text: " " } } }],
    ["initialState.prompt.text", { initialState: { prompt: { text: 7 } } }],
    ["initialState.prompt.enhance", { initialState: { prompt: { text: "A", enhance: "yes" } } }],
    ["initialState.image", { initialState: { image: 7 } }],
    ["initialState.image", { initialState: { image: [1, 2] } }],
    ["resolution", { resolution: "480p" }],
    ["preferredVideoCodec", { preferredVideoCodec: "VP8" }],
    ["queryParams", { queryParams: "a=b" }],
    ["queryParams", { queryParams: { a: 1 } }],
    ["signal", { signal: { aborted: false } }],
    ["signal", { signal: new AbortController() }],
    ["iceServers", { iceServers: "stun:stun.test" }],
    ["iceServers", { iceServers: { urls: "stun:stun.test" } }],
    ["iceTransportPolicy", { iceTransportPolicy: "none" }],
    ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY, "30000"].map((value): [string, unknown] => [
      "connectTimeoutMs",
      { connectTimeoutMs: value },
    ]),
    ["handshake", { handshake: "parallel" }],
    ["reconnect", { reconnect: true }],
    ["reconnect", { reconnect: { maxAttempts: 0 } }],
    ["reconnect", { reconnect: { maxAttempts: 1.5 } }],
    ["reconnect", { reconnect: { initialDelayMs: -1 } }],
    ["reconnect", { reconnect: { maxDelayMs: Number.NaN } }],
  ];
  test.each(wrong)("%s: %j", async (name, options) => {
    const session = setUp();
    const error = await session.connect(
      stream(),
      options && typeof options === "object" ? { ...RIGHT, ...options } : options,
    );
    expect(error).toMatchObject({ name: "InvalidInputError", code: "INVALID_INPUT", retryable: false });
    const named = name === "the options" ? name : `\`${name}\``;
    expect(error.message).toContain(`connect(): ${named} `);
    expect(error.message).toMatch(/must be \S/);
    expect(session.used).toEqual(NOTHING);
  });

  test.each([[undefined], ["camera"], [7], [{}], [[]]])("the input: %j", async (input) => {
    const session = setUp();
    const error = await session.connect(input, RIGHT);
    expect(error).toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining("input") });
    expect(session.used).toEqual(NOTHING);
  });

  test("a model that there isn't: MODEL_NOT_FOUND", async () => {
    const session = setUp();
    for (const model of ["lucy-99", "constructor", ""]) {
      expect(await session.connect(stream(), { ...RIGHT, model })).toMatchObject({ code: "MODEL_NOT_FOUND" });
    }
    expect(session.used).toEqual(NOTHING);
  });

  test("an explicit undefined is as good as nothing: the connect begins", async () => {
    const names = wrong
      .map(([name]) => name.split(".")[0] ?? "")
      .filter((name) => !(name in RIGHT) && name !== "the options");
    const session = setUp();
    session.connect(stream(), { ...RIGHT, ...Object.fromEntries(names.map((name) => [name, undefined])) });
    await settled();
    expect(session.used.peers).toBeGreaterThan(0);
  });
});

test("a deprecated name works, goes over the wire as written, and warns once per client and name", async () => {
  const warnings: string[] = [];
  const logger = { ...noopLogger, warn: (message: string) => void warnings.push(message) };
  const session = setUp(logger);
  for (const model of ["mirage_v2", "mirage_v2", "lucy-vton", "lucy-2.1"]) {
    session.connect(stream(), { ...RIGHT, model });
    await settled();
    expect(session.platform.sockets.at(-1)?.url.searchParams.get("model")).toBe(model);
  }
  expect(warnings).toEqual([
    expect.stringMatching(/"mirage_v2" is deprecated.*"lucy-restyle-2"/),
    expect.stringMatching(/"lucy-vton" is deprecated\.$/),
  ]);
});

describe("a runtime without WebRTC", () => {
  test("UNSUPPORTED_PLATFORM, before anything else is looked at, with the lines to write", async () => {
    const client = createDecartClient({ apiKey: "key" });
    for (const options of [RIGHT, undefined, {}]) {
      const error = await client.realtime.connect(null, options as never).catch((error) => error);
      expect(error).toMatchObject({ code: "UNSUPPORTED_PLATFORM", retryable: false });
      expect(error.message).toContain('import wrtc from "@roamhq/wrtc";');
      expect(error.message).toContain('import { createNodePlatform } from "@decartai/sdk/node";');
      expect(error.message).toMatch(
        /createDecartClient\(\{ apiKey, platform: createNodePlatform\(\{ webrtc: wrtc, WebSocket \}\) \}\)/,
      );
    }
  });
});
