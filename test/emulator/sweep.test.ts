import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { MOMENTS } from "../support/moments";
import { connectMedia, testFrame } from "./wrtc-client";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ tickIntervalMs: 20 });
});
afterAll(() => emulator.close());

test.each(MOMENTS)("a socket that is lost at %s leaves nothing behind", async (event) => {
  await emulator.configure({ dropSocketAt: { event } });
  const client = await connectMedia(emulator);
  client.camera(testFrame(160, 120));
  client.send({ type: "prompt", prompt: "a", enhance_prompt: true });
  client.negotiate().catch(() => {}); // Ends early, wherever it was.
  expect(await client.closed).toMatchObject({ code: 1006 });
  await emulator.waitForIdle();
  const record = await emulator.sessions.at(-1)?.record();
  expect(record?.journal.map((entry) => entry.event)).toContain(event);
  expect([null, "closed"]).toContain(record?.connection);
  await client.close();
});

test("sessions that come and go leave no socket and no peer connection", async () => {
  await emulator.configure({ dropSocketAt: null });
  for (let i = 0; i < 20; i++) {
    const client = await connectMedia(emulator);
    client.camera(testFrame(160, 120));
    await client.negotiate();
    await client.frame();
    await client.close();
  }
  await emulator.waitForIdle();
  expect(await emulator.counters()).toMatchObject({ liveSockets: 0, livePeerConnections: 0 });
}, 30_000);
