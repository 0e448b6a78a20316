import { expect, test } from "vitest";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/prewarm");

const shared = useBrowser();
const size = { width: 320, height: 180 };

test.each([
  ["nothing", undefined, { prepared: 0, told: [] }],
  ["the peer connection", { socket: false }, { prepared: 1, told: [{ used: true }] }],
  ["the socket too", { socket: true }, { prepared: 1, told: [{ used: true }] }],
] as const)("prepared: %s", (name, warm, expected) =>
  withSession<Page>(
    shared,
    "prewarm",
    async ({ service, emulator, run }) => {
      const result = await run.connect({ ...service, ...size, ...(warm && { warm }) });
      console.log(`prepared: ${name}; connected after ${result.connectMs} ms, first frame ${result.firstFrameMs} ms`);
      expect(result).toMatchObject({ ...expected, peers: 1, open: 0 });
      await emulator.waitForIdle();
      expect(await emulator.counters()).toMatchObject({ sessions: 1 });
    },
    { latencyMs: 50 },
  ),
);

test.each([
  ["cold", {}],
  ["prepared", { warm: { socket: true } }],
  ["mirrored", { other: { mirror: true } }],
] as const)("the first frame has the model's full size: %s", (name, more) =>
  withSession<Page>(shared, "prewarm", async ({ service, emulator, run }) => {
    const full = { width: 1088, height: 624 };
    const { first, firstFrameMs } = await run.connect({ ...service, ...full, ...more });
    console.log(`${name}: first frame ${first.width}×${first.height} after ${firstFrameMs} ms`);
    expect(first).toEqual(full);
    const [session] = emulator.sessions;
    expect((await session?.record())?.firstFrameIn).toMatchObject(full);
    await emulator.waitForIdle();
  }),
);

test("what was prepared for other options is dropped, and the session gets its own", () =>
  withSession<Page>(shared, "prewarm", async ({ service, emulator, run }) => {
    const other = { preferredVideoCodec: "vp9" } as const;
    const result = await run.connect({ ...service, ...size, warm: { socket: true }, other });
    expect(result).toMatchObject({ prepared: 1, peers: 2, open: 0, told: [{ used: false }] });
    await emulator.waitForIdle();
  }));
