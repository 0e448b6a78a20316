import * as v from "valibot";
import type { TelemetryRecord } from "./measured-types";

const number = v.pipe(v.number(), v.finite());
const field = v.nullable(v.union([number, v.string(), v.record(v.string(), number)]));
const section = v.nullable(v.record(v.string(), field));
const candidate = v.strictObject({ candidateType: v.string(), protocol: v.string() });

const statsSchema = v.strictObject({
  timestamp: number,
  video: section,
  audio: section,
  outboundVideo: section,
  remoteInbound: section,
  connection: v.nullable(
    v.strictObject({
      currentRoundTripTime: v.nullable(number),
      availableOutgoingBitrate: v.nullable(number),
      selectedCandidatePairs: v.array(v.strictObject({ local: candidate, remote: candidate })),
    }),
  ),
});

/** The most items that an array of one request may have. */
const MOST = 120;

/** The body of a telemetry request. */
const bodySchema = v.strictObject({
  sessionId: v.pipe(v.string(), v.minLength(1)),
  timestamp: number,
  sdkVersion: v.string(),
  model: v.optional(v.string()),
  tags: v.strictObject({
    session_id: v.string(),
    sdk_version: v.string(),
    model: v.optional(v.string()),
    integration: v.optional(v.string()),
  }),
  stats: v.pipe(v.array(statsSchema), v.maxLength(MOST)),
  diagnostics: v.pipe(
    v.array(v.strictObject({ name: v.string(), data: v.record(v.string(), v.unknown()), timestamp: number })),
    v.maxLength(MOST),
  ),
});

const ADDRESS = /\b(?:\d{1,3}\.){3}\d{1,3}\b|\b[0-9a-f]{1,4}:(?:[0-9a-f]{0,4}:)+[0-9a-f]{0,4}|::[0-9a-f]|\.local\b/i;

/** What is wrong with a body; null where nothing is. Nothing of it is quoted. */
export function problemOf(body: unknown): string | null {
  const parsed = v.safeParse(bodySchema, body);
  if (!parsed.success) return `${v.getDotPath(parsed.issues[0]) ?? "body"}: ${parsed.issues[0].message}`;
  return ADDRESS.test(JSON.stringify(body)) ? "An address is in the body" : null;
}

const KEPT = 200;

/** Remembers what arrived. */
export interface TelemetrySink {
  readonly records: readonly TelemetryRecord[];
  add(record: TelemetryRecord): void;
}

export function createTelemetrySink(changed: () => void): TelemetrySink {
  const records: TelemetryRecord[] = [];
  return {
    records,
    add(record) {
      records.push(record);
      if (records.length > KEPT) records.shift();
      changed();
    },
  };
}
