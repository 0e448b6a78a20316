import { isRealtimeModel } from "../models";

/** Whether the service knows a realtime model of this name, old names included. */
export function knowsModel(name: string, extra: readonly string[]): boolean {
  return isRealtimeModel(name) || extra.includes(name);
}
