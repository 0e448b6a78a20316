import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fit as scaled } from "../../examples/headless-node/scale.mjs";
import { findProgram } from "../../scripts/lib/programs.mjs";
import {
  applyLook,
  type Emulator,
  imageHash,
  lookOf,
  type Pixels,
  readLook,
  readMark,
  startEmulator,
} from "../../src/emulator/index";
import { testFrame } from "../emulator/wrtc-client";
import { environmentOf } from "./example";
import { distance, makeFilm, readFilm } from "./film";
import { type Consumer, installPacked, root } from "./packed";

const PROMPT = "Anime style";
const sample = join(root, "examples/batch-node/sample.png");
const lookWith = (image: string | null) => lookOf({ prompt: PROMPT, image, enhance: true });
const codesIn = ({ frames }: { frames: Pixels[] }) => [...new Set(frames.map((frame) => readLook(frame).code))];

/** The command lines of all processes that name a folder. */
const processesIn = (folder: string) =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      } catch {
        return "";
      }
    })
    .filter((line) => line.includes(folder));

test("pictures that come in another size are scaled, up and down, odd sizes too", () => {
  const look = lookWith(null);
  for (const [width, height] of [
    [240, 135],
    [401, 225],
    [1088, 624],
  ] as const) {
    const frame = testFrame(width, height);
    applyLook(frame, look);
    const fitted = scaled({ width, height, data: new Uint8Array(frame.data) }, 320, 180);
    expect(fitted).toMatchObject({ width: 320, height: 180 });
    expect(fitted.data).toHaveLength(320 * 180 * 1.5);
    expect(readLook(fitted)).toEqual({ code: look.code, mirrored: false });
    expect(readMark(fitted)).toBe("normal");
  }
});

describe.skipIf(!findProgram("ffmpeg"))("headless-node, as its reader has it", () => {
  let app: Consumer;
  let emulator: Emulator;
  let film: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    [app, emulator] = await Promise.all([installPacked(), startEmulator()]);
    for (const name of ["@roamhq", "ws"]) {
      symlinkSync(join(root, "node_modules", name), join(app.folder, "node_modules", name), "junction");
    }
    cpSync(join(root, "examples/headless-node"), join(app.folder, "headless-node"), {
      recursive: true,
      filter: (path) => !path.includes("node_modules"),
    });
    film = join(app.folder, "film.mp4");
    await makeFilm(film, "320x180", 4, 25);
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });
  afterAll(async () => {
    app?.remove();
    await emulator?.close();
  });

  const pathOf = (name: string) => join(app.folder, name);

  /** Starts the example against this file's emulator; `said` resolves when it has written something. */
  function start(args: string[], env: Record<string, string> = {}) {
    const { NODE_OPTIONS: _, VITEST: __, ...clean } = process.env;
    const child = spawn(process.execPath, [pathOf("headless-node/main.mjs"), ...args], {
      cwd: app.folder,
      env: { ...clean, ...environmentOf(emulator), ...env },
      stdio: ["ignore", "inherit", "pipe"],
    });
    children.push(child);
    let errors = "";
    const looks = new Set<() => void>();
    child.stderr?.on("data", (data) => {
      errors += data;
      for (const look of looks) look();
    });
    const exit = new Promise<{ code: number | null; signal: string | null; errors: string }>((resolve) =>
      child.once("close", (code, signal) => resolve({ code, signal, errors })),
    );
    const said = (what: RegExp) =>
      Promise.race([
        new Promise<void>((resolve) => {
          const look = () => what.test(errors) && resolve();
          looks.add(look);
          look();
        }),
        exit.then(() => {
          throw new Error(`it ended before it said ${what}: ${errors}`);
        }),
      ]);
    return { child, exit, said };
  }

  /** What the example has left: no session on the service, and no process that knows the folder. */
  async function expectNothingLeft(): Promise<void> {
    await emulator.waitForIdle();
    if (process.platform === "linux") expect(processesIn(app.folder)).toEqual([]);
  }

  test("a film and an image in, every picture of the result transformed, none of the film lost", async () => {
    const out = pathOf("out.mp4");
    const { code, errors } = await start([film, out, "--prompt", PROMPT, "--image", pathToFileURL(sample).href]).exit;
    expect(errors).toMatch(/░+ +\d+ % .*█+ 100 % 4\.0 s.*done: /s);
    expect(code).toBe(0);
    await expectNothingLeft();
    expect(await emulator.sessions.at(-1)?.waitForClose()).toMatchObject({ code: 1000 });

    const look = lookWith(imageHash(readFileSync(sample)));
    const result = await readFilm(out);
    // At the model's rate, which is lower than the film's; and a second for what is on its way back at its end.
    expect(result).toMatchObject({ width: 320, height: 180, rate: "20/1", seconds: 5 });
    expect(result.frames).toHaveLength(100);
    expect(codesIn(result)).toEqual([look.code]);

    const source = (await readFilm(film)).frames;
    const [first, last] = [source[0], source.at(-1)].map((frame) => frame && { ...frame, data: frame.data.slice() });
    const [begin, end] = [result.frames[0], result.frames.at(-1)];
    if (!first || !last || !begin || !end) throw new Error("there are no frames");
    for (const frame of [first, last]) applyLook(frame, look);
    expect(distance(begin, first)).toBeLessThan(distance(begin, last) / 2);
    expect(distance(end, last)).toBeLessThan(distance(end, first) / 2);
  });

  test("a connection that is lost costs no picture: film and result wait for the next one", async () => {
    const out = pathOf("lost.webm");
    const { exit, said } = start([film, out, "--prompt", PROMPT]);
    await said(/ [2-6]0 % /);
    await emulator.sessions.at(-1)?.terminate();
    const { code, errors } = await exit;
    expect(errors).toMatch(/reconnecting.*(connected|generating).*100 % /s);
    expect(code).toBe(0);
    const result = await readFilm(out);
    expect(result.frames).toHaveLength(100);
    expect(codesIn(result)).toEqual([lookWith(null).code]);
    await expectNothingLeft();
  });

  test("Ctrl-C ends it: what is written is a film, and nothing is left", async () => {
    const out = pathOf("stopped.mp4");
    const { child, exit, said } = start([film, out, "--prompt", PROMPT]);
    await said(/ [2-6]0 % /);
    child.kill("SIGINT");
    const { code, signal, errors } = await exit;
    expect(errors).toMatch(/stopped\n$/);
    expect({ code, signal }).toEqual({ code: 130, signal: null });
    const result = await readFilm(out);
    expect(result.frames.length).toBeGreaterThan(10);
    expect(codesIn(result)).toEqual([lookWith(null).code]);
    await expectNothingLeft();
  });

  test("a service that ends the session, or refuses the prompt, is quoted, and it fails", async () => {
    const out = pathOf("ended.mp4");
    const { exit, said } = start([film, out, "--prompt", PROMPT]);
    await said(/ [2-6]0 % /);
    await emulator.sessions.at(-1)?.end("insufficient_credits");
    const ended = await exit;
    expect(ended.errors).toMatch(/insufficient_credits\n$/);
    expect(ended.code).toBe(1);
    expect((await readFilm(out)).frames.length).toBeGreaterThan(10);

    await emulator.configure({ denyPrompts: [PROMPT] });
    const refused = await start([film, pathOf("refused.mp4"), "--prompt", PROMPT]).exit;
    await emulator.configure({ denyPrompts: [] });
    expect(refused).toMatchObject({ code: 1, errors: expect.stringMatching(/MODERATION_REJECTED: .*\n$/) });
    expect(existsSync(pathOf("refused.mp4"))).toBe(false);
    await expectNothingLeft();
  });

  test("without ffmpeg, with a file that is no film, or with too little said, it says so and connects to nobody", async () => {
    const before = emulator.sessions.length;
    const none = await start([film, pathOf("none.mp4"), "--prompt", PROMPT], { PATH: app.folder }).exit;
    expect(none).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/There is no ffprobe.*apt-get install ffmpeg/),
    });
    const text = await start([pathOf("package.json"), pathOf("none.mp4"), "--prompt", PROMPT]).exit;
    expect(text).toMatchObject({ code: 1, errors: expect.stringContaining("package.json: Invalid data") });
    const silent = await start([film, pathOf("none.mp4")]).exit;
    expect(silent).toMatchObject({ code: 2, errors: expect.stringMatching(/--prompt.*\nUsage: /) });
    const same = await start([film, film, "--prompt", PROMPT, "--force"]).exit;
    expect(same.code).toBe(2);
    expect(emulator.sessions).toHaveLength(before);
    expect(existsSync(pathOf("none.mp4"))).toBe(false);
  });
});
