import { afterAll, beforeAll, expect, test } from "vitest";
import { controlEmulator, type Emulator, type RemoteEmulator, startEmulator } from "../../src/emulator/index";
import { connectMedia, connectRaw, testFrame } from "./wrtc-client";

let emulator: Emulator;
let remote: RemoteEmulator;
beforeAll(async () => {
  emulator = await startEmulator({ control: true });
  remote = controlEmulator(emulator.httpUrl);
});
afterAll(() => emulator.close());

test("a session is watched and steered over HTTP", async () => {
  const waiting = remote.waitForSession({ model: "lucy-2.5" });
  const client = await connectMedia(emulator, {}, { model: "lucy-2.5" });
  const session = await waiting;
  client.camera(testFrame(320, 240));
  await client.negotiate();
  await session.waitForFrames(3);
  const change = session.waitForState({ prompt: "a" });
  client.send({ type: "prompt", prompt: "a", enhance_prompt: true });
  expect(await change).toMatchObject({ prompt: "a", enhance: true });
  await session.configure({ acks: { prompt: "withhold" }, denyPrompts: [/^no/i] });
  await session.sendText("hello");
  await client.next("ice-candidate");
  const record = await session.record();
  expect(record).toMatchObject({ model: "lucy-2.5", open: true, connection: "connected" });
  expect((await remote.session().record()).id).toBe(record.id);
  expect((await remote.sessions()).map(({ id }) => id)).toContain(record.id);
  expect(await remote.counters()).toMatchObject({ liveSockets: 1, livePeerConnections: 1 });
  await session.end("time_limit");
  expect(await client.next("generation_ended")).toMatchObject({ reason: "time_limit" });
  expect(await session.waitForClose()).toEqual({ code: 1000, reason: "" });
  await remote.waitForIdle();
  await client.close();
}, 20_000);

test("regular expressions cross the wire", async () => {
  await remote.configure({ denyPrompts: [/^no\b/i] });
  const client = await connectRaw(emulator);
  client.send({ type: "prompt", prompt: "No way", enhance_prompt: true });
  expect(await client.next("prompt_ack")).toMatchObject({ success: false });
  await client.close();
});

test("faults of the beginning, and waits in vain", async () => {
  await remote.refuseUpgrades(1, 500);
  await expect(connectRaw(emulator)).rejects.toThrow("500");
  await expect(remote.waitForSession({ index: 999 }, { timeoutMs: 20 })).rejects.toThrow("in vain");
});

test("what doesn't exist is refused", async () => {
  const post = (path: string, body = "[]") => fetch(`${emulator.httpUrl}/__control/${path}`, { method: "POST", body });
  expect((await post("constructor")).status).toBe(404);
  expect((await post("sessions/nobody/record")).status).toBe(404);
  expect((await post("configure", "{}")).status).toBe(400);
  expect((await post("configure", '[{"nonsense":1}]')).status).toBe(409);
});

test("the client has every method of the emulator and its sessions", () => {
  const methods = (object: object) => Object.entries(object).filter(([, value]) => typeof value === "function");
  for (const [name] of methods(emulator)) expect(remote).toHaveProperty(name);
});

test("close() over HTTP ends it", async () => {
  const other = await startEmulator({ control: true });
  await controlEmulator(other.httpUrl).close();
  await other.closed;
  await expect(fetch(other.httpUrl)).rejects.toThrow();
});
