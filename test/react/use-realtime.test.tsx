// @vitest-environment happy-dom
import { act, StrictMode, Suspense, use } from "react";
import { flushSync } from "react-dom";
import { createRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DecartSDKError } from "../../src/index";
import { type UseRealtimeOptions, type UseRealtimeResult, useRealtime } from "../../src/react/index";
import { settled } from "../support/fake-clock";
import { anyStream, createFakeSource } from "../support/fake-source";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

let root: Root;
const errors = vi.spyOn(console, "error");

beforeEach(() => {
  errors.mockClear();
  root = createRoot(document.createElement("div"));
});
afterEach(async () => {
  await act(async () => root.unmount());
  // What React warns of is written there.
  expect(errors).not.toHaveBeenCalled();
});

/** Renders a component that uses the hook, under StrictMode. */
function mount(first: Partial<UseRealtimeOptions> = {}) {
  const client = createFakeSource();
  const results: UseRealtimeResult[] = [];
  function Camera(props: UseRealtimeOptions) {
    results.push(useRealtime(props));
    return null;
  }
  const stream = anyStream();
  const draw = (props: Partial<UseRealtimeOptions>) =>
    root.render(
      <StrictMode>
        <Camera client={client} model="lucy-2.1" stream={stream} {...props} />
      </StrictMode>,
    );
  const render = (props: Partial<UseRealtimeOptions>) => act(async () => draw(props));
  const last = () => results.at(-1) as UseRealtimeResult;
  return { client, last, draw, render, stream, ready: render(first) };
}

describe("useRealtime", () => {
  test("connects once under StrictMode, tells what happens, and ends with the component", async () => {
    const { client, last, ready, stream } = mount({ initialState: { prompt: { text: "A" } } });
    await ready;
    expect(client.connects).toHaveLength(1);
    expect(client.connects[0]).toMatchObject({ input: stream, options: { model: "lucy-2.1" } });
    expect(client.connects[0]?.options.initialState).toEqual({ prompt: { text: "A" } });
    expect(last().state).toBe("connecting");
    await act(async () => client.connects[0]?.accept());
    expect(last()).toMatchObject({ state: "connected", sessionId: "a session" });
    await act(async () => root.render(null));
    expect(client.live).toBe(0);
  });

  test("unmounted while it connects, it leaves nothing", async () => {
    const { client, ready } = mount();
    await ready;
    await act(async () => root.render(null));
    client.connects[0]?.accept();
    await act(async () => {});
    expect(client.live).toBe(0);
  });

  test("waits for the stream, and for `enabled`", async () => {
    const { client, render, ready } = mount({ stream: null });
    await ready;
    await render({ stream: undefined });
    await render({ enabled: false });
    expect(client.connects).toHaveLength(0);
    await render({});
    expect(client.connects).toHaveLength(1);
    await render({ enabled: false });
    expect(client.live).toBe(0);
  });

  test("another model, stream or client is another session; what is merely written anew is not", async () => {
    const { client, render, ready } = mount();
    await ready;
    const model = { name: "mine", urlPath: "/v1/stream", fps: 20, width: 640, height: 360 };
    await render({ model });
    await render({ model: { ...model }, onConnectionChange: () => {}, initialState: {} });
    expect(client.connects).toHaveLength(2);
    await render({ model, stream: anyStream() });
    expect(client.connects).toHaveLength(3);
    const other = createFakeSource();
    await render({ model, client: other });
    expect([client.live, client.mostLive, other.live]).toEqual([0, 1, 1]);
  });

  test("props that change faster than anything connects: the last ones win", async () => {
    const { client, draw, ready } = mount();
    await ready;
    const streams = Array.from({ length: 20 }, anyStream);
    await act(async () => {
      for (const [index, stream] of streams.entries()) {
        flushSync(() => draw({ stream }));
        // Some changes come in one task, others when a connect has begun.
        if (index % 3 === 0) await settled();
        if (index % 4 === 0) client.connects.at(-1)?.accept();
      }
    });
    expect(client.connects.length).toBeGreaterThan(5);
    expect(client.connects.at(-1)?.input).toBe(streams[19]);
    expect([client.live, client.mostLive]).toEqual([1, 1]);
  });

  test("the latest render's functions are called", async () => {
    const { client, render, ready } = mount({ onConnectionChange: () => expect.unreachable() });
    await ready;
    const told = vi.fn();
    await render({ onConnectionChange: told });
    await act(async () => client.connects[0]?.options.onConnectionChange?.("connected"));
    expect(told).toHaveBeenCalledWith("connected");
  });

  test("connect() and disconnect() by hand", async () => {
    const { client, last, ready } = mount({ enabled: false });
    await ready;
    await act(async () => last().connect());
    expect(client.connects).toHaveLength(1);
    await act(async () => client.connects[0]?.accept());
    await act(async () => last().disconnect());
    expect([client.live, last().state]).toEqual([0, "disconnected"]);
    await act(async () => last().connect());
    expect(client.live).toBe(1);
  });

  test("connect() without a stream says so", async () => {
    const { last, ready } = mount({ stream: undefined });
    await ready;
    await act(async () => last().connect());
    expect(last().error).toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining("stream") });
  });

  test("a failed connect is an error of the result", async () => {
    const { client, last, ready } = mount();
    await ready;
    const error = new DecartSDKError("INVALID_API_KEY", "no");
    await act(async () => client.connects[0]?.refuse(error));
    expect(last()).toMatchObject({ state: "disconnected", error });
  });

  test("its functions stay the same, and the result too until something changes", async () => {
    const { last, render, ready } = mount();
    await ready;
    const before = last();
    await render({});
    expect(last()).toBe(before);
    await render({ stream: anyStream() });
    const { setPrompt, set, setImage, connect, disconnect } = last();
    expect({ setPrompt, set, setImage, connect, disconnect }).toEqual({
      setPrompt: before.setPrompt,
      set: before.set,
      setImage: before.setImage,
      connect: before.connect,
      disconnect: before.disconnect,
    });
  });

  test("a component that suspends before it is there connects nothing; hidden again, it goes on", async () => {
    const client = createFakeSource();
    const stream = anyStream();
    let arrive = (_: string) => {};
    const data = new Promise<string>((resolve) => {
      arrive = resolve;
    });
    function Camera({ wait }: { wait: Promise<string> }) {
      useRealtime({ client, model: "lucy-2.1", stream });
      return use(wait);
    }
    const render = (wait: Promise<string>) =>
      act(async () =>
        root.render(
          <StrictMode>
            <Suspense fallback="…">
              <Camera wait={wait} />
            </Suspense>
          </StrictMode>,
        ),
      );
    await render(data);
    expect(client.connects).toHaveLength(0);
    await act(async () => arrive("there"));
    expect(client.connects).toHaveLength(1);
    await render(new Promise(() => {}));
    expect([client.connects.length, client.live]).toEqual([1, 1]);
  });

  test("rendered on a server, it is disconnected, and connects nothing", () => {
    const client = createFakeSource();
    const stream = anyStream();
    const Camera = () => <p>{useRealtime({ client, model: "lucy-2.1", stream }).state}</p>;
    expect(renderToString(<Camera />)).toBe("<p>disconnected</p>");
    expect(client.connects).toHaveLength(0);
  });
});
