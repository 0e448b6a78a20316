import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Two network namespaces with a link between them: the browser lives in one, the service in the other. */
export interface Link {
  /** The service's address on the link. */
  readonly host: string;
  /** What stands before a command line to run it on the service's side. */
  readonly prefix: string[];
  /** A program that is Chromium on the browser's side. */
  readonly chromium: string;
  /** The same for any other program. */
  inside(program: string): string;
  /** Makes a port of the browser's side reachable at the same port of this process's loopback. */
  open(port: number): Promise<void>;
  /** Makes a server of this process reachable on the browser's side, at the same port of its loopback. */
  offer(port: number): Promise<void>;
  /** The URL under which a port of the service's loopback is reachable from this process. */
  reach(port: number): Promise<string>;
  /** Changes the link. 100 % loss cuts it; 0 kbit/s is no limit. */
  set(rttMs: number, lossPercent: number, kbps?: number): void;
  /** Cuts it for a while. That is the fault: it lasts as long as it lasts. */
  cut(seconds: number): Promise<void>;
  /** Gives the browser's side another address, as a phone's network does after a Wi-Fi. */
  changeAddress(): void;
  close(): Promise<void>;
}

const RTT_MS = 40;
const SCRIPT = process.env.LINK_EMULATOR;

/** Why there can be no link here; undefined where there can. */
export function whyNoLink(): string | undefined {
  if (!SCRIPT) return "LINK_EMULATOR does not name a link script";
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "network namespaces need Linux and root";
  const name = `decart-try-${process.pid}`;
  try {
    run("up", name);
    return undefined;
  } catch (error) {
    return `the link script failed: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    run("down", name);
  }
}

function run(verb: string, name: string, ...args: (string | number)[]): void {
  execFileSync("sh", [SCRIPT ?? "", verb, name, ...args.map(String)], { stdio: "pipe", timeout: 20_000 });
}

// Sockets of the file system are seen from every namespace: this is the way in and out. LISTEN and TARGET are a port or
// a path. It ends with whoever started it.
const RELAY = `const net = require("node:net");
const [listen, target] = process.argv.slice(1).map((end) => Number(end) || end);
const server = net.createServer((one) => {
  const other = net.connect(typeof target === "number" ? { port: target, host: "127.0.0.1" } : { path: target });
  for (const [from, to] of [[one, other], [other, one]]) from.on("error", () => to.destroy()).pipe(to);
});
server.listen(typeof listen === "number" ? { port: listen, host: "127.0.0.1" } : { path: listen }, () => console.log("ready"));
process.stdin.on("end", () => process.exit()).resume();`;

/** Makes a link of 40 ms without loss. */
export async function openLink(chromium: string): Promise<Link> {
  const name = `decart-${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), "decart-link-"));
  const relays: ChildProcess[] = [];
  const servers: Server[] = [];
  let paths = 0;
  const remove = () => {
    for (const child of relays) child.kill("SIGKILL");
    run("down", name);
    rmSync(folder, { recursive: true, force: true });
  };
  // Also for a run that is ended before it closes the link.
  process.once("exit", remove);
  run("up", name, RTT_MS);

  const enter = (side: "a" | "b") => ["ip", "netns", "exec", `${name}-${side}`];
  const path = () => join(folder, String(++paths));
  async function relay(side: "a" | "b", listen: string | number, target: string | number) {
    const [command = "", ...args] = [...enter(side), process.execPath, "-e", RELAY, String(listen), String(target)];
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    relays.push(child);
    await once(child.stdout, "data");
  }
  async function serve(listen: string | number, target: { path: string } | { port: number; host: string }) {
    const server = createServer((one) => {
      const other = connect(target);
      one.on("error", () => other.destroy()).pipe(other);
      other.on("error", () => one.destroy()).pipe(one);
    });
    servers.push(server);
    server.listen(typeof listen === "number" ? { port: listen, host: "127.0.0.1" } : { path: listen });
    await once(server, "listening");
    return server.address() as AddressInfo;
  }

  function inside(program: string) {
    const wrapper = path();
    writeFileSync(wrapper, `#!/bin/sh\nexec ${enter("a").join(" ")} "${program}" "$@"\n`);
    chmodSync(wrapper, 0o755);
    return wrapper;
  }

  return {
    host: "10.77.0.2",
    prefix: enter("b"),
    chromium: inside(chromium),
    inside,
    async open(port) {
      const middle = path();
      await relay("a", middle, port);
      await serve(port, { path: middle });
    },
    async offer(port) {
      const middle = path();
      await serve(middle, { port, host: "127.0.0.1" });
      await relay("a", port, middle);
    },
    async reach(port) {
      const middle = path();
      await relay("b", middle, port);
      return `http://127.0.0.1:${(await serve(0, { path: middle })).port}`;
    },
    set: (rttMs, lossPercent, kbps = 0) => run("set", name, rttMs, lossPercent, kbps),
    async cut(seconds) {
      run("set", name, RTT_MS, 100);
      await once(spawn("sleep", [String(seconds)], { stdio: "ignore" }), "exit");
      run("set", name, RTT_MS, 0);
    },
    changeAddress() {
      // In a network of its own: the last address of a device takes the routes along.
      const ip = (...args: string[]) => execFileSync("ip", ["-n", `${name}-a`, ...args], { stdio: "pipe" });
      ip("addr", "add", "10.78.0.1/24", "dev", "eth0");
      ip("addr", "del", "10.77.0.1/24", "dev", "eth0");
    },
    async close() {
      process.off("exit", remove);
      for (const server of servers) server.close();
      remove();
    },
  };
}
