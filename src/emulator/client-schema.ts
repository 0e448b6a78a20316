import * as v from "valibot";
import type { ClientMessage } from "../protocol/client-messages";

const text = v.string();
const candidate = v.object({
  candidate: v.optional(text),
  sdpMid: v.nullish(text),
  sdpMLineIndex: v.nullish(v.number()),
  usernameFragment: v.nullish(text),
});

/** What a client may send. Fields that are not named here are dropped, as the service does. */
const clientMessage = v.variant("type", [
  v.object({ type: v.literal("offer"), sdp: text }),
  v.object({ type: v.literal("answer"), sdp: text }),
  v.object({ type: v.literal("ice-candidate"), candidate: v.nullable(candidate) }),
  v.object({ type: v.literal("prompt"), prompt: text, enhance_prompt: v.boolean() }),
  v.object({
    type: v.literal("set_image"),
    image_data: v.nullable(text),
    prompt: v.nullish(text),
    enhance_prompt: v.optional(v.boolean()),
  }),
]);

/** A frame from a client, checked; `problem` says what is wrong with it and never quotes it. */
export type Incoming = { message: ClientMessage } | { problem: string };

/** Parses one frame. Never throws. */
export function parseClientFrame(data: string | Uint8Array): Incoming {
  if (typeof data !== "string") return { problem: "binary frame" };
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return { problem: "not JSON" };
  }
  const parsed = v.safeParse(clientMessage, json);
  if (!parsed.success)
    return { problem: `${v.getDotPath(parsed.issues[0]) ?? "message"}: ${parsed.issues[0].message}` };
  return { message: parsed.output as ClientMessage };
}
