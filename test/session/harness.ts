import type { ConnectionState } from "../../src/core/notices";
import { noopLogger } from "../../src/logger";
import { models } from "../../src/models";
import { connect } from "../../src/realtime/connect";
import type { ConnectOptions, RealTimeInput } from "../../src/realtime/connect-options";
import type { RealTimeContext } from "../../src/realtime/context";
import { readImage } from "../../src/realtime/image-input";
import type { RealTimeClient } from "../../src/realtime/realtime-client";
import { type RealTimeSubscribeClient, type SubscribeOptions, subscribe } from "../../src/realtime/subscribe";
import { settled } from "../support/fake-clock";
import { createFakePlatform, createFakeStream, createFakeTrack, type FakeSocket } from "../support/fake-platform";
import { createFakeTransports, type FakeTransport } from "../support/fake-transport";

export const SESSION_ID = { type: "session_id", session_id: "s1", server_ip: "10.0.0.1", server_port: 9000 };

/** One session on a fake platform: the test is the network and the service. */
export const startSession = (options: Partial<ConnectOptions> = {}, more: HarnessOptions = {}) =>
  play(more, (context, camera, callbacks) =>
    connect(context, more.input === undefined ? createFakeStream(camera) : more.input, {
      model: models.realtime("lucy-2.1"),
      ...callbacks,
      ...options,
    }),
  );

/** The token that a producer gets with {@link SESSION_ID}. */
export const TOKEN = btoa(JSON.stringify({ sid: "s1", ip: "10.0.0.1", port: 9000 }));

/** A viewer on a fake platform; its service says nothing of states and ids. */
export function startViewer(options: Partial<SubscribeOptions> = {}, more: HarnessOptions = {}) {
  const viewer = play<RealTimeSubscribeClient>(more, (context, _, callbacks) =>
    subscribe(context, { token: TOKEN, ...callbacks, ...options }),
  );
  const { goLive } = viewer;
  return Object.assign(viewer, { goLive: () => goLive(null) });
}

/** What a client on a fake platform gives its sessions. */
export function createContext(
  platform: RealTimeContext["platform"],
  createTransport: RealTimeContext["createTransport"],
  listenerErrors: unknown[] = [],
): RealTimeContext {
  return {
    platform,
    logger: noopLogger,
    realtimeBaseUrl: "wss://service.test",
    userAgent: "decart-js-sdk/test lang/js runtime/test",
    freshKeys: false,
    insistsOnOrder: false,
    warned: new Set(),
    integration: undefined,
    telemetry: false,
    // What looks at sessions has tests of its own.
    loadSight: () => new Promise(() => {}),
    loadMedia: () => import("../../src/media/media"),
    loadImages: async () => ({ readImage }),
    apiKey: () => "key",
    createTransport,
    reportListenerError: (error) => listenerErrors.push(error),
    guard(call) {
      try {
        call();
      } catch (error) {
        listenerErrors.push(error);
      }
    },
  };
}

type Callbacks = Required<Pick<ConnectOptions, "onRemoteStream" | "onConnectionChange">>;

function play<Client extends { isConnected(): boolean } = RealTimeClient>(
  more: HarnessOptions,
  begin: (context: RealTimeContext, camera: MediaStreamTrack, callbacks: Callbacks) => Promise<Client>,
) {
  const platform = createFakePlatform();
  const { create, transports } = createFakeTransports();
  const states: ConnectionState[] = [];
  const streams: MediaStream[] = [];
  const listenerErrors: unknown[] = [];
  const camera = createFakeTrack("video");
  const context = { ...createContext(platform, create, listenerErrors), ...more.context };
  const outcome: { client?: Client; error?: unknown } = {};
  const start = () =>
    begin(context, camera, {
      onRemoteStream: (stream) => streams.push(stream),
      onConnectionChange: (state) => states.push(state),
    });
  const connecting = start().then(
    (client) => {
      outcome.client = client;
    },
    (error) => {
      outcome.error = error;
    },
  );
  const last = <T>(list: T[]) => {
    const item = list.at(-1);
    if (!item) throw new Error("nothing of that kind yet");
    return item;
  };
  return {
    platform,
    context,
    camera,
    states,
    streams,
    listenerErrors,
    outcome,
    transports,
    connecting,
    start,
    /** The newest socket, and the newest transport. */
    get socket(): FakeSocket {
      return last(platform.sockets);
    },
    get transport(): FakeTransport {
      return last(transports);
    },
    /** Plays the service up to a live session of the newest attempt. */
    async goLive(session: object | null = SESSION_ID) {
      const [socket, transport] = [last(platform.sockets), last(transports)];
      socket.open();
      transport.offer();
      await settled();
      if (session) {
        socket.say(session);
        acknowledge(socket);
      }
      socket.say({ type: "answer", sdp: "v=0" });
      transport.connect();
      await settled();
      // A new connection takes over with its first frame, which it is asked for every 100 ms.
      if (states.at(-1) === "reconnecting") await platform.clock.advance(100);
    },
    /** The client of a session that is live. */
    get client(): Client {
      if (!outcome.client) throw outcome.error ?? new Error("not connected");
      return outcome.client;
    },
    /** Nothing is left: no socket, transport or timer. */
    get leftovers() {
      return {
        sockets: platform.sockets.filter((socket) => !socket.closed).length,
        transports: transports.filter((transport) => !transport.closed).length,
        timers: platform.clock.pending,
      };
    },
  };
}

export interface HarnessOptions {
  input?: RealTimeInput;
  context?: Partial<RealTimeContext>;
}

export const NOTHING_LEFT = { sockets: 0, transports: 0, timers: 0 };

/** Acknowledges the newest state message. */
export function acknowledge(socket: FakeSocket, success = true, error: string | null = null) {
  const message = socket.sent.filter(({ type }) => type === "prompt" || type === "set_image").at(-1);
  if (message?.type === "prompt") socket.say({ type: "prompt_ack", prompt: message.prompt, success, error });
  else socket.say({ type: "set_image_ack", success, error });
}

/** A session that is live, its wire empty. */
export async function live(options: Parameters<typeof startSession>[0] = {}) {
  const session = startSession(options);
  await session.goLive();
  session.socket.sent.length = 0;
  return session;
}

/** What a promise has come to by now. */
export function watch(promise: Promise<void>) {
  const outcome: { done: boolean; error?: unknown } = { done: false };
  promise.then(
    () => Object.assign(outcome, { done: true }),
    (error) => Object.assign(outcome, { done: true, error }),
  );
  return outcome;
}
