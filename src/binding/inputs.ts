import type { ConnectOptions, RealTimeInput } from "../index";
import type { RealtimeSource } from "./types";

/** A model's identity: a definition that is written anew with each render is the same one. */
export function modelKey(model: ConnectOptions["model"]): string {
  if (typeof model === "string") return model;
  const { name, urlPath, fps, width, height } = model;
  return JSON.stringify([name, urlPath, fps, width, height]);
}

/**
 * What to connect with, or undefined as long as that isn't there. A camera that isn't open yet is null in many an app;
 * `connect(null)`, a session without a camera, is meant for live avatars alone.
 */
export function inputOf(
  stream: RealTimeInput | undefined,
  model: ConnectOptions["model"],
  { models }: RealtimeSource,
): RealTimeInput | undefined {
  if (stream) return stream;
  const name = typeof model === "string" ? model : model.name;
  return stream === null && models.resolveModelAlias(name) === "live-avatar" ? null : undefined;
}
