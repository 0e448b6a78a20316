import type { DiagnosticEvent } from "../../src/core/diagnostics";
import type { ConnectionQuality } from "../../src/core/quality";
import type { WebRTCStats } from "../../src/core/stats";
import { observe } from "../../src/observability/observe";
import type { TelemetrySettings } from "../../src/observability/observed";
import type { ConnectOptions } from "../../src/realtime/connect-options";
import type { RealTimeContext } from "../../src/realtime/context";
import { settled } from "../support/fake-clock";
import { startSession } from "./harness";

/** A request that a session's telemetry has made. */
export interface Sent {
  url: string;
  init: RequestInit;
  body: {
    sessionId: string;
    model: string;
    stats: WebRTCStats[];
    diagnostics: { name: string; data: Record<string, unknown>; timestamp: number }[];
    [field: string]: unknown;
  };
}

/** What a session is looked at with. */
export interface Look {
  options?: Partial<ConnectOptions>;
  telemetry?: Partial<TelemetrySettings> | false;
  context?: Partial<RealTimeContext>;
  /** The service's answer to a request; an error is a network that fails. */
  answer?(sent: Sent): Response | Error;
}

/** A live session on a fake platform, looked at by the real thing. */
export async function look({ options = {}, telemetry = false, context = {}, answer }: Look = {}) {
  const sent: Sent[] = [];
  const session = startSession(options, {
    context: {
      loadSight: async () => ({ observe }),
      telemetry: telemetry && { url: "https://sink.test/t", intervalMs: 10_000, refusals: 0, ...telemetry },
      ...context,
    },
  });
  session.platform.fetch = async (url, init = {}) => {
    const request = { url, init, body: JSON.parse(String(init.body)) };
    sent.push(request);
    const result = answer?.(request) ?? new Response(null, { status: 202 });
    if (result instanceof Error) throw result;
    return result;
  };
  await session.goLive();
  await settled();
  return { ...session, session, sent };
}

/** All events of the three kinds that are measured, from now on. */
export function listen({ client }: { client: Awaited<ReturnType<typeof look>>["client"] }) {
  const stats: WebRTCStats[] = [];
  const qualities: ConnectionQuality[] = [];
  const diagnostics: DiagnosticEvent[] = [];
  client.on("stats", (sample) => stats.push(sample));
  client.on("connectionQuality", (quality) => qualities.push(quality));
  client.on("diagnostic", (event) => diagnostics.push(event));
  return { stats, qualities, diagnostics };
}
