import { describe, expect, test, vi } from "vitest";
import { createSSRApp, effectScope, h, nextTick, ref, shallowRef } from "vue";
import { renderToString } from "vue/server-renderer";
import { DecartSDKError } from "../../src/index";
import { type UseRealtimeOptions, useRealtime } from "../../src/vue/index";
import { settled } from "../support/fake-clock";
import { anyStream, createFakeSource } from "../support/fake-source";

/** Uses the composable in a scope of its own. */
function setUp(options: Partial<UseRealtimeOptions> = {}) {
  const client = createFakeSource();
  const stream = shallowRef<MediaStream | null>(anyStream());
  const scope = effectScope();
  const session = scope.run(() => useRealtime({ client, model: "lucy-2.1", stream, ...options }));
  if (!session) throw new Error("the scope is not active");
  return { client, stream, scope, session };
}

describe("useRealtime", () => {
  test("connects, tells what happens, and ends with the scope", async () => {
    const { client, stream, scope, session } = setUp({ initialState: { prompt: { text: "A" } } });
    expect(session.state.value).toBe("connecting");
    await settled();
    expect(client.connects[0]).toMatchObject({ input: stream.value, options: { model: "lucy-2.1" } });
    client.connects[0]?.accept();
    await settled();
    expect([session.state.value, session.sessionId.value]).toEqual(["connected", "a session"]);
    await session.setPrompt("B");
    expect(client.connects[0]?.calls).toEqual([["setPrompt", "B", undefined]]);
    scope.stop();
    expect(client.live).toBe(0);
  });

  test("a scope that ends while it connects leaves nothing", async () => {
    const { client, scope } = setUp();
    await settled();
    scope.stop();
    client.connects[0]?.accept();
    await settled();
    expect(client.live).toBe(0);
  });

  test("waits for the stream and for `enabled`; another one is another session", async () => {
    const enabled = ref(true);
    const { client, stream, scope } = setUp({ enabled });
    stream.value = null;
    await nextTick();
    await settled();
    expect(client.live).toBe(0);
    for (let change = 0; change < 10; change += 1) {
      stream.value = anyStream();
      await nextTick();
      if (change % 3) await settled();
      if (change % 2) client.connects.at(-1)?.accept();
    }
    await settled();
    expect(client.connects.at(-1)?.input).toBe(stream.value);
    expect([client.live, client.mostLive]).toEqual([1, 1]);
    enabled.value = false;
    await nextTick();
    expect(client.live).toBe(0);
    scope.stop();
  });

  test("connect() and disconnect() by hand; without a stream it says so", async () => {
    const { client, stream, scope, session } = setUp({ enabled: false });
    await settled();
    expect(client.connects).toHaveLength(0);
    session.connect();
    await settled();
    expect(client.live).toBe(1);
    session.disconnect();
    expect([client.live, session.state.value]).toEqual([0, "disconnected"]);
    stream.value = null;
    session.connect();
    expect(session.error.value).toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining("stream") });
    scope.stop();
  });

  test("a failed connect is an error", async () => {
    const { client, scope, session } = setUp();
    await settled();
    const error = new DecartSDKError("INVALID_API_KEY", "no");
    client.connects[0]?.refuse(error);
    await settled();
    expect(session.error.value).toBe(error);
    scope.stop();
  });

  test("rendered on a server, it is disconnected, connects nothing, and warns of nothing", async () => {
    const warn = vi.spyOn(console, "warn");
    const client = createFakeSource();
    const app = createSSRApp({
      setup() {
        const { state } = useRealtime({ client, model: "live-avatar", stream: null });
        return () => h("p", state.value);
      },
    });
    expect(await renderToString(app)).toBe("<p>disconnected</p>");
    await settled();
    expect(client.connects).toHaveLength(0);
    expect(warn).not.toHaveBeenCalled();
  });
});
