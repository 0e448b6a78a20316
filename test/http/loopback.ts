import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll } from "vitest";
import { createDecartClient, type DecartClientOptions } from "../../src/client";
import type { Logger } from "../../src/logger";
import { createBrowserPlatform } from "../../src/platform/browser";
import type { Clock } from "../../src/platform/platform";
import { createInstantClock } from "../support/instant-clock";

export const KEY = "sk_permanent_SECRET";

/** One request, as it came over the wire. */
export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
  /** The body as a form: texts as they are, files as `name (type) content`. */
  form(): Promise<Record<string, string>>;
  response: ServerResponse;
  /** Resolves when the client has gone before it was answered. */
  gone: Promise<void>;
}

type Answer = (asked: Asked, response: ServerResponse) => void;

/** A real HTTP server on loopback: answers what it is told to, the last answer from then on. */
export function createLoopback() {
  const asked: Asked[] = [];
  const early: ((asked: Asked) => void)[] = [];
  let answers: Answer[] = [];
  const server = createServer(async (raw, response) => {
    const chunks: Buffer[] = [];
    const entry: Asked = {
      method: raw.method ?? "",
      path: raw.url ?? "",
      headers: raw.headers,
      response,
      get body() {
        return Buffer.concat(chunks);
      },
      form: () => formOf(Buffer.concat(chunks), raw.headers["content-type"]),
      gone: new Promise((resolve) => response.on("close", () => !response.writableFinished && resolve())),
    };
    for (const hear of early.splice(0)) hear(entry);
    try {
      for await (const chunk of raw) chunks.push(chunk as Buffer);
    } catch {
      return; // The client went away.
    }
    asked.push(entry);
    (answers.length > 1 ? answers.shift() : answers[0])?.(entry, response);
  });
  const service = {
    url: "",
    asked,
    answer(...next: Answer[]) {
      answers = next;
    },
    /** Resolves with the next request as soon as its headers are there. */
    next: () => new Promise<Asked>((resolve) => early.push(resolve)),
  };
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    asked.length = 0;
    answers = [];
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return service;
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

export const bytes =
  (body: string | Buffer, type = "video/mp4"): Answer =>
  (_, response) =>
    response.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(body) }).end(body);

/** Cuts the connection. */
export const drop: Answer = (_, response) => response.destroy();
/** Says nothing. */
export const hang: Answer = () => {};

async function formOf(body: Buffer, type = ""): Promise<Record<string, string>> {
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  const fields: Record<string, string> = {};
  for (const [name, value] of form) {
    fields[name] = value instanceof File ? `${value.name} (${value.type}) ${await value.text()}` : value;
  }
  return fields;
}

/** A client in Node with the runtime's own fetch; its clock doesn't wait, unless another one is given. */
export function createHttpClient(baseUrl: string, options: DecartClientOptions & { clock?: Clock } = {}) {
  const { clock = createInstantClock(), ...rest } = options;
  const logged: unknown[] = [];
  const log = (...line: unknown[]) => void logged.push(line);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const platform = { ...createBrowserPlatform(), clock };
  const client = createDecartClient({ apiKey: KEY, baseUrl, platform, logger, ...rest });
  return { ...client, logged, platform };
}
