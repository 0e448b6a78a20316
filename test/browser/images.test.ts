import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { imageHash } from "../../src/emulator/index";
import { imageOf } from "../support/images";
import type { Business } from "./pages/images";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/images");

const MB = 1024 * 1024;
const LARGE = Math.floor(9.9 * MB);
const TOO_LARGE = Math.floor(10.6 * MB);
const INVALID = { name: "InvalidInputError", code: "INVALID_INPUT" };

const shared = useBrowser();
const hashOf = (size: number) =>
  createHash("sha256")
    .update(Buffer.from(imageOf(size)).toString("base64"))
    .digest("hex");
const told = (message: RegExp) => ({ error: { ...INVALID, message: expect.stringMatching(message) } });

function report(what: string, { totalMs, longestMs, longTasks }: Business) {
  const long = longTasks.map((ms) => ms.toFixed(0)).join(", ") || "none";
  console.log(`${what}: ${totalMs.toFixed(0)} ms, longest wait ${longestMs.toFixed(1)} ms, tasks above 50 ms: ${long}`);
}

/** An image server on another origin than the page's. */
let server: Server;
let origin = "";
/** Bytes that went out to `/endless`, and what has become of the requests. */
const endless = { sent: 0, closed: 0 };

beforeAll(async () => {
  const block = imageOf(64 * 1024);
  server = createServer((request, response) => {
    const path = request.url ?? "";
    if (!path.startsWith("/private")) response.setHeader("access-control-allow-origin", "*");
    response.on("close", () => (endless.closed += 1));
    if (path === "/404") response.writeHead(404).end("not here");
    else if (path === "/html") response.end("<!doctype html>");
    else if (path === "/hostile") response.writeHead(200, { "content-length": "999999999999" }).flushHeaders();
    else if (path === "/endless") {
      const more = () => {
        while (!response.destroyed && response.write(block)) endless.sent += block.length;
        endless.sent += block.length;
      };
      response.on("drain", more);
      more();
    } else response.end(imageOf(5000));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const PLACES = ["read", "readInWorker"] as const;

describe.each(PLACES)("%s", (place) => {
  test("every form of an image becomes the same base64", () =>
    withSession<Page>(shared, "images", async ({ run }) => {
      const forms = [
        "Blob",
        "File",
        "ArrayBuffer",
        "Uint8Array",
        "shared",
        "base64",
        "data:",
        "escaped data:",
        "blob:",
      ];
      for (const form of forms) {
        expect({ form, ...(await run[place](form, 1_000_000)) }).toEqual({ form, hash: hashOf(1_000_000) });
      }
      for (const form of ["URL", "text"]) {
        expect(await run[place](form, 0, `${origin}/image`)).toEqual({ hash: hashOf(5000) });
      }
    }));

  test("what is at a URL, or isn't", () =>
    withSession<Page>(shared, "images", async ({ run }) => {
      const at = (path: string) => run[place]("text", 0, origin + path);
      expect(await at("/404")).toEqual(told(/answered 404/));
      expect(await at("/private")).toEqual(told(/CORS/));
      expect(await at("/html")).toEqual(told(/first bytes/));
      expect(await at("/hostile")).toEqual(told(/10 MB/));
      expect(await run[place]("text", 0, "http://127.0.0.1:1/closed")).toEqual(told(/can't be reached/));
      expect(await run[place]("text", 0, "http://me:secret@127.0.0.1:1/a")).toEqual(told(/password in it/));
      expect(await run[place]("text", 0, "file:///etc/hostname")).toEqual(told(/file:, in Node/));
    }));

  test("a body without an end is cut off, and its connection closed", () =>
    withSession<Page>(shared, "images", async ({ run }) => {
      Object.assign(endless, { sent: 0, closed: 0 });
      expect(await run[place]("text", 0, `${origin}/endless`)).toEqual(told(/10 MB/));
      await expect.poll(() => endless.closed).toBe(1);
      console.log(`${place}: the server got rid of ${(endless.sent / MB).toFixed(1)} MB`);
      expect(endless.sent).toBeLessThan(40 * MB);
    }));
});

describe("9.9 MB", () => {
  test("leave the page its frames while they are read", () =>
    withSession<Page>(shared, "images", async ({ run }) => {
      for (const form of ["Blob", "Uint8Array", "base64", "data:", "escaped data:", "blob:"]) {
        const { busy, length } = await run.readWatched(form, LARGE);
        report(`reading 9.9 MB, ${form}`, busy);
        expect(length).toBe(Math.ceil(LARGE / 3) * 4);
      }
    }));

  test("go to the service as they are, with set() and as the initial state", () =>
    withSession<Page>(shared, "images", async ({ service, emulator, run }) => {
      const size = { width: 320, height: 180 };
      const image = imageHash(imageOf(LARGE));
      const connected = await run.connectWithLarge({ ...service, ...size }, "Blob", LARGE);
      expect(connected).toMatchObject({ ok: true });
      report("connect with 9.9 MB, Blob", connected.busy);
      expect((await emulator.sessions[0]?.record())?.state).toMatchObject({ image });
      for (const form of ["Uint8Array", "base64"]) {
        expect(await run.call("set", { image: null })).not.toHaveProperty("error");
        const { busy, ...result } = await run.setLarge(form, LARGE);
        expect(result).not.toHaveProperty("error");
        report(`set() with 9.9 MB, ${form}`, busy);
        expect((await emulator.sessions[0]?.record())?.state).toMatchObject({ image });
      }
      await run.disconnect();
    }));
});

test("10.6 MB never touch the socket", () =>
  withSession<Page>(shared, "images", async ({ service, emulator, run }) => {
    const size = { width: 320, height: 180 };
    await run.connect({ ...service, ...size });
    const before = (await emulator.sessions[0]?.record())?.received.length;
    for (const form of ["Blob", "ArrayBuffer", "base64", "data:", "blob:"]) {
      expect(await run.setLarge(form, TOO_LARGE)).toMatchObject(told(/10 MB/));
    }
    // What came before a prompt's acknowledgement has all been received.
    await run.call("setPrompt", "after");
    const received = (await emulator.sessions[0]?.record())?.received.slice(before);
    expect(received?.filter(({ type }) => type !== "ice-candidate").map(({ type }) => type)).toEqual(["prompt"]);
    await run.disconnect();
    const refused = await run.connectWithLarge({ ...service, ...size }, "Blob", TOO_LARGE);
    expect(refused).toMatchObject({ ok: false, ...told(/10 MB/) });
    expect((await emulator.sessions[1]?.record())?.received ?? []).toEqual([]);
  }));
