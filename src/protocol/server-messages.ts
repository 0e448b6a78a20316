import * as v from "../schema";

const literal = <T extends string>(type: T) => v.custom<T>((value) => value === type);
const text = v.custom<string>((value) => typeof value === "string");
const flag = v.custom<boolean>((value) => typeof value === "boolean");
// JSON has no infinity, but `1e999` parses to it.
const number = v.custom<number>(Number.isFinite);
const nullish = v.optional(v.custom<string | null>((value) => value === null || typeof value === "string"));

/** `RTCIceCandidateInit` as it travels. */
const candidate = v.object({
  candidate: text,
  sdpMid: nullish,
  sdpMLineIndex: v.optional(v.custom<number | null>((value) => value === null || Number.isFinite(value))),
  usernameFragment: nullish,
});

/** What the service may send, by its type. Fields that are not named here are dropped. */
export const SERVER_MESSAGES = {
  session_id: v.object({ type: literal("session_id"), session_id: text, server_ip: text, server_port: number }),
  prompt_ack: v.object({ type: literal("prompt_ack"), prompt: text, success: flag, error: nullish }),
  set_image_ack: v.object({ type: literal("set_image_ack"), success: flag, error: nullish }),
  ready: v.object({ type: literal("ready") }),
  offer: v.object({ type: literal("offer"), sdp: text }),
  answer: v.object({ type: literal("answer"), sdp: text }),
  "ice-candidate": v.object({
    type: literal("ice-candidate"),
    candidate: (value, path) => (value === null ? null : candidate(value, path)),
  }),
  generation_started: v.object({ type: literal("generation_started") }),
  generation_tick: v.object({ type: literal("generation_tick"), seconds: number }),
  generation_ended: v.object({ type: literal("generation_ended"), seconds: number, reason: text }),
  error: v.object({ type: literal("error"), error: text }),
  queue_position: v.object({ type: literal("queue_position"), position: number, queue_size: number }),
} as const;

/** A message from the service, checked. */
export type ServerMessage = {
  [T in keyof typeof SERVER_MESSAGES]: v.Output<(typeof SERVER_MESSAGES)[T]>;
}[keyof typeof SERVER_MESSAGES];

/** A message of one type. */
export type ServerMessageOf<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;
