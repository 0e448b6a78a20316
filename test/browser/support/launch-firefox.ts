import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, launch } from "puppeteer-core";

/** A camera and a microphone that are made up, nobody to ask, and peers on loopback. */
const PREFERENCES = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.autoplay.default": 0,
  "media.peerconnection.ice.loopback": true,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
  // A machine without a network has nothing but loopback, which Firefox takes for being offline.
  "network.manage-offline-status": false,
  "app.update.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

/**
 * Firefox, tied to whoever started it as a pipe ties Chromium: when the test process is gone, however it ended, its end of
 * the standard input is closed, and Firefox is ended.
 */
const TIED = `#!/bin/sh
exec 3<&0
"$FIREFOX" "$@" </dev/null &
browser=$!
(while read -r _ <&3; do :; done; kill -9 $browser) 2>/dev/null &
watch=$!
wait $browser
code=$?
kill $watch 2>/dev/null
exit $code
`;

/** Starts a headless Firefox over WebDriver BiDi. `close` ends it and removes its profile. */
export async function launchFirefox(executablePath: string, args: string[] = [], env: Record<string, string> = {}) {
  const profile = mkdtempSync(join(tmpdir(), "decart-firefox-"));
  const remove = () => rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  process.once("exit", remove);
  const tied = join(profile, "tied.sh");
  writeFileSync(tied, TIED, { mode: 0o700 });
  const browser: Browser = await launch({
    browser: "firefox",
    executablePath: tied,
    env: { ...process.env, ...env, FIREFOX: executablePath },
    headless: true,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    userDataDir: profile,
    extraPrefsFirefox: PREFERENCES,
    defaultViewport: { width: 1280, height: 800 },
    protocolTimeout: 120_000,
    args,
  });
  return {
    browser,
    async close() {
      await browser.close();
      remove();
      process.off("exit", remove);
    },
  };
}
