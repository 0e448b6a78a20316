import * as z from "zod/mini";
import type { ClientMessage } from "../protocol/client-messages";

const text = z.string();
const candidate = z.object({
  candidate: z.optional(text),
  sdpMid: z.optional(z.nullable(text)),
  sdpMLineIndex: z.optional(z.nullable(z.number())),
  usernameFragment: z.optional(z.nullable(text)),
});

/** What a client may send. Fields that are not named here are dropped, as the service does. */
const clientMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("offer"), sdp: text }),
  z.object({ type: z.literal("answer"), sdp: text }),
  z.object({ type: z.literal("ice-candidate"), candidate: z.nullable(candidate) }),
  z.object({ type: z.literal("prompt"), prompt: text, enhance_prompt: z.boolean() }),
  z.object({
    type: z.literal("set_image"),
    image_data: z.nullable(text),
    prompt: z.optional(z.nullable(text)),
    enhance_prompt: z.optional(z.boolean()),
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
  const parsed = clientMessage.safeParse(json);
  if (!parsed.success) return { problem: z.prettifyError(parsed.error).split("\n").join(" ") };
  return { message: parsed.data as ClientMessage };
}
