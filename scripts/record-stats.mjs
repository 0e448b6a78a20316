// `node scripts/record-stats.mjs [chromium|firefox]`: records what getStats() of a real browser says, for
// test/fixtures/stats. A session with the emulator, and a connection of the page to itself that sends three layers.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { launch } from "puppeteer-core";
import { ensureBuild } from "./lib/build.mjs";
import { launchChromium } from "./lib/launch-chromium.mjs";
import { findProgram } from "./lib/programs.mjs";
import { ROOT, say } from "./lib/say.mjs";
import { ensureChromium } from "./setup.mjs";

const FOLDER = `${ROOT}test/fixtures/stats`;

/** What runs in the page: bundled with the built package, and not a part of it. */
const PAGE = `
import { createDecartClient } from "./dist/index.js";
const peers = [];
const Native = RTCPeerConnection;
globalThis.RTCPeerConnection = class extends Native { constructor(...args) { super(...args); peers.push(this); } };
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function record(peer, times) {
  const reports = [];
  for (let count = 0; count < times; count += 1) {
    reports.push([...(await peer.getStats()).values()].map((stats) => ({ ...stats })));
    await wait(1000);
  }
  return reports;
}

export async function session({ url, httpUrl, apiKey }) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 360, frameRate: 20 }, audio: true });
  const video = document.body.appendChild(Object.assign(document.createElement("video"), { muted: true, autoplay: true }));
  const client = createDecartClient({ apiKey, baseUrl: httpUrl, realtimeBaseUrl: url, telemetry: false });
  const session = await client.realtime.connect(stream, { model: "lucy-2.1", onRemoteStream: (remote) => { video.srcObject = remote; } });
  await wait(3000);
  const reports = await record(peers[0], 3);
  session.disconnect();
  return reports;
}

export async function simulcast() {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720, frameRate: 20 } });
  const [sender, receiver] = [new Native(), new Native()];
  sender.onicecandidate = ({ candidate }) => candidate && receiver.addIceCandidate(candidate);
  receiver.onicecandidate = ({ candidate }) => candidate && sender.addIceCandidate(candidate);
  const layers = ["f", "h", "q"];
  sender.addTransceiver(stream.getVideoTracks()[0], {
    direction: "sendonly",
    sendEncodings: layers.map((rid, step) => ({ rid, scaleResolutionDownBy: 2 ** step })),
  });
  await sender.setLocalDescription();
  await receiver.setRemoteDescription(sender.localDescription);
  await receiver.setLocalDescription();
  // A browser takes no layers as a receiver: what a media server would answer is written in.
  const { type, sdp } = receiver.localDescription;
  const rids = layers.map((rid) => "a=rid:" + rid + " recv").join("\\r\\n");
  const extension = (name) => new RegExp("a=extmap:(\\\\d+) " + name).exec(sender.localDescription.sdp)?.[0];
  const lines = ["urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id", "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"]
    .map(extension).filter((line) => line && !sdp.includes(line));
  const without = sdp.split("\\r\\n").filter((line) => !/^a=(rid|simulcast):/.test(line)).join("\\r\\n");
  await sender.setRemoteDescription({ type, sdp: without + [...lines, rids, "a=simulcast:recv " + layers.join(";"), ""].join("\\r\\n") });
  await wait(8000);
  return record(sender, 3);
}`;

/** @param {string} name */
async function open(name) {
  if (name === "chromium") return launchChromium({ executablePath: await ensureChromium() });
  const executablePath = findProgram("firefox-esr");
  if (!executablePath) throw new Error("firefox-esr is missing: apt-get install firefox-esr");
  const userDataDir = mkdtempSync(join(tmpdir(), "decart-firefox-"));
  const browser = await launch({
    browser: "firefox",
    executablePath,
    headless: true,
    userDataDir,
    extraPrefsFirefox: {
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      "media.autoplay.default": 0,
      "media.peerconnection.ice.loopback": true,
      "media.peerconnection.ice.obfuscate_host_addresses": false,
    },
  });
  return {
    browser,
    close: async () => {
      await browser.close();
      rmSync(userDataDir, { recursive: true, force: true });
    },
  };
}

async function main() {
  const [name = "chromium"] = process.argv.slice(2);
  await ensureBuild();
  const { startEmulator } = await import(pathToFileURL(`${ROOT}dist/emulator.js`).href);
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: ROOT },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "recording",
    logLevel: "error",
  });
  const html = `<!doctype html><title>recording</title><body><script>${outputFiles[0]?.text}</script>`;
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const emulator = await startEmulator();
  const { browser, close } = await open(name);
  try {
    const page = await browser.newPage();
    const { url, httpUrl, apiKey } = emulator;
    for (const [what, argument] of /** @type {const} */ ([
      ["session", { url, httpUrl, apiKey }],
      ["simulcast", null],
    ])) {
      await page.goto(`http://127.0.0.1:${port}/`, { waitUntil: "load" });
      say(`recording ${what} in ${await browser.version()}`);
      const call = `recording.${what}(${JSON.stringify(argument)})`;
      const reports = /** @type {object[][]} */ (await page.evaluate(call));
      const origin = `getStats() in ${await browser.version()}, once a second: ${
        what === "session" ? "a session with the emulator" : "a connection of the page to itself, sending three layers"
      }; node scripts/record-stats.mjs ${name}`;
      // One entry a line: what a browser gives is read by people, too.
      const lists = reports.map((entries) => `[\n${entries.map((entry) => JSON.stringify(entry)).join(",\n")}\n]`);
      const text = `{ "origin": ${JSON.stringify(origin)},\n"reports": [${lists.join(",\n")}] }\n`;
      writeFileSync(`${FOLDER}/${name}-${what}.json`, text);
    }
  } finally {
    await close();
    await emulator.close();
    server.close();
  }
}

await main();
process.exit(0);
