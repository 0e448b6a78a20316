import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commit } from "../../bench/document";
import { type Folder, KEPT, keep, read, SCRATCH, writeDocument } from "../../bench/kept";
import { measured } from "../../bench/measured";
import type { Part, Result } from "../../bench/results";
import { type SoakResult, soakPart } from "../../bench/soak-part";

const NAMES = ["near", "far"];
const resultOf = (name: string, more: Partial<Result> = {}): Result => ({
  name,
  command: `npm run bench -- --only ${name}`,
  date: "2026-11-20",
  took: "12.0 s",
  machine: "2 cores",
  part: {
    title: `The ${name} part`,
    how: "Counted.",
    tables: [{ head: ["", "ms"], rows: [["ours", 30]] }],
    plots: [
      {
        file: `${name}.svg`,
        alt: name,
        draw: { kind: "lines", title: name, unit: "ms", across: "s", lines: [{ name, points: [[0, 1]] }] },
      },
    ],
  },
  ...more,
});

describe("what a run leaves", () => {
  let folder: Folder;
  beforeEach(() => {
    const root = mkdtempSync(join(tmpdir(), "decart-bench-"));
    folder = { results: join(root, "results"), documents: join(root, "docs") };
  });
  afterEach(() => rmSync(join(folder.results, ".."), { recursive: true }));
  const document = () => readFileSync(join(folder.documents, "benchmarks.md"), "utf8");

  test("a file of each part, and the document and the drawings that are made of all files", () => {
    keep(folder, [resultOf("far"), resultOf("near")]);
    writeDocument(folder, { names: NAMES, quick: false });
    expect(readdirSync(join(folder.documents, "images")).sort()).toEqual(["far.svg", "near.svg"]);
    expect(readFileSync(join(folder.documents, "images", "far.svg"), "utf8")).toMatch(/^<svg .*far/s);
    // In the order of the names, whatever was measured first.
    expect(document().match(/^## .*/gm)).toEqual(["## Targets", "## The near part", "## The far part"]);
    for (const name of NAMES) {
      expect(document()).toContain(`![${name}](images/${name}.svg)`);
      expect(document()).toContain(`\`npm run bench -- --only ${name}\`, 2026-11-20, in 12.0 s`);
    }
    expect(document().match(/2 cores/g)).toHaveLength(1);
    expect(document()).not.toContain("quick run, with");
  });

  test("one part can be measured again: the others stay, and each says on what machine where that differs", () => {
    keep(folder, [resultOf("near"), resultOf("far")]);
    keep(folder, [resultOf("far", { machine: "64 cores", date: "2026-11-24" })]);
    writeDocument(folder, { names: NAMES, quick: false });
    expect(document()).toContain("--only near`, 2026-11-20, in 12.0 s, on 2 cores");
    expect(document()).toContain("--only far`, 2026-11-24, in 12.0 s, on 64 cores");
    expect(read(folder, NAMES).map(({ date }) => date)).toEqual(["2026-11-20", "2026-11-24"]);
  });

  test("a part says at which commit, where that is known", () => {
    keep(folder, [resultOf("near"), resultOf("far", { commit: "abc1234+" })]);
    writeDocument(folder, { names: NAMES, quick: false });
    expect(document()).toContain("--only near`, 2026-11-20, in 12.0 s</sub>");
    expect(document()).toContain("--only far`, 2026-11-20, in 12.0 s, at `abc1234+`</sub>");
  });

  test("a part that failed doesn't take the place of what the repository keeps, but shows in other folders", () => {
    const broken = { title: "far", how: "**This part failed: why**", tables: [], failed: true };
    const kept = { ...folder, onlyGood: true };
    keep(kept, [resultOf("near"), resultOf("far")]);
    keep(kept, [resultOf("near", { date: "2026-11-24" }), resultOf("far", { date: "2026-11-24", part: broken })]);
    expect(read(kept, NAMES).map(({ date }) => date)).toEqual(["2026-11-24", "2026-11-20"]);
    keep(folder, [resultOf("far", { part: broken })]);
    expect(read(folder, ["far"])[0]?.part).toEqual(broken);
    expect([KEPT.onlyGood, SCRATCH.onlyGood]).toEqual([true, undefined]);
  });

  test("a quick run says that it was one", () => {
    keep(folder, [resultOf("near")]);
    writeDocument(folder, { names: NAMES, quick: true });
    expect(document()).toContain("**This was a quick run");
  });
});

describe("the commit", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "decart-commit-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("is unknown where there is no git", () => {
    expect(commit(folder)).toBeUndefined();
  });

  test("has a + where the source was changed since, and only then", () => {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder });
    git("init", "--quiet");
    writeFileSync(join(folder, "package.json"), "{}");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message", "one");
    writeFileSync(join(folder, "other"), "");
    expect(commit(folder)).toMatch(/^[0-9a-f]{7,}$/);
    writeFileSync(join(folder, "package.json"), "{ }");
    expect(commit(folder)).toMatch(/^[0-9a-f]{7,}\+$/);
  });
});

describe("a part that fails", () => {
  const said: string[] = [];
  const say = (line: string) => said.push(line);

  test("says so, and takes no other along", async () => {
    const part = await measured("far", () => Promise.reject(new Error("no browser")), 1, say);
    expect(part).toMatchObject({ title: "far", how: "**This part failed: no browser**", failed: true });
    expect(said.join()).toContain("FAILED: far: Error: no browser");
  });

  test("or gets stuck: it is left alone", async () => {
    const part = await measured("far", () => new Promise(() => {}), 1, say, 0.01);
    expect(part).toMatchObject({ how: "**This part failed: it was not done after 0.01 s**", failed: true });
  });

  test("one that can be measured is handed back as it is", async () => {
    const { part } = resultOf("near");
    expect(await measured("near", () => Promise.resolve(part), 1, say)).toBe(part);
  });
});

describe("a soak", () => {
  const minute = (minute: number, kB: number, liveSockets = 1) => {
    return { minute, kB, listeners: 20, busy: minute, at: minute * 60, liveSockets, livePeerConnections: 1 };
  };
  const result: SoakResult = {
    minutes: 2,
    faults: [
      { name: "cut", ms: 500, stillMs: 400 },
      { name: "cut", ms: 700, stillMs: 600 },
      { name: "stall", ms: 100, stillMs: 1000 },
    ],
    samples: [minute(0, 2000), minute(1, 2600, 2), minute(2, 2500)],
    sessions: 3,
    finalState: "disconnected",
    left: 0,
    report: {
      prompts: { set: 61, acknowledged: 60, shown: 58, overtaken: 2, failed: { TIMEOUT: 1 }, pending: 0 },
      shownMs: [60, 80, 100],
      state: "generating",
      seconds: 119,
      reconnects: 2,
      streams: 1,
      sameStream: true,
      errors: [],
      rejections: [],
      events: [],
    },
  };
  const cell = (part: Part, name: string) =>
    part.tables
      .flatMap(({ rows }) => rows)
      .find(([first]) => String(first).startsWith(name))
      ?.slice(1);

  test("is counted: prompts, recoveries, sessions that are too many, what is left", () => {
    const part = soakPart(result, ["ReferenceError"]);
    expect(cell(part, "prompts set")).toEqual([61]);
    expect(cell(part, "failed")).toEqual(["1 TIMEOUT"]);
    expect(cell(part, "minutes that ended with more than one session")).toEqual(["1/3"]);
    expect(cell(part, "unhandled rejections")).toEqual([1]);
    expect(cell(part, "main thread")).toEqual(["1000 (1000–1000)"]);
    expect(cell(part, "heap at the start")).toEqual(["2000, 2600, 2500"]);
    expect(cell(part, "cut")).toEqual(["0.60 (0.50–0.70)", "0.50 (0.40–0.60)", 2]);
  });

  test("its heap is drawn over its minutes", () => {
    const [heap] = soakPart(result, []).plots ?? [];
    expect(heap?.draw).toMatchObject({
      kind: "lines",
      lines: [
        {
          points: [
            [0, 2000],
            [1, 2600],
            [2, 2500],
          ],
        },
      ],
    });
  });
});
