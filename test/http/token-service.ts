import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";
import { createDecartClient, type DecartClientOptions } from "../../src/client";
import type { Logger } from "../../src/logger";
import { createBrowserPlatform } from "../../src/platform/browser";
import { createInstantClock } from "../support/instant-clock";

export const KEY = "sk_permanent_SECRET";
export const TOKEN = { apiKey: "ek_1", expiresAt: "2030-01-01T00:00:00Z" };

type Answer = () => Response | Promise<Response>;

/** The token service: answers what it is told to, the last answer from then on, and keeps what it was asked. */
export function createTokenService() {
  const asked: { url: string; method: string; headers: Headers; body: string }[] = [];
  let answers: Answer[] = [];
  const server = setupServer(
    http.all("*", async ({ request }) => {
      const { url, method, headers } = request;
      asked.push({ url, method, headers, body: await request.text() });
      return (answers.length > 1 ? answers.shift() : answers[0])?.();
    }),
  );
  beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
  afterAll(() => server.close());
  afterEach(() => {
    asked.length = 0;
    answers = [];
  });
  return {
    asked,
    answer(...next: Answer[]) {
      answers = next;
    },
  };
}

export const gives = (): Response => HttpResponse.json(TOKEN);
export const says =
  (status: number, headers: Record<string, string> = {}) =>
  (): Response =>
    HttpResponse.json({ error: `refused ${KEY}` }, { status, headers });
export const unreachable = (): Response => HttpResponse.error();

/** A client in Node with the runtime's own fetch and no waits, and all that it logs. */
export function createTokenClient(options: DecartClientOptions = {}) {
  const clock = createInstantClock();
  const logged: unknown[] = [];
  const log = (...line: unknown[]) => void logged.push(line);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const platform = { ...createBrowserPlatform(), clock };
  const client = createDecartClient({ apiKey: KEY, platform, logger, ...options });
  return { ...client, logged, waits: clock.waits };
}
