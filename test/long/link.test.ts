import { afterEach, beforeEach, describe, test } from "vitest";
import { findProgram } from "../../scripts/lib/programs.mjs";
import { launchBrowser, type TestBrowser } from "../browser/support/driver";
import { type Fault, strike, useFaults } from "../browser/support/faults";
import { freePort } from "../browser/support/free-port";
import { type Link, openLink, whyNoLink } from "../browser/support/link";
import { log } from "../browser/support/reliability-log";

const shared = useFaults();
const obstacle = whyNoLink();
/** Seconds of generation under a link that stays bad. */
const BAD_SECONDS = 8;

let link: Link;
let browser: TestBrowser;

/** The link changes, and stays so for a while. */
const bad = (name: string, rttMs: number, lossPercent: number): Fault => ({
  name,
  outcome: "same",
  sessions: [1],
  async strike({ run }) {
    link.set(rttMs, lossPercent);
    await run.ticks(BAD_SECONDS);
    link.set(40, 0);
  },
});

const cut = (seconds: number, more: Partial<Fault>): Fault => ({
  name: `cut for ${seconds} s`,
  calmSeconds: 12,
  strike: () => link.cut(seconds),
  ...more,
});

const FAULTS: Fault[] = [
  bad("2 % of the packets are lost", 40, 2),
  bad("10 % of the packets are lost", 40, 10),
  bad("300 ms there and back", 300, 0),
  cut(1, { outcome: "same", sessions: [1] }),
  cut(4, { outcome: "same", sessions: [1] }),
  cut(5, { outcome: "kept" }),
  cut(20, {}),
  {
    name: "the browser gets another address",
    outcome: "new",
    orphans: true,
    calmSeconds: 12,
    async strike({ run }) {
      link.changeAddress();
      await run.until("reconnecting");
    },
  },
];

/** Firefox is spoken to over a port, which has to be brought out of its side. */
async function launchFirefox(program: string): Promise<TestBrowser> {
  const port = await freePort();
  await link.open(port);
  const args = [`--remote-debugging-port=${port}`];
  return launchBrowser({ browser: "firefox", executablePath: link.inside(program), args });
}

const firefox = findProgram("firefox-esr");
const BROWSERS = [
  {
    group: "The link between browser and service (40 ms)",
    obstacle,
    launch: () => launchBrowser({ executablePath: link.chromium, loopbackPeers: false }),
    faults: FAULTS,
  },
  {
    group: "The same link, in Firefox",
    obstacle: obstacle ?? (firefox ? undefined : "Firefox is not installed"),
    launch: () => launchFirefox(firefox ?? ""),
    faults: FAULTS.filter(({ name }) => /cut for 4 s|another address/.test(name)),
  },
];

for (const { group, obstacle, launch, faults } of BROWSERS) {
  if (obstacle) {
    log({ kind: "skipped", what: group, count: faults.length, why: obstacle });
    for (const { name } of faults) test.skip(`${group}: ${name} (skipped: ${obstacle})`, () => {});
    continue;
  }
  describe(group, () => {
    beforeEach(async () => {
      link = await openLink(process.env.CHROME_PATH ?? "");
      browser = await launch();
      await link.offer(Number(new URL(shared.pages.url("x")).port));
    });
    afterEach(async () => {
      await browser?.close();
      await link?.close();
    });

    for (const fault of faults)
      test(fault.name, () =>
        strike(
          {
            ...shared,
            browser,
            group,
            prefix: link.prefix,
            args: ["--host", "0.0.0.0"],
            host: link.host,
            controlUrl: (port) => link.reach(port),
          },
          fault,
        ),
      );
  });
}
