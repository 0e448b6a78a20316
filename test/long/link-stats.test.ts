import { afterAll, beforeAll, expect, test } from "vitest";
import type { WebRTCStats } from "../../src/index";
import { expectNear, mean, measure } from "../browser/support/counts";
import { launchBrowser, type TestBrowser } from "../browser/support/driver";
import { bundleEmulator, type EmulatorProgram, startEmulatorProcess } from "../browser/support/emulator-process";
import { type Link, openLink, whyNoLink } from "../browser/support/link";
import { type PageServer, servePages } from "../browser/support/page-server";

type Page = typeof import("../browser/pages/session");

const obstacle = whyNoLink();
if (obstacle) console.warn(`skipped: ${obstacle}`);
const RTT_MS = 100;
const LOSS_PERCENT = 5;

let link: Link;
let browser: TestBrowser;
let pages: PageServer;
let program: EmulatorProgram;

beforeAll(async () => {
  if (obstacle) return;
  [pages, program, link] = await Promise.all([servePages(), bundleEmulator(), openLink(process.env.CHROME_PATH ?? "")]);
  browser = await launchBrowser({ executablePath: link.chromium, loopbackPeers: false });
  await link.offer(Number(new URL(pages.url("x")).port));
});

afterAll(async () => {
  await browser?.close();
  await link?.close();
  await pages?.close();
  await program?.remove();
});

test.skipIf(obstacle)(
  `statistics agree with the service's counts on a link of ${RTT_MS} ms that loses ${LOSS_PERCENT} %`,
  async () => {
    const emulator = await startEmulatorProcess({
      program,
      prefix: link.prefix,
      args: ["--host", "0.0.0.0"],
      host: link.host,
      controlUrl: (port) => link.reach(port),
    });
    const page = await browser.newPage(pages.url("session"));
    const run = page.scenarios<Page>();
    try {
      await run.connect({ ...emulator.service, width: 1280, height: 720, fps: 20 });
      link.set(RTT_MS, LOSS_PERCENT);
      // Until both sides have found their rates.
      await run.stats(8);
      const window = await measure(
        () => emulator.remote.session().mediaCounts(),
        () => run.events("stats", 25) as Promise<WebRTCStats[]>,
      );
      const { samples, rate, ends } = window;
      expectNear(
        "frames a second that come",
        mean(window, ({ video }) => video?.framesPerSecond),
        rate("framesOut"),
      );
      expectNear(
        "bit/s that come",
        mean(window, ({ video }) => video?.bitrate),
        rate("bytesSent") * 8,
      );
      const lost = (samples.at(-1)?.video?.packetsLost ?? 0) - (samples[0]?.video?.packetsLost ?? 0);
      expectNear(
        "packets lost on their way to the page",
        lost,
        ends[1].packetsLostByClient - ends[0].packetsLostByClient,
      );
      const gone = ends[1].packetsLost - ends[0].packetsLost;
      const counted = gone / (gone + ends[1].packetsReceived - ends[0].packetsReceived);
      console.log(
        `lost on their way to the service: ${mean(window, (sample) => sample.remoteInbound?.fractionLost).toFixed(3)} here, ${counted.toFixed(3)} there`,
      );
      // Corrections of errors, and what is sent again, are bytes as well: the service's stack counts them with all others.
      const arrives = mean(window, (sample) => sample.outboundVideo?.bitrate) * (1 - counted);
      expectNear("bit/s that go, without what is lost", arrives, rate("allBytesReceived") * 8);
      const rtt = mean(window, ({ connection }) => connection?.currentRoundTripTime);
      console.log(`round trip: ${Math.round(rtt * 1000)} ms of ${RTT_MS}`);
      expect(rtt).toBeGreaterThan(RTT_MS / 1000 - 0.005);
      expect(await run.snapshot()).toMatchObject({ connectionQuality: { reasons: expect.arrayContaining(["loss"]) } });
      await run.disconnect();
      expect(page.problems).toEqual([]);
    } finally {
      await page.close();
      await emulator.close();
    }
  },
);
