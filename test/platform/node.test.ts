import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createNodePlatform, type NodeWebRtc } from "../../src/platform/node";

const webrtc = {
  RTCPeerConnection: class {
    constructor(readonly configuration: RTCConfiguration) {}
  },
  MediaStream: class {},
} as unknown as NodeWebRtc;

describe("createNodePlatform", () => {
  // From Node 22 on there is one.
  test.skipIf("WebSocket" in globalThis)("without a WebSocket says what to install and what to write", () => {
    expect(() => createNodePlatform({ webrtc })).toThrow(
      expect.objectContaining({
        code: "UNSUPPORTED_PLATFORM",
        message: expect.stringMatching(
          /no WebSocket.*import WebSocket from "ws";.*createNodePlatform\(\{ webrtc: wrtc, WebSocket \}\)/s,
        ),
      }),
    );
  });

  test.each([undefined, null, {}, { webrtc: undefined }, { webrtc: {}, WebSocket }])(
    "without a WebRTC stack (%j) says what to install and what to write",
    (options) => {
      expect(() => createNodePlatform(options as never)).toThrow(
        expect.objectContaining({
          code: "UNSUPPORTED_PLATFORM",
          message: expect.stringMatching(/`webrtc`.*npm install @roamhq\/wrtc ws.*import wrtc from "@roamhq\/wrtc";/s),
        }),
      );
    },
  );

  test("makes peers and streams of the stack that it is given", () => {
    const platform = createNodePlatform({ webrtc, WebSocket });
    const configuration: RTCConfiguration = { bundlePolicy: "max-bundle" };
    expect(platform.createPeerConnection?.(configuration)).toBeInstanceOf(webrtc.RTCPeerConnection);
    expect(platform.createPeerConnection?.(configuration)).toMatchObject({ configuration });
    expect(platform.createMediaStream?.()).toBeInstanceOf(webrtc.MediaStream);
    expect(platform.runtime).toBe("node");
  });

  test("knows the codecs of a stack that tells them, and none of one that doesn't", () => {
    const codecs = [{ mimeType: "video/VP8", clockRate: 90_000 }];
    const told = { ...webrtc, RTCRtpReceiver: { getCapabilities: () => ({ codecs }) } };
    expect(createNodePlatform({ webrtc: told, WebSocket }).videoCodecs?.()).toEqual(codecs);
    const nothing = { ...webrtc, RTCRtpReceiver: { getCapabilities: () => null } };
    for (const silent of [webrtc, { ...webrtc, RTCRtpReceiver: {} }, nothing]) {
      expect(createNodePlatform({ webrtc: silent, WebSocket }).videoCodecs?.()).toEqual([]);
    }
  });

  test("reads the environment when it is asked", () => {
    const { env } = createNodePlatform({ webrtc, WebSocket });
    expect(env("PATH")).toBe(process.env.PATH);
    expect(env("DECART_NO_SUCH_VARIABLE")).toBeUndefined();
  });
});

describe("its sockets, over ws", () => {
  const http = createServer();
  const server = new WebSocketServer({ noServer: true });
  let upgrade: (socket: WebSocket) => void = () => {};
  let url = "";
  http.on("upgrade", (request, socket, head) => {
    if (request.url === "/refuse") return socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    // Never answered, but read: a socket that isn't read doesn't see its end.
    if (request.url === "/mute")
      return void socket
        .on("end", () => socket.end())
        .on("error", () => {})
        .resume();
    return server.handleUpgrade(request, socket, head, (ws) => upgrade(ws));
  });
  beforeEach(async () => {
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    for (const client of server.clients) client.terminate();
    const closed = new Promise((resolve) => http.close(resolve));
    http.closeAllConnections();
    await closed;
  });

  /** Opens a socket and writes down what it reports; `until` resolves with the first report of a kind. */
  function open(path: string) {
    const reports: unknown[][] = [];
    const waiting = new Map<unknown, () => void>();
    const report = (...line: unknown[]) => {
      reports.push(line);
      waiting.get(line[0])?.();
    };
    const socket = createNodePlatform({ webrtc, WebSocket }).openSocket(url + path, {
      open: () => report("open"),
      message: (data) => report("message", data),
      close: (code, reason) => report("close", code, reason),
    });
    const until = (kind: string) => new Promise<void>((resolve) => waiting.set(kind, resolve));
    return { socket, reports, until };
  }

  test("open, text both ways, and the close frame's code and reason", async () => {
    upgrade = (ws) => {
      ws.on("message", (data) => {
        ws.send(`got ${data}`);
        ws.close(4001, "enough");
      });
    };
    const { socket, reports, until } = open("/");
    await until("open");
    socket.send("hello");
    await until("close");
    expect(reports).toEqual([["open"], ["message", "got hello"], ["close", 4001, "enough"]]);
  });

  test("a binary frame is no text", async () => {
    upgrade = (ws) => ws.send(new Uint8Array([1, 2]));
    const { reports, until } = open("/");
    await until("message");
    expect(typeof reports.at(-1)?.[1]).toBe("object");
  });

  test("a connection that breaks, one that is refused, and one to nobody: 1006, and nothing is thrown", async () => {
    upgrade = (ws) => ws.terminate();
    const broken = open("/");
    await broken.until("close");
    expect(broken.reports.at(-1)).toEqual(["close", 1006, ""]);
    const refused = open("/refuse");
    await refused.until("close");
    expect(refused.reports).toEqual([["close", 1006, ""]]);
  });

  test("`close` silences it and tells the other side, 1000", async () => {
    let told: (code: number) => void = () => {};
    const code = new Promise<number>((resolve) => {
      told = resolve;
    });
    upgrade = (ws) => ws.on("close", told);
    const { socket, reports, until } = open("/");
    await until("open");
    socket.close();
    expect(await code).toBe(1000);
    expect(reports).toEqual([["open"]]);
  });

  test("`close` before it opened throws nothing, and nothing is reported", async () => {
    const gone = new Promise((resolve) => http.once("upgrade", (_, socket) => socket.once("close", resolve)));
    const { socket, reports } = open("/mute");
    await new Promise((resolve) => http.once("upgrade", resolve));
    socket.close();
    await gone;
    expect(reports).toEqual([]);
  });

  test("a URL that is none throws at once", () => {
    expect(() => createNodePlatform({ webrtc, WebSocket }).openSocket("nonsense", {} as never)).toThrow();
  });
});
