import type { EmulatorControl, SessionControl } from "../control-types";
import type { Emulator } from "../emulator";
import { HttpError, type Reply, type Route, type RouteRequest } from "../router";
import type { EmulatorSession } from "../session-control";

type EmulatorMethod = keyof EmulatorControl;
type SessionMethod = Exclude<keyof SessionControl, "id">;

// Only these can be called from outside. `satisfies` keeps the lists and the interfaces together.
const EMULATOR_METHODS = {
  configure: 1,
  counters: 1,
  requests: 1,
  jobs: 1,
  telemetry: 1,
  waitForTelemetry: 1,
  refuseUpgrades: 1,
  hangUpgrades: 1,
  failRequests: 1,
  expireTokens: 1,
  waitForIdle: 1,
  close: 1,
} satisfies Record<EmulatorMethod, 1>;
const SESSION_METHODS = {
  record: 1,
  mediaCounts: 1,
  configure: 1,
  terminate: 1,
  closeSocket: 1,
  killMedia: 1,
  end: 1,
  sendText: 1,
  sendBinary: 1,
  sendError: 1,
  sendOffer: 1,
  releaseAcks: 1,
  waitForFrames: 1,
  waitForState: 1,
  waitForEvent: 1,
  waitForClose: 1,
} satisfies Record<SessionMethod, 1>;

type Callable = Record<string, (...args: unknown[]) => Promise<unknown>>;

async function argumentsOf(request: RouteRequest): Promise<unknown[]> {
  const body = (await request.json()) ?? [];
  if (!Array.isArray(body)) throw new HttpError(400, "The body is a JSON array of arguments");
  return body.map((argument) => argument ?? undefined);
}

async function call(target: object, methods: object, request: RouteRequest): Promise<Reply> {
  const name = request.params.method ?? "";
  const method = Object.hasOwn(methods, name) ? (target as Callable)[name] : undefined;
  if (!method) throw new HttpError(404, `There is no method "${name}"`);
  try {
    return { status: 200, body: { result: await method(...(await argumentsOf(request))) } };
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(409, error instanceof Error ? error.message : String(error));
  }
}

function isLoopback(address: string | undefined): boolean {
  return /^(::ffff:)?127\.|^::1$/.test(address ?? "");
}

/** The session that a path names: an id, or `latest`. */
function find(emulator: Emulator, id: string | undefined): EmulatorSession {
  const session = id === "latest" ? emulator.sessions.at(-1) : emulator.sessions.find((one) => one.id === id);
  if (!session) throw new HttpError(404, "There is no such session");
  return session;
}

/**
 * `/__control/…`: the methods of the emulator and its sessions over HTTP. POST a JSON array of arguments to
 * `/__control/{method}` or `/__control/sessions/{id|latest}/{method}`; the answer is `{ result }` or `{ error }`.
 * `GET /__control/sessions` lists the records.
 */
export function controlRoutes(emulator: Emulator): Route[] {
  const routes: Route[] = [
    {
      method: "GET",
      pattern: "/__control/sessions",
      handle: async () => ({
        status: 200,
        body: { result: await Promise.all(emulator.sessions.map((session) => session.record())) },
      }),
    },
    {
      method: "POST",
      pattern: "/__control/waitForSession",
      async handle(request) {
        const [match, options] = await argumentsOf(request);
        const session = await emulator.waitForSession(match as object, options as object);
        return { status: 200, body: { result: await session.record() } };
      },
    },
    {
      method: "POST",
      pattern: "/__control/:method",
      async handle(request) {
        if (request.params.method !== "close") return call(emulator, EMULATOR_METHODS, request);
        // The answer has to leave before the connections are cut.
        setTimeout(() => emulator.close(), 20);
        return { status: 200, body: {}, headers: { connection: "close" } };
      },
    },
    {
      method: "POST",
      pattern: "/__control/sessions/:id/:method",
      handle: (request) => call(find(emulator, request.params.id), SESSION_METHODS, request),
    },
  ];
  return routes.map((route) => ({
    ...route,
    handle(request) {
      if (!isLoopback(request.raw.socket.remoteAddress)) throw new HttpError(403, "The control interface is local");
      return route.handle(request);
    },
  }));
}
