import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createDecartClient } from "../../src/index";
import { createProxyHandler, toNode } from "../../src/server/index";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/security");

const shared = useBrowser();

test("a token for other origins opens nothing on this page; one for this page does", () =>
  withSession<Page>(shared, "security", async ({ service, emulator, run }) => {
    const { tokens } = createDecartClient({ apiKey: service.apiKey, baseUrl: service.httpUrl });
    const mint = async (origin: string) => (await tokens.create({ allowedOrigins: [origin] })).apiKey;
    const nobody = btoa(JSON.stringify({ sid: "nobody", ip: "127.0.0.1", port: 1 }));
    const denied = { code: "WEB_RTC_ERROR", reason: "WEBRTC_SERVER_ERROR", retryable: false };
    expect(await run.tryAll(service, await mint("https://app.example.com"), nobody)).toMatchObject({
      session: denied,
      viewer: denied,
      image: { code: "PROCESSING_ERROR", data: { status: 403 } },
      file: { code: "FILES_UPLOAD_ERROR", data: { status: 403 } },
    });
    expect(await emulator.counters()).toMatchObject({ sessions: 0, upgrades: 2 });
    expect(await run.tryAll(service, await mint(new URL(shared.pages.url("x")).origin), nobody)).toEqual({
      session: "it worked",
      viewer: expect.objectContaining({ code: "SUBSCRIBE_TOKEN_INVALID" }),
      image: "it worked",
      file: "it worked",
    });
    await emulator.waitForIdle();
  }));

test("an upload of 200 MB that the page stops half way stops at the service", () =>
  withSession<Page>(shared, "security", async ({ run }) => {
    const SIZE = 200 * 1024 * 1024;
    let begun = (_: IncomingMessage) => {};
    const request = new Promise<IncomingMessage>((resolve) => {
      begun = resolve;
    });
    // It reads a little, and then no more: what is on the way waits in the proxy, or in the page.
    const upstream = createServer((incoming) => incoming.once("data", () => begun(incoming.pause())));
    const url = await listen(upstream);
    const { origin } = new URL(shared.pages.url("x"));
    const handler = createProxyHandler({ apiKey: "key", baseUrl: url, authorize: "public", allowedOrigins: [origin] });
    const proxy = createServer(toNode(handler));
    const proxyUrl = await listen(proxy);
    try {
      expect(await run.upload(proxyUrl, SIZE)).toBeLessThan(SIZE);
      const arrived = await request;
      const gone = new Promise<void>((resolve) => arrived.socket.once("close", () => resolve()));
      expect(await run.stopUpload()).toMatchObject({ message: "the user has stopped it" });
      arrived.resume();
      await gone;
      expect(arrived.complete).toBe(false);
      expect(arrived.socket.bytesRead).toBeLessThan(SIZE);
    } finally {
      for (const server of [proxy, upstream]) {
        server.closeAllConnections();
        server.close();
      }
    }
  }));

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
