import { mkdtempSync, openAsBlob, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDecartClient } from "../../src/client";
import { createProxyHandler, toExpress } from "../../src/server/index";

const MB = 1024 * 1024;
const SIZE = 200 * MB;
const servers: Server[] = [];
let proxy = "";
/** The most memory that this process (client, proxy and service in one) has had since it was last asked. */
let peak = 0;
let received = 0;

const look = () => {
  peak = Math.max(peak, process.memoryUsage.rss());
};

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function generate(size: number): ReadableStream<Uint8Array> {
  let left = size;
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) return controller.close();
      const chunk = new Uint8Array(Math.min(left, 64 * 1024));
      left -= chunk.length;
      controller.enqueue(chunk);
    },
  });
}

beforeAll(async () => {
  const service = createServer(async (request, response) => {
    received = 0;
    for await (const chunk of request) {
      received += chunk.length;
      look();
    }
    if (request.method === "GET") {
      response.writeHead(200, { "content-type": "video/mp4" });
      for await (const chunk of generate(SIZE)) {
        if (!response.write(chunk)) await new Promise((resolve) => response.once("drain", resolve));
        look();
      }
      response.end();
      return;
    }
    const file = { id: "file_1", mime_type: "video/mp4", size_bytes: received, created_at: new Date().toISOString() };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(file));
  });
  const baseUrl = await listen(service);
  const handler = createProxyHandler({ apiKey: "key", baseUrl, basePath: "/api", authorize: "public" });
  proxy = `${await listen(createServer(toExpress(handler)))}/api`;
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function growth(run: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  peak = before;
  await run();
  look();
  return (peak - before) / MB;
}

test("200 MB pass through the proxy, up and down, with flat memory", { timeout: 60_000 }, async () => {
  const { files, queue } = createDecartClient({ proxy });
  // The first one warms up: code is compiled, buffers find their sizes.
  await files.upload(generate(20 * MB));

  let loaded = 0;
  const up = await growth(async () => {
    const file = await files.upload(generate(SIZE), { onUploadProgress: (at) => (loaded = at.loaded) });
    expect(file.size_bytes).toBe(received);
  });
  expect(received).toBeGreaterThan(SIZE);
  expect(loaded).toBe(received);

  const folder = mkdtempSync(join(tmpdir(), "decart-memory-"));
  writeFileSync(join(folder, "film.mp4"), "");
  truncateSync(join(folder, "film.mp4"), SIZE);
  const film = await openAsBlob(join(folder, "film.mp4"), { type: "video/mp4" });
  const fromDisk = await growth(async () => expect((await files.upload(film)).size_bytes).toBeGreaterThan(SIZE));
  rmSync(folder, { recursive: true });

  let size = 0;
  const down = await growth(async () => {
    for await (const chunk of await queue.result("j", { responseType: "stream" })) size += chunk.length;
  });
  expect(size).toBe(SIZE);
  const [a, b, c] = [up, fromDisk, down].map((grown) => grown.toFixed(1));
  console.log(`memory grew by ${a} MB for a stream of 200 MB, ${b} MB for a file on the disk, ${c} MB for a result`);
  expect(up).toBeLessThan(80);
  expect(fromDisk).toBeLessThan(80);
  expect(down).toBeLessThan(80);
});
