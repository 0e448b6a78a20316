import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { controlEmulator, type RemoteEmulator } from "../../../src/emulator/index";
import type { Service } from "../pages/session";

/** An emulator in a process of its own, which can be stopped, killed and started again. */
export interface EmulatorProcess {
  readonly service: Service;
  /** Of the process; another one after each start. */
  readonly pid: number;
  /** Its control interface; a new one after each start. */
  readonly remote: RemoteEmulator;
  /** Sessions that the service saw, over all starts; those of a killed one have to be counted before. */
  sessions(): Promise<number>;
  /** Stops the process for a while (SIGSTOP), network and all; resolves when it goes on. */
  stall(seconds: number): Promise<void>;
  /** Ends it without a word to anybody. */
  kill(): Promise<void>;
  /** Starts it again, on the port that it had. */
  restart(): Promise<void>;
  /** Ends it for good. */
  close(): Promise<void>;
}

/** The bundled program. */
export interface EmulatorProgram {
  script: string;
  remove(): Promise<void>;
}

/** Bundles the emulator's program from the source, inside the repository, so that it finds its packages. */
export async function bundleEmulator(): Promise<EmulatorProgram> {
  const folder = await mkdtemp(resolve("node_modules", ".emulator-process-"));
  const script = join(folder, "bin.mjs");
  const entryPoints = ["src/emulator/bin.ts"];
  await build({ entryPoints, outfile: script, bundle: true, platform: "node", format: "esm", packages: "external" });
  return { script, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** How {@link startEmulatorProcess} is called. */
export interface EmulatorProcessOptions {
  program: EmulatorProgram;
  /** What stands before `node` on the command line, such as the entry into a network namespace. */
  prefix?: string[];
  args?: string[];
  /** The address at which pages find it. @default the one it names */
  host?: string;
  /** Where its control interface is, seen from here, when that isn't where its sessions are. */
  controlUrl?(port: number): Promise<string>;
}

/** Starts the emulator. It ends with the process that started it, also when that one crashes. */
export async function startEmulatorProcess(options: EmulatorProcessOptions): Promise<EmulatorProcess> {
  let earlier = 0;
  let running = await start(options);

  async function sessions() {
    return earlier + (await running.remote.counters()).sessions;
  }
  return {
    get service() {
      return running.service;
    },
    get pid() {
      return running.child.pid ?? 0;
    },
    get remote() {
      return running.remote;
    },
    sessions,
    async stall(seconds) {
      // Another process lets it go on: so it isn't stopped for ever when this one is ended meanwhile.
      const stop = 'kill -s STOP "$1" && sleep "$2"; kill -s CONT "$1"';
      const child = spawn("sh", ["-c", stop, "stall", String(running.child.pid), String(seconds)], { stdio: "ignore" });
      await once(child, "exit");
    },
    async kill() {
      earlier = await sessions();
      await end(running.child);
    },
    async restart() {
      const { port } = new URL(running.service.httpUrl);
      running = await start(options, ["--port", port]);
    },
    close: () => end(running.child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

async function start(options: EmulatorProcessOptions, more: string[] = []) {
  const { program, prefix = [], args = [], host, controlUrl } = options;
  const line = [...prefix, process.execPath, program.script, "--control", "--exit-with-stdin", ...args, ...more];
  const [command = "", ...rest] = line;
  const child = spawn(command, rest, { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (data) => {
    errors += data;
  });
  const ended = once(child, "exit").then(() => {
    throw new Error(`the emulator did not start: ${errors}`);
  });
  ended.catch(() => {});
  const [first] = await Promise.race([once(createInterface(child.stdout), "line"), ended]);
  const service = JSON.parse(first as string) as Service;
  const { hostname, port } = new URL(service.httpUrl);
  const at = (url: string) => (host ? url.replace(hostname, host) : url);
  const control = controlUrl ? await controlUrl(Number(port)) : service.httpUrl;
  return {
    child,
    service: { ...service, url: at(service.url), httpUrl: at(service.httpUrl) },
    remote: controlEmulator(control),
  };
}
