import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../../../scripts/lib/programs.mjs";
import { freePort } from "./free-port";

/** The path of coturn's server; undefined where it isn't installed. */
export const TURN_SERVER = findProgram("turnserver");

/** A TURN server on loopback that speaks one protocol only. */
export interface TurnServer {
  /** For `iceServers`. */
  iceServers: { urls: string; username: string; credential: string }[];
  /** What it has logged so far. */
  log(): string;
  close(): Promise<void>;
}

const USER = { username: "decart", credential: "secret" };

/** Starts coturn with a configuration, a port and a folder of its own. */
export async function startTurnServer(protocol: "udp" | "tcp"): Promise<TurnServer> {
  if (!TURN_SERVER) throw new Error("coturn isn't installed.");
  const folder = mkdtempSync(join(tmpdir(), "decart-turn-"));
  const port = await freePort();
  const settings = [
    `listening-port=${port}`,
    "listening-ip=127.0.0.1",
    "relay-ip=127.0.0.1",
    // The service may be on loopback too; coturn allows that only without its remote control.
    "allow-loopback-peers",
    "no-cli",
    "no-tls",
    "no-dtls",
    protocol === "udp" ? "no-tcp" : "no-udp",
    "lt-cred-mech",
    "realm=decart.test",
    `user=${USER.username}:${USER.credential}`,
    `userdb=${folder}/users`,
    `pidfile=${folder}/pid`,
    "log-file=stdout",
    "verbose",
  ];
  writeFileSync(join(folder, "turnserver.conf"), settings.join("\n"));
  const child = spawn(TURN_SERVER, ["-c", join(folder, "turnserver.conf")], { stdio: ["ignore", "pipe", "pipe"] });
  const end = () => void child.kill("SIGKILL");
  // Also when the test's process ends before `close()`.
  process.once("exit", end);
  let log = "";
  for (const output of [child.stdout, child.stderr]) output.on("data", (chunk) => (log += chunk));
  await answers(protocol, port, child).catch((error) => {
    end();
    throw new Error(`${error.message}\n${log}`);
  });
  return {
    iceServers: [{ urls: `turn:127.0.0.1:${port}?transport=${protocol}`, ...USER }],
    log: () => log,
    async close() {
      const ended = child.exitCode === null && once(child, "exit");
      end();
      await ended;
      process.off("exit", end);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A STUN binding request (RFC 8489, 5): type, no attributes, magic cookie, an id. */
const BINDING = Buffer.concat([Buffer.from("000100002112a442", "hex"), Buffer.from("decart-tests")]);

/** Resolves when the server answers STUN: it is asked again until it does. */
async function answers(protocol: "udp" | "tcp", port: number, child: ChildProcess): Promise<void> {
  const gone = once(child, "exit").then(([code]) => Promise.reject(new Error(`coturn ended with exit code ${code}.`)));
  const limit = AbortSignal.timeout(10_000);
  const asked = (async () => {
    for (;;) {
      if (await (protocol === "udp" ? askUdp : askTcp)(port)) return;
      if (limit.aborted) throw new Error("coturn did not answer within 10 s.");
    }
  })();
  await Promise.race([asked, gone]);
}

function askUdp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const done = (answered: boolean) => {
      clearTimeout(timer);
      socket.close();
      resolve(answered);
    };
    // A datagram that nobody takes is lost without a word.
    const timer = setTimeout(() => done(false), 100);
    socket.once("message", () => done(true));
    socket.once("error", () => done(false));
    socket.send(BINDING, port, "127.0.0.1");
  });
}

function askTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(BINDING));
    socket.once("data", () => socket.destroy());
    socket.once("error", () => {});
    socket.setTimeout(100, () => socket.destroy());
    socket.once("close", () => resolve(socket.bytesRead > 0));
  });
}
