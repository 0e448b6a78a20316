import { describe, expect, test } from "vitest";
import { settleSize } from "../../src/realtime/peer-connection/picture-size";
import { createFakeClock } from "../support/fake-clock";

/** A connection that carries what the test says, and what becomes of its picture, by the time. */
function connection(kbps: number) {
  const clock = createFakeClock();
  const network = { kbps };
  const changes: [at: number, by: number, held: boolean][] = [];
  const end = settleSize(
    clock,
    async () => network.kbps,
    (by, held) => changes.push([clock.now(), by, held]),
  );
  return { clock, network, changes, end };
}

const LEFT = [1, false] as const;
const HALF = [2, true] as const;

describe("the size of the picture that is sent", () => {
  test.each([
    ["there is room", 2500],
    ["there is almost nothing", 100],
    ["nobody knows", Number.NaN],
  ])("is left to the browser, for good: %s", async (_, kbps) => {
    const { clock, changes } = connection(kbps);
    await clock.advance(499);
    expect(changes).toEqual([]);
    await clock.advance(10_000);
    expect(changes).toEqual([[500, ...LEFT]]);
    expect(clock.pending).toBe(0);
  });

  test("stays while the estimate is still what it started with", async () => {
    const { clock, changes, network } = connection(600);
    await clock.advance(900);
    network.kbps = 606;
    await clock.advance(1000);
    expect(changes).toEqual([]);
    network.kbps = 1300;
    await clock.advance(500);
    expect(changes).toEqual([[2000, ...LEFT]]);
  });

  test("is halved where less gets through than at the start, until there is room", async () => {
    const { clock, changes, network } = connection(290);
    await clock.advance(1000);
    expect(changes).toEqual([
      [500, ...HALF],
      [1000, ...HALF],
    ]);
    network.kbps = 650;
    await clock.advance(500);
    expect(changes).toHaveLength(2);
    network.kbps = 900;
    await clock.advance(500);
    expect(changes.slice(2)).toEqual([[2000, ...LEFT]]);
    expect(clock.pending).toBe(0);
  });

  test("is nobody's business any more when the connection is closed", async () => {
    const { clock, changes, end } = connection(290);
    await clock.advance(500);
    end();
    await clock.advance(5000);
    expect(changes).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test("leaves no timer when the connection is closed while the browser is asked", async () => {
    const clock = createFakeClock();
    let answer = (_: number) => {};
    const rate = () => new Promise<number>((resolve) => (answer = resolve));
    const changes: number[] = [];
    const end = settleSize(clock, rate, (by) => changes.push(by));
    await clock.advance(500);
    end();
    answer(290);
    await clock.advance(5000);
    expect(changes).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
