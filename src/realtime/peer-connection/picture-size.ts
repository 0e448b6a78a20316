import { UPLINK_START_KBPS } from "../../core/sdp";
import type { Clock } from "../../platform/platform";

/** How often the network is asked, in milliseconds from the connection on. */
const CHECK_MS = 500;
/** The browser's estimate that says that there is room, in kbit/s: more than it was told to start with. */
const ROOM_KBPS = UPLINK_START_KBPS + 100;
/** With less than this, in kbit/s, the browser does better, which knows smaller sizes too. */
const HALVES_FROM_KBPS = 150;

/**
 * Decides about the size of the picture that is sent, which is held from the start: Chromium drops the first frames and
 * shrinks the picture before it knows the network. Where there is room it goes on by itself, from full size. Where less
 * gets through than it started with, the picture is halved until there is room: by itself the browser would go down in
 * steps, with a pause, and end smaller.
 *
 * @param rate What the connection carries in kbit/s; no number where nobody knows, or nothing is sent.
 * @param size Makes the picture smaller by a factor, and holds that size at any price or leaves it to the browser.
 * @returns A function that ends it.
 */
export function settleSize(
  clock: Clock,
  rate: () => Promise<number>,
  size: (by: number, held: boolean) => void,
): () => void {
  let left = false;
  let cancel = clock.after(CHECK_MS, check);
  async function check() {
    const kbps = await rate();
    // The connection may have been closed meanwhile.
    if (left) return;
    if (!(kbps >= HALVES_FROM_KBPS && kbps <= ROOM_KBPS)) return size(1, false);
    if (kbps < UPLINK_START_KBPS) size(2, true);
    cancel = clock.after(CHECK_MS, check);
  }
  return () => {
    left = true;
    cancel();
  };
}
