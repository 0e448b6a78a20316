import * as v from "valibot";

const text = v.string();
// JSON has no infinity, but `1e999` parses to it.
const number = v.pipe(v.number(), v.finite());
const nullish = v.nullish(text);

/** `RTCIceCandidateInit` as it travels. */
const candidate = v.object({
  candidate: text,
  sdpMid: nullish,
  sdpMLineIndex: v.nullish(number),
  usernameFragment: nullish,
});

/** What the service may send. Fields that are not named here are dropped. */
export const serverMessage = v.variant("type", [
  v.object({ type: v.literal("session_id"), session_id: text, server_ip: text, server_port: number }),
  v.object({ type: v.literal("prompt_ack"), prompt: text, success: v.boolean(), error: nullish }),
  v.object({ type: v.literal("set_image_ack"), success: v.boolean(), error: nullish }),
  v.object({ type: v.literal("ready") }),
  v.object({ type: v.literal("offer"), sdp: text }),
  v.object({ type: v.literal("answer"), sdp: text }),
  v.object({ type: v.literal("ice-candidate"), candidate: v.nullable(candidate) }),
  v.object({ type: v.literal("generation_started") }),
  v.object({ type: v.literal("generation_tick"), seconds: number }),
  v.object({ type: v.literal("generation_ended"), seconds: number, reason: text }),
  v.object({ type: v.literal("error"), error: text }),
  v.object({ type: v.literal("queue_position"), position: number, queue_size: number }),
]);

/** A message from the service, checked. */
export type ServerMessage = v.InferOutput<typeof serverMessage>;

/** A message of one type. */
export type ServerMessageOf<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;
