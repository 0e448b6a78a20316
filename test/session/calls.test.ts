import { describe, expect, test } from "vitest";
import { settled } from "../support/fake-clock";
import { acknowledge, live, NOTHING_LEFT, startSession, watch } from "./harness";

type Client = Awaited<ReturnType<typeof live>>["client"];

describe("state changes on the wire", () => {
  test("setPrompt", async () => {
    const session = await live();
    const call = watch(session.client.setPrompt("Anime"));
    expect(session.socket.sent).toEqual([{ type: "prompt", prompt: "Anime", enhance_prompt: true }]);
    await settled();
    expect(call.done).toBe(false);
    acknowledge(session.socket);
    await settled();
    expect(call).toEqual({ done: true });
  });

  test.each([
    [{ prompt: "A" }, { image_data: null, prompt: "A", enhance_prompt: true }],
    [
      { prompt: "A", enhance: false, image: null },
      { image_data: null, prompt: "A", enhance_prompt: false },
    ],
    [{ image: null }, { image_data: null, prompt: null }],
    [{ image: "iVBORw0KGgo=" }, { image_data: "iVBORw0KGgo=", prompt: null }],
    [
      { prompt: "A", image: new Uint8Array([0xff, 0xd8, 0xff]) },
      { image_data: "/9j/", prompt: "A", enhance_prompt: true },
    ],
  ])("set(%o)", async (input, message) => {
    const session = await live();
    session.client.set(input);
    await settled();
    expect(session.socket.sent).toEqual([{ type: "set_image", ...message }]);
  });

  test.each([
    [null, undefined, { image_data: null }],
    ["iVBORw0KGgo=", undefined, { image_data: "iVBORw0KGgo=" }],
    [
      "iVBORw0KGgo=",
      { prompt: "A", enhance: false },
      { image_data: "iVBORw0KGgo=", prompt: "A", enhance_prompt: false },
    ],
  ])("setImage(%s, %o)", async (image, options, message) => {
    const session = await live();
    session.client.setImage(image, options);
    await settled();
    expect(session.socket.sent).toEqual([{ type: "set_image", ...message }]);
  });
});

describe("a call that fails", () => {
  test.each([
    ["set({})", (client: Client) => client.set({})],
    ["an empty prompt", (client: Client) => client.setPrompt("  ")],
    ["a prompt that is no text", (client: Client) => client.setPrompt(7 as never)],
    ["an image that is none", (client: Client) => client.setImage({} as never)],
    ["set(null)", (client: Client) => client.set(null as never)],
  ])("%s: INVALID_INPUT, and nothing is sent", async (_, call) => {
    const session = await live();
    await expect(call(session.client)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(session.socket.sent).toEqual([]);
  });

  test("moderation: the service's text as the message", async () => {
    const session = await live();
    const call = watch(session.client.setPrompt("forbidden"));
    acknowledge(session.socket, false, "Against our policy.");
    await settled();
    expect(call.error).toMatchObject({ code: "MODERATION_REJECTED", message: "Against our policy." });
  });

  test.each([
    ["setPrompt", 15_000, (client: Client) => client.setPrompt("A")],
    ["set", 30_000, (client: Client) => client.set({ prompt: "A" })],
    ["setImage", 15_000, (client: Client) => client.setImage(null)],
    ["setImage with a timeout", 700, (client: Client) => client.setImage(null, { timeout: 700 })],
  ])("%s times out after %d ms", async (_, ms, start) => {
    const session = await live();
    const call = watch(start(session.client));
    await session.platform.clock.advance(ms - 1);
    expect(call.done).toBe(false);
    await session.platform.clock.advance(1);
    expect(call.error).toMatchObject({ code: "TIMEOUT" });
  });

  test("a session that ends takes its calls along", async () => {
    const session = await live();
    const calls = [session.client.setPrompt("A"), session.client.setImage(null)].map(watch);
    session.client.disconnect();
    calls.push(watch(session.client.setPrompt("B")));
    await settled();
    for (const call of calls) expect(call.error).toMatchObject({ code: "DISCONNECTED" });
    expect(session.leftovers).toEqual(NOTHING_LEFT);
  });

  test("nobody has to look: an ignored failure is no unhandled rejection", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    const session = await live();
    session.client.setPrompt("forbidden");
    acknowledge(session.socket, false, "no");
    session.client.set({});
    session.client.setImage("not base64!");
    session.client.disconnect();
    session.client.setPrompt("too late");
    await settled();
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });
});

describe("one in flight", () => {
  test("a call waits for the one before it; a later one of its kind overtakes it", async () => {
    const session = await live();
    const calls = ["A", "B", "C"].map((prompt) => watch(session.client.setPrompt(prompt)));
    expect(session.socket.sent).toMatchObject([{ prompt: "A" }]);
    acknowledge(session.socket);
    await settled();
    expect(calls.map(({ done }) => done)).toEqual([true, false, false]);
    expect(session.socket.sent).toMatchObject([{ prompt: "A" }, { prompt: "C" }]);
    acknowledge(session.socket, false, "no");
    await settled();
    expect(calls[1]?.error).toMatchObject({ message: "no" });
    expect(calls[2]?.error).toBe(calls[1]?.error);
  });

  test("an image that is being fetched holds up no prompt", async () => {
    let answer: (response: Response) => void = () => {};
    const session = startSession();
    session.platform.fetch = () => new Promise((resolve) => (answer = resolve));
    await session.goLive();
    session.socket.sent.length = 0;
    const image = watch(session.client.setImage("https://example.com/a.png"));
    const prompt = watch(session.client.setPrompt("A"));
    expect(session.socket.sent).toMatchObject([{ type: "prompt" }]);
    acknowledge(session.socket);
    await settled();
    answer(new Response(new Uint8Array([0xff, 0xd8, 0xff])));
    await settled();
    expect(prompt).toEqual({ done: true });
    expect(session.socket.sent).toMatchObject([{ type: "prompt" }, { type: "set_image", image_data: "/9j/" }]);
    acknowledge(session.socket);
    await settled();
    expect(image).toEqual({ done: true });
  });
});
