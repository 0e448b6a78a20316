import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, lookOf, readLook, startEmulator } from "../../src/emulator/index";
import { asPixels, connectMedia, connectRaw, type MediaClient, type RawClient, testFrame } from "./wrtc-client";

let emulator: Emulator;
const clients: Pick<RawClient, "close">[] = [];

beforeAll(async () => {
  emulator = await startEmulator();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await emulator.waitForIdle();
});
afterAll(() => emulator.close());

const keep = <T extends Pick<RawClient, "close">>(client: T) => {
  clients.push(client);
  return client;
};
const shows = (prompt: string) => (frame: Parameters<typeof asPixels>[0]) =>
  readLook(asPixels(frame)).code === lookOf({ prompt, image: null, enhance: true }).code;

async function produce(prompt: string) {
  const producer = keep(await connectMedia(emulator));
  producer.camera(testFrame(320, 180));
  producer.send({ type: "prompt", prompt, enhance_prompt: true });
  await producer.negotiate();
  const { session_id: sid, server_ip: IP, server_port: port } = await producer.next("session_id");
  return { producer, sid: String(sid), where: { IP: String(IP), port: String(port) } };
}
type Producer = Awaited<ReturnType<typeof produce>>;

async function watch({ sid, where }: Producer): Promise<MediaClient> {
  const at = { ...emulator, url: emulator.url, path: `/subscribe/${encodeURIComponent(sid)}` };
  const viewer = keep(await connectMedia(at, { video: "recvonly", audio: "recvonly" }, where));
  await viewer.negotiate();
  return viewer;
}

/** How a viewer who isn't let in is told. */
async function refusal(path: string, query: Record<string, string>, apiKey = emulator.apiKey, headers = {}) {
  const client = await connectRaw({ url: emulator.url, apiKey, path }, query, headers);
  const { error } = await client.next("error");
  return { error, ...(await client.closed) };
}

describe("one producer, many viewers", () => {
  test("get the same pictures, painted once for each frame of the camera", async () => {
    const before = (await emulator.counters()).transforms;
    const made = await produce("anime");
    await made.producer.frame(shows("anime"));
    const viewers = await Promise.all([watch(made), watch(made), watch(made)]);
    await Promise.all(viewers.map((viewer) => viewer.frame(shows("anime"))));
    expect(await emulator.counters()).toMatchObject({ liveViewers: 3, livePeerConnections: 4 });

    made.producer.send({ type: "prompt", prompt: "lego", enhance_prompt: true });
    await Promise.all([made.producer, ...viewers].map((client) => client.frame(shows("lego"))));
    made.producer.camera(null);
    const session = emulator.sessions.find(({ id }) => id === made.sid);
    const { framesIn, framesOut } = (await session?.record()) ?? {};
    expect(framesIn).toBeGreaterThan(0);
    expect(framesOut).toBe(framesIn);
    expect((await emulator.counters()).transforms - before).toBe(framesIn);
  });

  test("come and go, and disturb nobody; a record tells whom they watch, and what they see", async () => {
    const made = await produce("anime");
    const first = await watch(made);
    const second = await watch(made);
    await Promise.all([first.frame(shows("anime")), second.frame(shows("anime"))]);
    const session = await emulator.waitForSession({ watches: made.sid });
    expect(await session.record()).toMatchObject({
      model: "lucy-2.1",
      state: { prompt: "anime" },
      connection: "connected",
    });

    clients.splice(clients.indexOf(first), 1);
    await first.close();
    await made.producer.frame(shows("anime"));
    await second.frame(shows("anime"));
    const third = await watch(made);
    await third.frame(shows("anime"));
    await session.waitForClose();
    expect(await session.record()).toMatchObject({ open: false, framesIn: 0 });
    expect(session.framesOut).toBeGreaterThan(0);
  });

  test("end with the session: nobody is left, and the id is dead", async () => {
    const made = await produce("anime");
    const viewer = await watch(made);
    await viewer.frame(shows("anime"));
    await emulator.sessions.find(({ id }) => id === made.sid)?.end();
    expect(await viewer.closed).toMatchObject({ code: 1000 });
    expect(await refusal(`/subscribe/${made.sid}`, made.where)).toMatchObject({
      error: expect.stringMatching(/^invalid session/i),
      code: 1008,
    });
  });

  test("change nothing: a state of theirs is refused, and they may go on", async () => {
    const made = await produce("anime");
    const viewer = await watch(made);
    viewer.send({ type: "prompt", prompt: "lego", enhance_prompt: true });
    expect(await viewer.next("error")).toMatchObject({ error: expect.stringContaining("Viewers") });
    await viewer.frame(shows("anime"));
    expect(emulator.sessions.find(({ id }) => id === made.sid)?.state.prompt).toBe("anime");
  });
});

describe("who may watch", () => {
  const open = async () => {
    const raw = keep(await connectRaw(emulator));
    const { session_id, server_ip, server_port } = await raw.next("session_id");
    return { path: `/subscribe/${session_id}`, query: { IP: String(server_ip), port: String(server_port) } };
  };
  const mint = async (options: object) => {
    const request = { method: "POST", headers: { "x-api-key": emulator.apiKey }, body: JSON.stringify(options) };
    const token = await (await fetch(`${emulator.httpUrl}/v1/client/tokens`, request)).json();
    return token.apiKey as string;
  };

  test("not without a key, whether the session is there or not", async () => {
    const { path, query } = await open();
    const bad = { error: "Invalid API key", code: 1008 };
    expect(await refusal(path, query, "another")).toMatchObject(bad);
    expect(await refusal("/subscribe/nobody", query, "another")).toMatchObject(bad);
  });

  test("with a token: of the session's model, from a page that it is for", async () => {
    const { path, query } = await open();
    const other = await mint({ allowedModels: ["lucy-2"] });
    expect(await refusal(path, query, other)).toMatchObject({ error: expect.stringMatching(/^permission denied/i) });
    const page = await mint({ allowedModels: ["lucy-2.1"], allowedOrigins: ["https://app.example"] });
    const headers = { origin: "https://evil.example" };
    expect(await refusal(path, query, page, headers)).toMatchObject({ error: expect.stringContaining("origin") });
    keep(await connectRaw({ url: emulator.url, apiKey: page, path }, query, { origin: "https://app.example" }));
    await emulator.waitForSession(({ watches }) => watches !== null && path.endsWith(watches));
    await emulator.expireTokens();
    expect(await refusal(path, query, page, headers)).toMatchObject({ error: expect.stringContaining("expired") });
  });

  test.each([
    ["another id", (path: string) => `${path}0`, {}],
    ["no id", () => "/subscribe/", {}],
    ["an id that can't be decoded", () => "/subscribe/%E0%A4%A", {}],
    ["another machine", (path: string) => path, { IP: "10.9.9.9" }],
    ["another port", (path: string) => path, { port: "1" }],
  ])("not with %s", async (_, change, other) => {
    const { path, query } = await open();
    expect(await refusal(change(path), { ...query, ...other })).toMatchObject({
      error: expect.stringMatching(/^invalid session/i),
      code: 1008,
    });
  });
});
