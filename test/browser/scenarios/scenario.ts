import type { TestBrowser } from "../support/driver";
import type { EmulatorProgram } from "../support/emulator-process";
import type { PageServer } from "../support/page-server";

/** What a scenario runs with. */
export interface Parts {
  browser: TestBrowser;
  pages: PageServer;
  program: EmulatorProgram;
}

/** Something that apps do, run in every browser: a row of docs/support.md. */
export interface Scenario {
  feature: string;
  /** What it needs beside a browser; where that is missing it is skipped, and its row stays as it is. */
  needs?: "turnserver" | "sound" | "signals";
  /**
   * Fails where the feature doesn't work. Resolves with what was seen, for the table: {@link WORKS}, or what the browser
   * does in another way, or that it can't.
   */
  run(parts: Parts): Promise<string>;
}

/** Nothing more to be said. */
export const WORKS = "yes";

/** Options of a connect with a prompt. */
export const withPrompt = (text: string) => ({ initialState: { prompt: { text } } });

/** Bytes that begin as a PNG does. */
export const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3, 4];
