import { afterAll, beforeAll, expect } from "vitest";
import type { BehaviourPatch } from "../../../src/emulator/index";
import { lookCode } from "../../support/look-code";
import type { FaultInput } from "../pages/faults";
import type { Scenarios, TestBrowser, TestPage } from "./driver";
import {
  bundleEmulator,
  type EmulatorProcess,
  type EmulatorProcessOptions,
  type EmulatorProgram,
  startEmulatorProcess,
} from "./emulator-process";
import { useBrowser } from "./fixture";
import type { PageServer } from "./page-server";
import { log } from "./reliability-log";

type Page = typeof import("../pages/faults");

/** What a fault has at hand. */
export interface World {
  emulator: EmulatorProcess;
  page: TestPage;
  run: Scenarios<Page>;
}

/** A fault, and what has to come of it. */
export interface Fault {
  name: string;
  input?: Partial<FaultInput>;
  /** Makes the fault, and resolves when it is over. */
  strike(world: World): Promise<void>;
  /**
   * `same`: nothing that the app sees. `kept`: the same session, with `reconnecting` or without. `new`: another
   * session takes over. `ended`: there is no way back. @default any of the first three
   */
  outcome?: "same" | "kept" | "new" | "ended";
  /** Sessions that the service may have seen. */
  sessions?: number[];
  /** Seconds of generation that have to follow without another fault. @default 2 */
  calmSeconds?: number;
  /** How the service behaves from its start: the fault is in the first connect, and `strike` may do nothing. */
  behaviour?: BehaviourPatch;
  /**
   * The browser has lost the address that its first socket and peer connection had: no good-bye of theirs arrives any
   * more, and only the service itself can find out.
   */
  orphans?: boolean;
  /** What else has to hold. */
  check?: ((report: Awaited<ReturnType<Scenarios<Page>["report"]>>) => void) | undefined;
}

/** What came of a fault. */
export interface Outcome {
  /** Heading in the table of docs/reliability.md. */
  group: string;
  fault: string;
  states: string[];
  /** Milliseconds that the picture stood still; null where there was none before. */
  stillMs: number | null;
  sessions: number;
  /** Whether the session at the end is the one of the beginning. */
  kept: boolean;
  restored: boolean | null;
  rejections: number;
  ghosts: number;
  emptied: number;
  black: number;
}

const INITIAL = "a watercolour";
/** What the app has set since: this, and not the initial one, has to come back. */
const LATEST = "an oil painting";

const NEXT: Record<string, string[]> = {
  connecting: ["connected", "disconnected"],
  connected: ["generating", "reconnecting", "disconnected"],
  generating: ["reconnecting", "disconnected"],
  reconnecting: ["connected", "disconnected"],
  disconnected: [],
};

/** No state twice in a row, and none that can't follow the one before. */
export function expectOrder(states: readonly string[]): void {
  expect(states[0]).toBe("connecting");
  for (const [index, state] of states.entries())
    if (index > 0) expect(NEXT[states[index - 1] ?? ""], `${states.join(" → ")}, state ${index}`).toContain(state);
}

/** A browser, the test pages and the emulator's program, for all faults of a file. */
export function useFaults() {
  const shared = useBrowser() as { browser: TestBrowser; pages: PageServer; program: EmulatorProgram };
  beforeAll(async () => {
    shared.program = await bundleEmulator();
  });
  afterAll(() => shared.program?.remove());
  return shared;
}

/** What {@link strike} works with. */
export interface Parts extends Pick<EmulatorProcessOptions, "program" | "prefix" | "args" | "host" | "controlUrl"> {
  browser: Pick<TestBrowser, "newPage">;
  pages: Pick<PageServer, "url">;
  /** @default "The service and its socket" */
  group?: string;
}

/** Puts a session under a fault, and looks at everything that an app and the service would notice. */
export async function strike(parts: Parts, fault: Fault): Promise<void> {
  const { browser, pages, group = "The service and its socket", args = [], ...program } = parts;
  const behaviour = fault.behaviour ? ["--behaviour", JSON.stringify(fault.behaviour)] : [];
  const emulator = await startEmulatorProcess({ ...program, args: [...args, ...behaviour] });
  const page = await browser.newPage(pages.url("faults"));
  const run = page.scenarios<Page>();
  try {
    const options = { initialState: { prompt: { text: INITIAL } }, ...fault.input?.options };
    const started = await run.start({ ...emulator.service, ...fault.input, options });
    if (!started.ok) throw new Error(started.error.message as string);
    await run.recovered(lookCode(INITIAL));
    await run.steer(LATEST);
    await run.recovered(lookCode(LATEST));
    // A session that has been seen to generate: `generating` is one of the states that must not come twice.
    await run.ticks(1);
    await run.mark();
    await fault.strike({ emulator, page, run });
    const ends = fault.outcome === "ended";
    if (ends) await run.until("disconnected");
    else {
      await run.recovered(lookCode(LATEST));
      await run.ticks(fault.calmSeconds ?? 2);
    }
    const report = await run.report();
    const sessions = await emulator.sessions();
    const all = await run.stop();
    const orphans = fault.orphans ? await orphansOf(emulator) : 0;
    if (orphans === 0) await emulator.remote.waitForIdle();
    const { liveSockets, livePeerConnections } = await emulator.remote.counters();
    const outcome: Outcome = {
      group,
      fault: fault.name,
      states: report.states,
      stillMs: fault.behaviour || ends ? null : report.picture.stillMs,
      sessions,
      kept: report.sessionId === started.sessionId,
      // The wait for the look has ended: it is in the picture.
      restored: ends ? null : true,
      rejections: report.rejections.length + page.problems.length,
      ghosts: liveSockets + livePeerConnections - orphans,
      emptied: report.picture.events.length,
      black: ends ? 0 : report.picture.black,
    };
    log({ kind: "fault", ...outcome });
    const told = JSON.stringify(report, null, 1);
    if (process.env.FAULTS_VERBOSE) console.log(fault.name, told);
    expectOrder(all);
    expect(report.rejections, told).toEqual([]);
    expect(page.problems, told).toEqual([]);
    expect(outcome.ghosts).toBe(0);
    expect(report.streams, told).toBe(1);
    if (!ends) expect(report.sameStream, told).toBe(true);
    expect(report.picture.events, told).toEqual([]);
    // After the end there is nothing to show.
    if (!ends) expect(report.picture.black, `black of ${report.picture.samples} samples`).toBe(0);
    if (fault.sessions) expect(fault.sessions, told).toContain(sessions);
    if (fault.outcome === "same") expect(report.states, told).not.toContain("reconnecting");
    if (fault.outcome === "same" || fault.outcome === "kept") expect(report.sessionId, told).toBe(started.sessionId);
    if (fault.outcome === "new") expect(report.sessionId, told).not.toBe(started.sessionId);
    expect(report.errors, told).toHaveLength(ends ? 1 : 0);
    fault.check?.(report);
  } finally {
    await page.close();
    await emulator.close();
  }
}

/** Sockets and peer connections of the first session, once all the later ones are closed. */
async function orphansOf({ remote }: EmulatorProcess): Promise<number> {
  const [, ...later] = await remote.sessions();
  await Promise.all(later.map(({ id }) => remote.session(id).waitForClose()));
  const [first] = await remote.sessions();
  return first?.open ? 1 + Number(first.connection !== "closed") : 0;
}
