import { expect, test } from "vitest";
import type { I420Frame } from "../../src/emulator/index";
import { useCameraFilm } from "./support/camera-film";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/mirror-session");

const shared = useBrowser({ launch: useCameraFilm() });
const FPS = 20;

/** Counts the frames that reach the service, by what they show. */
function createCounter() {
  const counts = { mirrored: 0, plain: 0 };
  let changed = () => {};
  return {
    counts,
    /** Red is brighter than blue. */
    onFrame({ width, height, data }: I420Frame) {
      const middle = Math.floor(height / 2) * width;
      const [left = 0, right = 0] = [data[middle + Math.floor(width / 4)], data[middle + Math.floor((width * 3) / 4)]];
      counts[left < right ? "mirrored" : "plain"] += 1;
      changed();
    },
    /** Resolves when so many more have come. */
    more: (frames: number) => {
      const enough = counts.mirrored + frames;
      return new Promise<void>((resolve) => {
        changed = () => counts.mirrored >= enough && resolve();
      });
    },
  };
}

type Counter = ReturnType<typeof createCounter>;

/** The share of the camera's frames that arrives mirrored while something goes on. */
async function shareDuring(counter: Counter, during: () => Promise<unknown>) {
  const before = counter.counts.mirrored;
  const started = performance.now();
  await during();
  return (counter.counts.mirrored - before) / (((performance.now() - started) / 1000) * FPS);
}

/** What arrives in peace, with the page's thread blocked, and with the page hidden. */
async function measure(source: "camera" | "flipped") {
  const counter = createCounter();
  const shares = { peace: 0, blocked: 0, hidden: 0, plain: 0 };
  await withSession<Page>(
    shared,
    "mirror-session",
    async ({ service, run }) => {
      await run.connect({ ...service, source, fps: FPS, options: { mirror: source === "camera" } });
      await counter.more(2 * FPS);
      shares.peace = await shareDuring(counter, () => counter.more(4 * FPS));
      shares.blocked = await shareDuring(counter, () => run.block(3000));
      await counter.more(1);
      const other = await shared.browser.newPage(shared.pages.url("mirror"));
      await other.bringToFront();
      await run.whenHidden(true);
      shares.hidden = await shareDuring(counter, () =>
        // What stands still brings nothing to wait for: the other page's clock says when it was long enough.
        other.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), 4000),
      );
      await other.close();
      shares.plain = counter.counts.plain;
      await run.disconnect();
    },
    { onFrame: counter.onFrame },
  );
  return shares;
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

test("blocked for 3 s, and hidden: the service still gets 95 % of the camera's frames, mirrored", async () => {
  const worker = await measure("camera");
  const canvas = await measure("flipped");
  for (const [name, shares] of Object.entries({ worker, canvas })) {
    const { peace, blocked, hidden } = shares;
    console.log(`${name}: in peace ${percent(peace)}, blocked ${percent(blocked)}, hidden ${percent(hidden)}`);
  }
  expect(worker.plain).toBe(0);
  expect(worker.blocked).toBeGreaterThanOrEqual(0.95);
  expect(worker.hidden).toBeGreaterThanOrEqual(0.95);
  // Otherwise the measurement shows nothing.
  expect(canvas.blocked).toBeLessThan(0.5);
  expect(canvas.hidden).toBeLessThan(0.5);
});
