import { authorize } from "../authorization";
import type { Credentials } from "../credentials";
import type { TelemetryBody } from "../measured-types";
import type { Route } from "../router";
import { problemOf, type TelemetrySink } from "../telemetry";

/** `POST /api/v1/telemetry`: the sink of what clients measure. It is strict: what the protocol doesn't name is refused. */
export function telemetryRoutes(credentials: Credentials, sink: TelemetrySink): Route[] {
  return [
    {
      method: "POST",
      pattern: "/api/v1/telemetry",
      async handle(request) {
        authorize(request, credentials);
        const body = await request.json();
        const problem = problemOf(body);
        sink.add({ at: Date.now(), problem, body: problem === null ? (body as TelemetryBody) : null });
        return problem === null ? { status: 202 } : { status: 400, body: { error: problem } };
      },
    },
  ];
}
