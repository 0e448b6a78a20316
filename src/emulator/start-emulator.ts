import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mergePatches, resolveBehaviour } from "./behaviour";
import type { EmulatorControl, RequestRecord, SessionMatch } from "./control-types";
import { createCredentials } from "./credentials";
import type { Emulator, EmulatorOptions } from "./emulator";
import { createWorkshop } from "./jobs";
import { createRequestFaults } from "./request-faults";
import { createRouter } from "./router";
import { controlRoutes } from "./routes/control";
import { fileRoutes } from "./routes/files";
import { jobRoutes } from "./routes/jobs";
import { telemetryRoutes } from "./routes/telemetry";
import { tokenRoutes } from "./routes/tokens";
import type { EmulatorSession } from "./session-control";
import { createSessionHost } from "./session-host";
import { createSignal } from "./signal";
import { loadWebRtc, loadWebSocketServer } from "./stack";
import { createTelemetrySink } from "./telemetry";
import { createUpgradeFaults } from "./upgrades";

// The largest image is 10 MB, 13.4 MB in base64.
const MAX_FRAME = 24 * 1024 * 1024;
const KEPT = 1000;

/**
 * Starts a local stand-in for the realtime service: sockets, peer connections, tokens, and a picture that shows
 * which prompt and image are in force. Needs `ws` and `@roamhq/wrtc` (`npm install --save-dev ws @roamhq/wrtc`).
 * Call `close()` at the end: open sessions keep Node alive.
 *
 * @throws DecartSDKError `UNSUPPORTED_PLATFORM` when one of the two packages can't be loaded.
 * @example
 * const emulator = await startEmulator();
 * const client = createDecartClient({
 *   apiKey: emulator.apiKey, baseUrl: emulator.httpUrl, realtimeBaseUrl: emulator.url,
 * });
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const {
    port = 0,
    host: hostname = "127.0.0.1",
    apiKey = "emulator-key",
    models = [],
    refuseBadKeys = false,
  } = options;
  const { control = false, onFrame, ...rest } = options;
  const { port: _port, host: _host, apiKey: _key, models: _models, refuseBadKeys: _refuse, ...patch } = rest;
  let own = mergePatches({}, patch);
  const [stack, WebSocketServer] = await Promise.all([loadWebRtc(), loadWebSocketServer()]);

  const credentials = createCredentials(apiKey);
  const upgradeFaults = createUpgradeFaults();
  const requestFaults = createRequestFaults();
  const signal = createSignal();
  const requests: RequestRecord[] = [];
  let upgrades = 0;
  const host = createSessionHost({
    stack,
    socketServer: new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME }),
    credentials,
    signal,
    models,
    refuseBadKeys,
    behaviour: (sessionOwn) => resolveBehaviour(own, sessionOwn),
    onFrame,
    address: () => ({ ip: hostname, port: (server.address() as AddressInfo | null)?.port ?? 0 }),
  });
  const { sessions } = host;
  const sink = createTelemetrySink(signal.changed);
  const workshop = createWorkshop(() => resolveBehaviour(own), signal.changed);

  let closed = () => {};
  const whenClosed = new Promise<void>((resolve) => {
    closed = resolve;
  });

  const emulatorControl: EmulatorControl = {
    async configure(change) {
      own = mergePatches(own, change);
      signal.changed();
    },
    counters: async () => ({ ...host.counters(), upgrades }),
    requests: async () => [...requests],
    telemetry: async () => [...sink.records],
    waitForTelemetry: async (count, wait) => {
      await signal.until(`${count} telemetry requests`, () => (sink.records.length >= count ? true : undefined), wait);
      return [...sink.records];
    },
    jobs: async () => workshop.jobs.map(({ result: _, ...record }) => ({ ...record })),
    refuseUpgrades: async (times = null, status = 503) => upgradeFaults.refuse(times ?? Infinity, status),
    hangUpgrades: async (times = null) => upgradeFaults.hang(times ?? Infinity),
    failRequests: async (failure) => requestFaults.fail(failure),
    expireTokens: async () => credentials.expireTokens(),
    async waitForIdle(wait) {
      const idle = () => {
        const { liveSockets, livePeerConnections } = host.counters();
        return liveSockets + livePeerConnections === 0 ? true : undefined;
      };
      await signal.until("the last session's end", idle, wait);
    },
    close: () => close(),
  };

  const emulator: Emulator = {
    ...emulatorControl,
    url: "",
    httpUrl: "",
    apiKey,
    sessions,
    closed: whenClosed,
    waitForSession(match = {}, wait) {
      const fits = typeof match === "function" ? match : (session: EmulatorSession) => fitsRecord(session, match);
      return signal.until("a session", () => sessions.find(fits), wait);
    },
  };

  const routes = [
    ...tokenRoutes(credentials),
    ...jobRoutes(credentials, workshop),
    ...fileRoutes(credentials),
    ...telemetryRoutes(credentials, sink),
    ...(control ? controlRoutes(emulator) : []),
  ];
  const server = createServer(
    createRouter(routes, requestFaults.intercept, (raw, path, status) => {
      if (path.startsWith("/__control/")) return;
      requests.push({ method: raw.method ?? "", path, status, userAgent: raw.headers["user-agent"] ?? "" });
      if (requests.length > KEPT) requests.shift();
    }),
  );

  server.on("upgrade", (request, stream, head) => {
    upgrades++;
    stream.on("error", () => {}); // The client went away while it was refused.
    if (upgradeFaults.intercept(request, stream)) return;
    host.upgrade(request, stream, head);
  });

  let closing: Promise<void> | undefined;
  function close(): Promise<void> {
    closing ??= (async () => {
      host.terminate();
      workshop.close();
      upgradeFaults.close();
      await emulatorControl.waitForIdle();
      server.close(closed);
      server.closeAllConnections();
      await whenClosed;
    })();
    return closing;
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => resolve());
  });
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return Object.assign(emulator, { url: `ws://${name}:${address.port}`, httpUrl: `http://${name}:${address.port}` });
}

function fitsRecord(session: EmulatorSession, match: SessionMatch): boolean {
  return Object.entries(match).every(
    ([name, value]) => value === undefined || session[name as keyof SessionMatch] === value,
  );
}
