import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode } from "../../src/protocol/codec";

const CANDIDATE = { candidate: "candidate:1 1 udp 1 10.0.0.1 9 typ host", sdpMid: "0", sdpMLineIndex: 0 };

/** Each message of the wire protocol, written down here anew: what a field must be, as a predicate. */
type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === "string";
const number: Check = (value) => typeof value === "number";
const flag: Check = (value) => typeof value === "boolean";
const or =
  (check: Check, ...more: unknown[]): Check =>
  (value) =>
    more.includes(value) || check(value);
const textOrNot = or(text, null, undefined);
const candidate: Check = (value) => {
  if (typeof value !== "object" || value === null) return false;
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = value as Record<string, unknown>;
  const rest = textOrNot(sdpMid) && textOrNot(usernameFragment) && or(number, null, undefined)(sdpMLineIndex);
  return text(candidate) && rest;
};

const MESSAGES: Record<string, { fields: Record<string, Check>; sample: Record<string, unknown> }> = {
  session_id: {
    fields: { session_id: text, server_ip: text, server_port: number },
    sample: { session_id: "s1", server_ip: "10.0.0.1", server_port: 9000 },
  },
  prompt_ack: {
    fields: { prompt: text, success: flag, error: textOrNot },
    sample: { prompt: "Anime", success: false, error: "refused" },
  },
  set_image_ack: { fields: { success: flag, error: textOrNot }, sample: { success: true, error: null } },
  ready: { fields: {}, sample: {} },
  offer: { fields: { sdp: text }, sample: { sdp: "v=0" } },
  answer: { fields: { sdp: text }, sample: { sdp: "v=0" } },
  "ice-candidate": { fields: { candidate: or(candidate, null) }, sample: { candidate: CANDIDATE } },
  generation_started: { fields: {}, sample: {} },
  generation_tick: { fields: { seconds: number }, sample: { seconds: 1.5 } },
  generation_ended: { fields: { seconds: number, reason: text }, sample: { seconds: 3, reason: "time_limit" } },
  error: { fields: { error: text }, sample: { error: "At capacity" } },
  queue_position: { fields: { position: number, queue_size: number }, sample: { position: 1, queue_size: 2 } },
};
const TYPES = Object.keys(MESSAGES);

// The whole vocabulary of `problem`: type and field names of the protocol, and nothing that a frame may hold.
const PATHS = ["message", ...TYPES.flatMap((type) => Object.keys(MESSAGES[type]?.fields ?? {}))].concat(
  ["candidate", "sdpMid", "sdpMLineIndex", "usernameFragment"].map((field) => `candidate.${field}`),
);
const PROBLEMS = new Set([
  ...["not a text frame", "not JSON", "no type"],
  ...TYPES.flatMap((type) => PATHS.map((path) => `${type}: bad ${path}`)),
]);

/** What a frame is by the table above. */
function classify(json: unknown): "known" | "unknown" | "invalid" {
  const type = typeof json === "object" && json !== null && "type" in json ? json.type : undefined;
  if (typeof type !== "string") return "invalid";
  if (!Object.hasOwn(MESSAGES, type)) return "unknown";
  const held = json as Record<string, unknown>;
  const fits = Object.entries(MESSAGES[type]?.fields ?? {}).every(([field, check]) => check(held[field]));
  return fits ? "known" : "invalid";
}

function expectNoQuote(decoded: ReturnType<typeof decode>) {
  if (decoded.kind === "invalid") expect(PROBLEMS).toContain(decoded.problem);
}

describe("messages of the protocol", () => {
  test.each(TYPES)("%s is known, with all its fields", (type) => {
    const message = { type, ...MESSAGES[type]?.sample };
    expect(decode(JSON.stringify(message))).toEqual({ kind: "known", message });
  });

  test("null ends the gathering", () => {
    const message = { type: "ice-candidate", candidate: null };
    expect(decode(JSON.stringify(message))).toEqual({ kind: "known", message });
  });

  test("the error of an acknowledgement may be missing", () => {
    expect(decode('{"type":"set_image_ack","success":true}').kind).toBe("known");
    expect(decode('{"type":"prompt_ack","prompt":"","success":true}').kind).toBe("known");
  });

  test.each(TYPES)("fields of %s that nobody knows are dropped", (type) => {
    const message = { type, ...MESSAGES[type]?.sample };
    const frame = JSON.stringify({ ...message, trace: "t-1", later: { than: ["this"] } });
    expect(decode(frame)).toEqual({ kind: "known", message });
  });

  const required = TYPES.flatMap((type) => Object.keys(MESSAGES[type]?.fields ?? {}).map((field) => [type, field]));
  test.each(required)("%s with a wrong `%s` is invalid, and the problem names the field", (type = "", field = "") => {
    const frame = JSON.stringify({ type, ...MESSAGES[type]?.sample, [field]: ["SECRET"] });
    expect(decode(frame)).toEqual({ kind: "invalid", problem: expect.stringContaining(`${type}: bad ${field}`) });
    expect(JSON.stringify(decode(frame))).not.toContain("SECRET");
  });
});

describe("frames that are no messages", () => {
  test.each([
    ["binary", new ArrayBuffer(4), "not a text frame"],
    ["a Blob", new Blob(["{}"]), "not a text frame"],
    ["nothing", undefined, "not a text frame"],
    ["empty", "", "not JSON"],
    ["cut off", '{"type":"answer","sdp":"SECR', "not JSON"],
    ["a string", '"SECRET"', "no type"],
    ["null", "null", "no type"],
    ["a number", "7", "no type"],
    ["a list", '[{"type":"ready"}]', "no type"],
    ["an object", '{"sdp":"SECRET"}', "no type"],
    ["a type that is no string", '{"type":7}', "no type"],
    ["a type as a list", '{"type":["ready"]}', "no type"],
    ["a type in a prototype", '{"__proto__":{"type":"ready"}}', "no type"],
    ["a field in a prototype", '{"type":"answer","__proto__":{"sdp":"v=0"}}', "answer: bad sdp"],
    [
      "a nested field",
      '{"type":"ice-candidate","candidate":{"candidate":7}}',
      "ice-candidate: bad candidate.candidate",
    ],
  ])("%s", (_, frame, problem) => {
    expect(decode(frame)).toEqual({ kind: "invalid", problem });
  });

  test("a frame that nests deeper than any stack", () => {
    const depth = 200_000;
    expect(decode("[".repeat(depth) + "]".repeat(depth)).kind).toBe("invalid");
  });
});

describe("types of a newer service", () => {
  test.each(["livekit_room_info", "", "READY", "ready ", "toString", "constructor", "__proto__"])("%j", (type) => {
    const decoded = decode(`{"type":${JSON.stringify(type)},"payload":1}`);
    expect(decoded).toEqual({ kind: "unknown", type });
  });
});

describe("any frame at all", () => {
  test("is decoded without throwing, whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.anything()), (frame) => expectNoQuote(decode(frame))),
      { numRuns: 2000 },
    );
  });

  test("any JSON is classified by its type and fields", () => {
    fc.assert(
      fc.property(fc.json(), (frame) => {
        const decoded = decode(frame);
        expect(decoded.kind).toBe(classify(JSON.parse(frame)));
        expectNoQuote(decoded);
      }),
      { numRuns: 2000 },
    );
  });

  // Right and wrong values for every field, so that half-right messages are as likely as right ones.
  const value = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<unknown>("text", 7, true, null, CANDIDATE, { candidate: 1 }) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  const message = fc.constantFrom(...TYPES).chain((type) => {
    const { fields = {}, sample = {} } = MESSAGES[type] ?? {};
    const model = Object.fromEntries(
      Object.keys(fields).map((field) => [field, fc.oneof(fc.constant(sample[field]), value)]),
    );
    const known = fc.record(model as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: [] });
    return fc.tuple(known, fc.dictionary(fc.string(), fc.jsonValue())).map(([some, extra]) => {
      return { ...extra, ...some, type };
    });
  });
  test("known types with fields removed, retyped and added", () => {
    const seen = { known: 0, unknown: 0, invalid: 0 };
    fc.assert(
      fc.property(message, (generated) => {
        const decoded = decode(JSON.stringify(generated));
        seen[decoded.kind] += 1;
        expect(decoded.kind).toBe(classify(JSON.parse(JSON.stringify(generated))));
        if (decoded.kind === "known")
          expect(Object.keys(MESSAGES[generated.type]?.fields ?? {}).concat("type")).toEqual(
            expect.arrayContaining(Object.keys(decoded.message)),
          );
        expectNoQuote(decoded);
      }),
      { numRuns: 5000 },
    );
    // The property says something only when it meets both kinds often.
    expect(Math.min(seen.known, seen.invalid)).toBeGreaterThan(500);
  });
});

test("a number that is none any more", () => {
  expect(decode('{"type":"generation_tick","seconds":1e999}')).toEqual({
    kind: "invalid",
    problem: "generation_tick: bad seconds",
  });
});
