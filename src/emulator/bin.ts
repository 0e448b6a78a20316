#!/usr/bin/env node
import { parseArgs } from "node:util";
import type { BehaviourPatch } from "./behaviour";
import { startEmulator } from "./start-emulator";

const HELP = `decart-emulator: a local stand-in for the realtime service

  --port N              port to listen on (default: any that is free)
  --host ADDRESS        address to listen on (default 127.0.0.1; another one opens it to the network)
  --api-key KEY         the key that clients must show (default "emulator-key")
  --model NAME          one more realtime model to know (can be repeated)
  --refuse-bad-keys     refuse a bad key with HTTP 401 in place of a message and close code 1008
  --behaviour JSON      any option of EmulatorBehaviour, such as '{"latencyMs":50,"acks":{"prompt":"hold"}}'
  --control             serve the control interface under /__control/ (loopback only)
  --parent-pid N        end when the process N has ended
  --exit-with-stdin     end when the standard input is closed
  --help

Prints one line of JSON on the standard output when it is ready: {"url", "httpUrl", "apiKey"}.
`;

function parse() {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "0" },
      host: { type: "string", default: "127.0.0.1" },
      "api-key": { type: "string" },
      model: { type: "string", multiple: true, default: [] },
      "refuse-bad-keys": { type: "boolean", default: false },
      behaviour: { type: "string", default: "{}" },
      control: { type: "boolean", default: false },
      "parent-pid": { type: "string" },
      "exit-with-stdin": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  return values;
}

/** Calls `end` soon after a process has ended: an emulator must not outlive the test run that started it. */
function watchParent(pid: number, end: () => void): void {
  setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch {
      end();
    }
  }, 500);
}

async function main(): Promise<void> {
  const values = parse();
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port: ${values.port} isn't a port`);
  const behaviour = JSON.parse(values.behaviour) as BehaviourPatch; // Names are checked by startEmulator.
  const emulator = await startEmulator({
    ...behaviour,
    port,
    host: values.host,
    models: values.model,
    refuseBadKeys: values["refuse-bad-keys"],
    control: values.control,
    ...(values["api-key"] !== undefined && { apiKey: values["api-key"] }),
  });
  const { url, httpUrl, apiKey } = emulator;
  process.stderr.write(`decart-emulator listens on ${httpUrl} (Ctrl-C ends it)\n`);
  process.stdout.write(`${JSON.stringify({ url, httpUrl, apiKey })}\n`);

  // wrtc crashes when Node ends by itself after peers were closed, so it never may.
  const end = () => void emulator.close().finally(() => process.exit(0));
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  if (values["parent-pid"]) watchParent(Number(values["parent-pid"]), end);
  if (values["exit-with-stdin"]) process.stdin.on("end", end).on("close", end).resume();
  emulator.closed.then(end);
}

main().catch((error: unknown) => {
  process.stderr.write(`decart-emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
