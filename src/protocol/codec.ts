import { getDotPath, safeParse } from "valibot";
import { type ServerMessage, serverMessage } from "./server-messages";

/** What a frame from the service turned out to be. */
export type Decoded =
  | { kind: "known"; message: ServerMessage }
  /** A type from a newer service: to be ignored. */
  | { kind: "unknown"; type: string }
  /** Not a message at all: to be reported and dropped. `problem` never quotes the frame. */
  | { kind: "invalid"; problem: string };

const KNOWN = new Set<string>(serverMessage.options.map((option) => option.entries.type.literal));

/** Parses one frame. Never throws, whatever the frame holds. */
export function decode(frame: unknown): Decoded {
  if (typeof frame !== "string") return { kind: "invalid", problem: "not a text frame" };
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    return { kind: "invalid", problem: "not JSON" };
  }
  const parsed = safeParse(serverMessage, json);
  if (parsed.success) return { kind: "known", message: parsed.output };
  const type = typeof json === "object" && json !== null && "type" in json ? json.type : undefined;
  if (typeof type !== "string") return { kind: "invalid", problem: "no type" };
  if (!KNOWN.has(type)) return { kind: "unknown", type };
  const where = getDotPath(parsed.issues[0]);
  return { kind: "invalid", problem: `${type}: bad ${where || "message"}` };
}
