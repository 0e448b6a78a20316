import type { Flaw, Schema } from "../schema";
import { SERVER_MESSAGES, type ServerMessage } from "./server-messages";

/** What a frame from the service turned out to be. */
export type Decoded =
  | { kind: "known"; message: ServerMessage }
  /** A type from a newer service: to be ignored. */
  | { kind: "unknown"; type: string }
  /** Not a message at all: to be reported and dropped. `problem` never quotes the frame. */
  | { kind: "invalid"; problem: string };

/** Parses one frame. Never throws, whatever the frame holds. */
export function decode(frame: unknown): Decoded {
  if (typeof frame !== "string") return { kind: "invalid", problem: "not a text frame" };
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    return { kind: "invalid", problem: "not JSON" };
  }
  const type = typeof json === "object" && json !== null && "type" in json ? json.type : undefined;
  if (typeof type !== "string") return { kind: "invalid", problem: "no type" };
  if (!Object.hasOwn(SERVER_MESSAGES, type)) return { kind: "unknown", type };
  const schema: Schema<ServerMessage> = SERVER_MESSAGES[type as ServerMessage["type"]];
  try {
    return { kind: "known", message: schema(json) };
  } catch (flaw) {
    return { kind: "invalid", problem: `${type}: bad ${(flaw as Flaw).path}` };
  }
}
