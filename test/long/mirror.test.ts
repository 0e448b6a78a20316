import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { workerScript } from "../../scripts/lib/worker-source.mjs";
import { useCameraFilm } from "../browser/support/camera-film";
import { launchBrowser, type TestBrowser, type TestPage } from "../browser/support/driver";
import { servePages } from "../browser/support/page-server";

type Page = typeof import("../browser/pages/mirror-long");

const MINUTES = 5;
const film = useCameraFilm();
let browser: TestBrowser;
beforeAll(async () => {
  browser = await launchBrowser({ args: film.args });
});
afterAll(() => browser?.close());

/** Put before the worker's script: counts the frames that are open in it, and tells when it is asked. */
const COUNTER = `
let open = 0;
const counted = new WeakSet();
const count = (frame) => { if (frame && !counted.has(frame)) { counted.add(frame); open += 1; } return frame; };
const { close } = VideoFrame.prototype;
VideoFrame.prototype.close = function () { if (counted.has(this)) { counted.delete(this); open -= 1; } close.call(this); };
globalThis.VideoFrame = new Proxy(VideoFrame, { construct: (Frame, args) => count(new Frame(...args)) });
const { read } = ReadableStreamDefaultReader.prototype;
ReadableStreamDefaultReader.prototype.read = async function () {
  const result = await read.call(this);
  count(result.value);
  return result;
};
const { write } = WritableStreamDefaultWriter.prototype;
WritableStreamDefaultWriter.prototype.write = async function (frame) {
  await write.call(this, frame);
  // Whoever takes a frame closes it: from here on it isn't the worker's.
  if (counted.has(frame)) { counted.delete(frame); open -= 1; }
};
const channel = new BroadcastChannel("open-frames");
channel.onmessage = () => channel.postMessage(open);
`;

/** What the page holds in JavaScript after forced collections, in kB. */
async function heapOf(page: TestPage) {
  const cdp = await page.cdp();
  for (let round = 0; round < 3; round += 1) await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  await cdp.detach();
  return Math.round(usedSize / 1024);
}

/** What a process and its descendants hold of the machine's memory, in MB; null where there is no /proc. */
function residentMb(pid: number): number | null {
  if (!existsSync("/proc/self/status")) return null;
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      // The name of a program, in parentheses, may have spaces.
      const [, parent] = readFileSync(`/proc/${name}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      parents.set(Number(name), Number(parent));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (id: number | undefined): boolean => id !== undefined && (id === pid || isOurs(parents.get(id)));
  let kb = 0;
  for (const id of parents.keys()) {
    if (!isOurs(id)) continue;
    try {
      kb += Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0);
    } catch {}
  }
  return Math.round(kb / 1024);
}

test(
  `${MINUTES} minutes of frames leave no frame open, and no memory taken`,
  async () => {
    const scripts = { "/mirror-worker.js": COUNTER + (await workerScript()) };
    const pages = await servePages({ scripts });
    const page = await browser.newPage(pages.url("mirror-long"));
    const run = page.scenarios<Page>();
    await run.start("/mirror-worker.js");
    const readings: { frames: number; open: number; heapKb: number; residentMb: number | null }[] = [];
    for (let minute = 0; minute <= MINUTES; minute += 1) {
      // The first one is for caches to fill.
      const { frames, open } = await run.watch(minute === 0 ? 200 : 1200);
      readings.push({ frames, open, heapKb: await heapOf(page), residentMb: residentMb(browser.pid ?? 0) });
      console.log(JSON.stringify(readings.at(-1)));
    }
    await run.stop();
    expect(page.problems).toEqual([]);
    expect(page.console.filter(({ text }) => /VideoFrame/.test(text))).toEqual([]);
    const [first, last] = [readings[0], readings.at(-1)];
    if (!first || !last) throw new Error("no readings");
    expect(last.frames).toBeGreaterThan(MINUTES * 60 * 18);
    // One is being mirrored, one is on its way: as many at the end as at the beginning.
    for (const { open } of readings) expect(open).toBeLessThanOrEqual(3);
    expect(last.heapKb - first.heapKb).toBeLessThan(1024);
    // A frame is 1.3 MB: had one in a hundred been kept, this would be 80 MB.
    if (first.residentMb !== null) expect((last.residentMb ?? 0) - first.residentMb).toBeLessThan(60);
    await page.close();
    await pages.close();
  },
  (MINUTES + 2) * 60_000,
);
