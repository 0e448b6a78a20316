import { expect, test } from "vitest";
import { settled } from "../support/fake-clock";
import { acknowledge, live, watch } from "./harness";

/** What the next session is given first, as the state that was accepted last. */
async function restored(session: Awaited<ReturnType<typeof live>>) {
  session.socket.drop();
  session.socket.open();
  await settled();
  return session.socket.sent[0];
}

test("a prompt that is accepted after its call has timed out settles no other call, and is restored", async () => {
  const session = await live();
  const late = watch(session.client.setPrompt("late"));
  await session.platform.clock.advance(15_000);
  expect(late.error).toMatchObject({ code: "TIMEOUT" });
  const next = watch(session.client.setPrompt("next"));
  session.socket.say({ type: "prompt_ack", prompt: "late", success: true, error: null });
  await settled();
  expect(next.done).toBe(false);
  expect(await restored(session)).toMatchObject({ type: "prompt", prompt: "late" });
});

test("a late image's acknowledgement doesn't settle the next image; the second one does", async () => {
  const session = await live();
  session.client.setImage(null, { prompt: "late" });
  await session.platform.clock.advance(15_000);
  const next = watch(session.client.setImage(null, { prompt: "next" }));
  session.socket.say({ type: "set_image_ack", success: true, error: null });
  await settled();
  expect(next.done).toBe(false);
  session.socket.say({ type: "set_image_ack", success: false, error: "no" });
  await settled();
  expect(next.error).toMatchObject({ code: "MODERATION_REJECTED" });
  expect(await restored(session)).toMatchObject({ prompt: "late" });
});

test("if only one acknowledgement comes by its timeout, it was the new image's", async () => {
  const session = await live();
  session.client.setImage(null, { prompt: "lost" });
  await session.platform.clock.advance(15_000);
  const next = watch(session.client.setImage(null, { prompt: "next" }));
  acknowledge(session.socket);
  await session.platform.clock.advance(14_999);
  expect(next.done).toBe(false);
  await session.platform.clock.advance(1);
  expect(next).toEqual({ done: true });
  expect(await restored(session)).toMatchObject({ prompt: "next" });
});

test("a prompt that goes ahead of an image being fetched stays the newer one", async () => {
  const session = await live();
  let answer: (response: Response) => void = () => {};
  session.platform.fetch = () => new Promise((resolve) => (answer = resolve));
  session.client.set({ prompt: "older", image: "https://example.com/a.png" });
  session.client.setPrompt("newer", { enhance: false });
  acknowledge(session.socket);
  await settled();
  answer(new Response(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3, 4])));
  await settled();
  expect(session.socket.sent.at(-1)).toMatchObject({ type: "set_image", prompt: "newer", enhance_prompt: false });
});
