import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { lookCode } from "../support/look-code";
import { codeOf } from "./example";
import { root } from "./packed";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ jobMs: 20 });
});
afterAll(() => emulator?.close());

/** Runs Node in the repository, where `@decartai/sdk` is the built package. */
function node(...args: string[]) {
  const { NODE_OPTIONS: _, VITEST: __, DECART_API_KEY: ___, ...env } = process.env;
  return new Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, args, { cwd: root, env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
    );
  });
}
const run = (code: string) => node("--input-type=module", "--eval", code);

/** What a program prints that ends in this error. */
const messageOf = async (code: string) => {
  const told = `(error) => console.log(error.code + "\\n" + error.message)`;
  const { stdout, stderr } = await run(`await (async () => { ${code} })().catch(${told}); process.exit();`);
  expect(stderr).toBe("");
  const [, error, first = "", lines = ""] = /^(\w+)\n(.*)\n([\s\S]*)$/.exec(stdout.trimEnd()) ?? [];
  return { error, first, lines };
};

describe("Node without a WebRTC stack", () => {
  const SDK = `const { createDecartClient } = await import("@decartai/sdk");
    const { createNodePlatform } = await import("@decartai/sdk/node");`;

  test("`connect` shows lines that connect when they are pasted; the process then ends with its own code", async () => {
    const { error, first, lines } = await messageOf(
      `${SDK} await createDecartClient({ apiKey: "k" }).realtime.connect(null, { model: "lucy-2.1", onRemoteStream() {} });`,
    );
    expect(error).toBe("UNSUPPORTED_PLATFORM");
    expect(first).toContain("npm install @roamhq/wrtc ws");
    expect(lines.split("\n")).toHaveLength(3);
    const pasted = lines.replace("{ apiKey,", "{ apiKey, realtimeBaseUrl, telemetry: false,");
    expect(pasted).not.toBe(lines);
    const { code, signal, stdout, stderr } = await run(`
      import { createDecartClient } from "@decartai/sdk";
      const { apiKey, url: realtimeBaseUrl } = ${JSON.stringify({ apiKey: emulator.apiKey, url: emulator.url })};
      ${pasted}
      const track = new wrtc.nonstandard.RTCVideoSource().createTrack();
      const session = await client.realtime.connect(track, { model: "lucy-2.1", onRemoteStream() {} });
      console.log(session.getConnectionState());
      session.disconnect();
      track.stop();
      process.exitCode = 3;`);
    expect({ code, signal, stderr }).toEqual({ code: 3, signal: null, stderr: "" });
    expect(stdout).toBe("connected\n");
    await emulator.waitForIdle();
  });

  test("createNodePlatform with nothing, or without a WebSocket in a Node that has none, shows lines, too", async () => {
    const paste = /npm install @roamhq\/wrtc ws, and write:$/;
    const nothing = await messageOf(`${SDK} createNodePlatform({});`);
    expect(nothing).toMatchObject({ error: "UNSUPPORTED_PLATFORM", first: expect.stringMatching(paste) });
    const unable = `delete globalThis.WebSocket; const { default: webrtc } = await import("@roamhq/wrtc");`;
    const { error, first, lines } = await messageOf(`${SDK} ${unable} createNodePlatform({ webrtc });`);
    expect(error).toBe("UNSUPPORTED_PLATFORM");
    expect(first).toMatch(/no WebSocket/);
    const made = await run(`import { createNodePlatform } from "@decartai/sdk/node"; delete globalThis.WebSocket;
      ${lines}
      console.log(platform.runtime); process.exit();`);
    expect(made).toMatchObject({ stdout: "node\n", stderr: "", code: 0 });
  });
});

describe("something that looks like React Native", () => {
  test("importing is safe, HTTP takes its files, and live sessions need WebRTC that somebody brings", async () => {
    const sample = join(root, "examples/batch-node/sample.png");
    const { httpUrl, url, apiKey } = emulator;
    const app = "test/package/native/app.mjs";
    const { stdout, stderr, code } = await node(app, httpUrl, url, apiKey, pathToFileURL(sample).href);
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    const { image, ...rest } = JSON.parse(stdout);
    expect(codeOf(Buffer.from(image, "base64"))).toBe(lookCode("Anime style"));
    expect(rest).toEqual({
      untouched: true,
      job: "completed",
      file: statSync(sample).size,
      token: "ek_",
      refused: "UNSUPPORTED_PLATFORM",
      camera: "UNSUPPORTED_PLATFORM",
      state: "connected",
    });
    await emulator.waitForIdle();
  });
});
