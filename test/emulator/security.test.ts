import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import wrtc from "@roamhq/wrtc";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createDecartClient } from "../../src/client";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { encodePng } from "../../src/emulator/png";
import { tokenProvider } from "../../src/http/token-provider";
import type { Logger } from "../../src/logger";
import { createNodePlatform, type NodeWebRtc } from "../../src/platform/node";
import type { Platform } from "../../src/platform/platform";
import { createTokenHandler, toNode } from "../../src/server/index";
import { everything, failureOf } from "../support/failures";

const KEY = "sk_permanent_SECRET_0123456789";
// A name that would add parameters, end the header line, or climb out of the path, if anything took it as it is.
const EVIL = "../x?api_key=y&model=lucy-2.1#z\r\nX-Evil: 1/é %2e%2e";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ apiKey: KEY, jobMs: 10, models: [EVIL] });
});
afterAll(() => emulator.close());

const picture = new File(
  [encodePng({ width: 320, height: 192, rgba: new Uint8Array(320 * 192 * 4).fill(128) })],
  "grey.png",
  { type: "image/png" },
);
const image = (process: ReturnType<typeof createDecartClient>["process"], prompt = "A") =>
  process({ model: "lucy-image-2", prompt, data: picture });

/** A client in Node, with all that it hears from the service, and all that it logs and tells the app. */
function client(apiKey: string | (() => Promise<string>)) {
  const heard: unknown[] = [];
  const told: unknown[] = [];
  const log = (...line: unknown[]) => void told.push(line);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const node = createNodePlatform({ webrtc: wrtc as unknown as NodeWebRtc, WebSocket });
  const platform: Platform = {
    ...node,
    async fetch(input, init) {
      const response = await node.fetch(input, init);
      heard.push([...response.headers], await response.clone().text());
      return response;
    },
    openSocket: (url, handlers) =>
      node.openSocket(url, {
        ...handlers,
        message(data) {
          heard.push(data);
          handlers.message(data);
        },
        close(...how) {
          heard.push(how);
          handlers.close(...how);
        },
      }),
  };
  const { url: realtimeBaseUrl, httpUrl: baseUrl } = emulator;
  const made = createDecartClient({ apiKey, realtimeBaseUrl, baseUrl, platform, logger, telemetry: false });
  const connect = (model: Parameters<typeof made.realtime.connect>[1]["model"], prompt = "A") =>
    made.realtime.connect(null, { model, initialState: { prompt: { text: prompt } }, onRemoteStream() {} });
  const watch = (token: string | null) => made.realtime.subscribe({ token: `${token}`, onRemoteStream() {} });
  return { ...made, heard, told, connect, watch };
}

const mint = (options: object) => client(KEY).tokens.create(options);

describe("a token", () => {
  test("of one model is good for no other: sessions, viewers, images and jobs", async () => {
    const { apiKey } = await mint({ allowedModels: ["lucy-2.1"] });
    const { connect, watch, process, queue } = client(apiKey);
    const own = await connect("lucy-2.1");
    const other = await client(KEY).connect("lucy-2");
    const denied = { code: "WEB_RTC_ERROR", reason: "WEBRTC_SERVER_ERROR", retryable: false };
    const before = (await emulator.counters()).upgrades;
    expect(await failureOf(connect("lucy-2"))).toMatchObject(denied);
    expect(await failureOf(watch(other.subscribeToken))).toMatchObject(denied);
    expect((await emulator.counters()).upgrades - before).toBe(2);
    const viewer = await watch(own.subscribeToken);
    expect(await failureOf(image(process))).toMatchObject({ code: "PROCESSING_ERROR", data: { status: 403 } });
    const job = { model: "lucy-clip", prompt: "A", data: picture } as const;
    expect(await failureOf(queue.submit(job))).toMatchObject({ code: "QUEUE_SUBMIT_ERROR", data: { status: 403 } });
    for (const session of [viewer, own, other]) session.disconnect();
    await emulator.waitForIdle();
  });

  test("makes no tokens", async () => {
    const { apiKey } = await mint({});
    expect(await failureOf(client(apiKey).tokens.create())).toMatchObject({
      code: "TOKEN_CREATE_ERROR",
      data: { status: 403 },
    });
  });

  test("that has expired opens nothing; a provider is asked once more, and what runs goes on", async () => {
    const { apiKey } = await mint({});
    const running = await client(apiKey).connect("lucy-2.1");
    await emulator.expireTokens();
    const { connect, watch, process } = client(apiKey);
    for (const open of [connect("lucy-2.1"), watch(running.subscribeToken)]) {
      expect(await failureOf(open)).toMatchObject({ code: "INVALID_API_KEY", retryable: false });
    }
    expect(await failureOf(image(process))).toMatchObject({ data: { status: 401 } });

    const keys = [apiKey, (await mint({})).apiKey];
    const viewer = await client(async () => keys.shift() ?? "none left").watch(running.subscribeToken);
    expect(viewer.isConnected()).toBe(true);
    await running.setPrompt("B");
    viewer.disconnect();
    running.disconnect();
    await emulator.waitForIdle();
  });
});

test("tokenProvider keeps no token that the service has refused: sessions come back, calls work again", async () => {
  const minted: string[] = [];
  const handler = createTokenHandler({ apiKey: KEY, baseUrl: emulator.httpUrl, authorize: "public" });
  const server = createServer(
    toNode(async (request) => {
      const response = await handler(request);
      minted.push((await response.clone().json()).apiKey);
      return response;
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { connect, process } = client(tokenProvider(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
  const session = await connect("lucy-2.1");
  await image(process);
  expect(minted).toHaveLength(1);

  await emulator.expireTokens();
  const lost = emulator.sessions.find(({ id }) => id === session.sessionId);
  await lost?.terminate();
  // It waits for the new connection.
  await session.setPrompt("B");
  expect(session.sessionId).not.toBe(lost?.id);
  expect(minted).toHaveLength(2);
  await emulator.expireTokens();
  expect(await failureOf(image(process))).toMatchObject({ data: { status: 401 } });
  await image(process);
  expect(minted).toHaveLength(3);
  session.disconnect();
  server.closeAllConnections();
  server.close();
  await emulator.waitForIdle();
});

test("a model's name stays a name: in the socket's URL, in paths and in messages", async () => {
  const { connect, process, queue } = client(KEY);
  const definition = { name: EVIL, urlPath: "/v1/stream", fps: 20, width: 320, height: 180 };
  const session = await connect(definition);
  const record = await emulator.sessions.at(-1)?.record();
  expect(record).toMatchObject({ model: EVIL });
  expect(Object.keys(record?.query ?? {}).sort()).toEqual(["model", "user_agent"]);
  session.disconnect();
  const name = EVIL as "lucy-clip";
  for (const call of [
    connect(EVIL),
    process({ model: name, prompt: "A", data: picture }),
    queue.submit({ model: name, prompt: "A", data: picture }),
  ]) {
    expect(await failureOf(call)).toMatchObject({ code: "MODEL_NOT_FOUND" });
  }
  // A path that doesn't begin with a slash would be part of the host.
  for (const urlPath of [".evil.example/v1", "@evil.example/", ""]) {
    const model = { ...definition, urlPath, queueUrlPath: urlPath };
    for (const call of [connect(model), process({ model, data: picture }), queue.submit({ model, data: picture })]) {
      expect(await failureOf(call)).toMatchObject({ code: "INVALID_INPUT" });
    }
  }
  await emulator.waitForIdle();
});

test("the key is in no answer, frame, log, error, event or record", async () => {
  const { heard, told, connect, watch, process, queue, files, tokens } = client(KEY);
  const token = await tokens.create({ metadata: { user: "u" } });
  const session = await connect("lucy-2.1");
  session.on("diagnostic", (event) => told.push(event));
  session.on("error", (error) => told.push(error));
  const viewer = await watch(session.subscribeToken);
  viewer.on("diagnostic", (event) => told.push(event));
  const uploaded = await files.upload(picture);
  told.push(token, session.getSnapshot().subscribeToken, uploaded, await files.get(uploaded.id));
  await image(process);
  told.push(await queue.submitAndPoll({ model: "lucy-2.1", prompt: "A", data: picture }));

  await emulator.configure({ denyPrompts: ["forbidden"], jobFailure: "broken" });
  told.push(
    await failureOf(session.setPrompt("forbidden")),
    await failureOf(image(process, "forbidden")),
    await failureOf(connect("no such model")),
    await failureOf(connect({ name: "nor this", urlPath: "/v1/stream", fps: 1, width: 1, height: 1 })),
    await failureOf(queue.status("nobody")),
    await failureOf(files.get("nobody")),
    await failureOf(watch(btoa(JSON.stringify({ sid: "gone", ip: "127.0.0.1", port: 1 })))),
    await queue.submitAndPoll({ model: "lucy-2.1", prompt: "A", data: picture }),
  );
  await emulator.failRequests({ times: 4, status: 500 });
  told.push(await failureOf(tokens.create()), await failureOf(image(process)));
  await emulator.configure({ denyPrompts: [], jobFailure: null });
  viewer.disconnect();
  session.disconnect();
  await emulator.waitForIdle();

  // A key that the service doesn't know is as secret: somebody may have mistaken the account.
  const wrong = client(KEY.replace("permanent", "otherwise"));
  told.push(wrong.told, await failureOf(wrong.connect("lucy-2.1")), await failureOf(image(wrong.process)));
  const records = await Promise.all(emulator.sessions.map((one) => one.record()));
  const all = everything([heard, wrong.heard, told, records, await emulator.requests(), await emulator.jobs()]);
  expect(heard.length).toBeGreaterThan(30);
  expect(told.length).toBeGreaterThan(20);
  expect(all).toContain("lucy-2.1");
  expect(all).not.toContain("SECRET");
});
