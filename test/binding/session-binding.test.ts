import { describe, expect, test, vi } from "vitest";
import { inputOf, modelKey } from "../../src/binding/inputs";
import { createSessionBinding, IDLE } from "../../src/binding/session-binding";
import type { SessionOptions } from "../../src/binding/types";
import { DecartSDKError, models } from "../../src/index";
import { settled } from "../support/fake-clock";
import { anyStream, createFakeSource } from "../support/fake-source";

/** A binding, a client, and a way to connect the one with the other. */
function setUp(options: () => SessionOptions = () => ({})) {
  const client = createFakeSource();
  const binding = createSessionBinding();
  const connect = () => binding.connect({ client, model: "lucy-2.1", input: anyStream(), options });
  return { client, binding, connect };
}

describe("a session's life", () => {
  test("connecting, connected, what the session says, and nothing after the end", async () => {
    const { client, binding, connect } = setUp();
    const seen: string[] = [];
    binding.subscribe(() => seen.push(binding.getSnapshot().state));
    expect(binding.getSnapshot()).toBe(IDLE);
    connect();
    expect(binding.getSnapshot()).toMatchObject({ state: "connecting", session: null });
    await settled();
    client.connects[0]?.accept();
    await settled();
    expect(binding.getSnapshot()).toMatchObject({ state: "connected", sessionId: "a session" });
    const connectionQuality = { quality: "poor", reasons: ["loss"] } as const;
    client.connects[0]?.change({ state: "generating", generationSeconds: 3, connectionQuality });
    expect(binding.getSnapshot()).toMatchObject({ state: "generating", generationSeconds: 3, quality: "poor" });
    binding.disconnect();
    expect(binding.getSnapshot()).toBe(IDLE);
    expect(client.live).toBe(0);
    expect(seen).toEqual(["connecting", "connected", "generating", "disconnected"]);
  });

  test("a session that ends by itself leaves its state and error, and its object", async () => {
    const { client, binding, connect } = setUp();
    connect();
    await settled();
    client.connects[0]?.accept();
    await settled();
    const error = new DecartSDKError("WEB_RTC_ERROR", "lost");
    client.connects[0]?.change({ state: "disconnected", error });
    expect(binding.getSnapshot()).toMatchObject({ state: "disconnected", error });
    expect(binding.getSnapshot().session).not.toBeNull();
  });

  test("a refused connect is an error, and another connect clears it", async () => {
    const { client, binding, connect } = setUp();
    const error = new DecartSDKError("INVALID_API_KEY", "no");
    connect();
    await settled();
    client.connects[0]?.refuse(error);
    await settled();
    expect(binding.getSnapshot()).toEqual({ ...IDLE, error });
    connect();
    expect(binding.getSnapshot()).toMatchObject({ state: "connecting", error: null });
  });

  test("the state and the stream of a connect that is under way are told", async () => {
    const told = vi.fn();
    const { client, binding, connect } = setUp(() => ({ onConnectionChange: told, onRemoteStream: told }));
    const remote = anyStream();
    connect();
    await settled();
    client.connects[0]?.options.onRemoteStream(remote);
    client.connects[0]?.options.onConnectionChange?.("connected");
    expect(binding.getSnapshot()).toMatchObject({ state: "connected", remoteStream: remote, session: null });
    expect(told.mock.calls).toEqual([[remote], ["connected"]]);
  });
});

describe("never more than one", () => {
  test("told to connect and disconnect several times in a row, it connects once", async () => {
    const { client, binding, connect } = setUp();
    for (let times = 0; times < 5; times += 1) {
      connect();
      binding.disconnect();
    }
    connect();
    await settled();
    expect(client.connects).toHaveLength(1);
    binding.disconnect();
    await settled();
    expect(client.live).toBe(0);
  });

  test("another connect ends one that is under way, and one that is connected", async () => {
    const { client, connect } = setUp();
    connect();
    await settled();
    connect();
    await settled();
    client.connects[1]?.accept();
    await settled();
    connect();
    await settled();
    expect(client.connects).toHaveLength(3);
    expect([client.live, client.mostLive]).toEqual([1, 1]);
  });

  test("a session that is connected in the moment of the end is closed", async () => {
    const { client, binding, connect } = setUp();
    connect();
    await settled();
    // The promise is resolved by now, and nobody has been told.
    client.connects[0]?.accept();
    binding.disconnect();
    await settled();
    expect(client.live).toBe(0);
    expect(binding.getSnapshot()).toBe(IDLE);
  });

  test("what an ended connect still tells is nobody's", async () => {
    const told = vi.fn();
    const { client, binding, connect } = setUp(() => ({ onConnectionChange: told, onRemoteStream: told }));
    connect();
    await settled();
    binding.disconnect();
    client.connects[0]?.options.onRemoteStream(anyStream());
    client.connects[0]?.options.onConnectionChange?.("disconnected");
    expect(told).not.toHaveBeenCalled();
    expect(binding.getSnapshot()).toBe(IDLE);
  });
});

describe("calls", () => {
  test("wait for the session, in their order, and go to it at once when it is there", async () => {
    const { client, binding, connect } = setUp();
    connect();
    await settled();
    const calls = [binding.setPrompt("a", { enhance: false }), binding.set({ prompt: "b" }), binding.setImage(null)];
    client.connects[0]?.accept();
    await Promise.all(calls);
    binding.setPrompt("c");
    expect(client.connects[0]?.calls).toEqual([
      ["setPrompt", "a", { enhance: false }],
      ["set", { prompt: "b" }],
      ["setImage", null, undefined],
      ["setPrompt", "c", undefined],
    ]);
  });

  test("reject with DISCONNECTED where there is no session, or none comes to be", async () => {
    const { client, binding, connect } = setUp();
    await expect(binding.setPrompt("a")).rejects.toMatchObject({ code: "DISCONNECTED" });
    connect();
    const waiting = binding.setPrompt("a");
    binding.disconnect();
    await expect(waiting).rejects.toMatchObject({ code: "DISCONNECTED" });
    connect();
    await settled();
    const refused = binding.setPrompt("a");
    client.connects[0]?.refuse(new DecartSDKError("MODEL_NOT_FOUND", "no"));
    await expect(refused).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
  });

  test("that nobody awaits are no unhandled rejections", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const { binding, connect } = setUp();
    binding.setPrompt("a");
    connect();
    binding.set({ prompt: "a" });
    binding.disconnect();
    await settled();
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

test("functions among the options are called as they are at the time, other options count at the connect", async () => {
  const calls: string[] = [];
  let options: SessionOptions = { resolution: "720p", onRemoteVideoTrack: () => calls.push("old") };
  const { client, connect } = setUp(() => options);
  connect();
  await settled();
  options = { resolution: "1080p", onRemoteVideoTrack: () => calls.push("new") };
  client.connects[0]?.options.onRemoteVideoTrack?.({} as MediaStreamTrack);
  options = {};
  client.connects[0]?.options.onRemoteVideoTrack?.({} as MediaStreamTrack);
  expect(calls).toEqual(["new"]);
  expect(client.connects[0]?.options.resolution).toBe("720p");
});

test("a failure ends what there is", async () => {
  const { client, binding, connect } = setUp();
  connect();
  await settled();
  const error = new DecartSDKError("INVALID_INPUT", "no stream");
  binding.fail(error);
  expect(binding.getSnapshot()).toEqual({ ...IDLE, error });
  expect(client.live).toBe(0);
});

describe("inputs", () => {
  test("a definition is the same model when the same is in it", () => {
    expect(modelKey(models.realtime("lucy-2.1"))).toBe(modelKey({ ...models.realtime("lucy-2.1") }));
    expect(modelKey(models.realtime("lucy-2.1"))).not.toBe(modelKey({ ...models.realtime("lucy-2.1"), fps: 10 }));
    expect(modelKey("lucy-2.1")).not.toBe(modelKey("lucy-2.5"));
  });

  test("null is no camera yet, but for a live avatar", () => {
    const client = createFakeSource();
    const stream = anyStream();
    expect(inputOf(stream, "lucy-2.1", client)).toBe(stream);
    expect(inputOf(null, "lucy-2.1", client)).toBeUndefined();
    expect(inputOf(null, models.realtime("live-avatar"), client)).toBeNull();
    expect(inputOf(null, "live_avatar", client)).toBeNull();
    expect(inputOf(undefined, "live-avatar", client)).toBeUndefined();
  });
});
