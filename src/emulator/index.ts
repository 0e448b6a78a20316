/**
 * The local stand-in for the service.
 *
 * @module @decartai/sdk/emulator
 */

export type {
  AckKind,
  AckMode,
  BehaviourPatch,
  EmulatorBehaviour,
  ServerMessageType,
  SocketDrop,
} from "./behaviour";
export { controlEmulator, type RemoteEmulator } from "./control-client";
export type {
  Counters,
  EmulatorControl,
  JobRecord,
  RequestFailure,
  RequestRecord,
  SessionControl,
  SessionMatch,
  SessionRecord,
} from "./control-types";
export type { Emulator, EmulatorOptions } from "./emulator";
export * from "./look";
export type { MediaCounts, TelemetryBody, TelemetryRecord } from "./measured-types";
export type { EmulatorSession } from "./session-control";
export type { ReceivedMessage } from "./session-log";
export type { WaitOptions } from "./signal";
export { startEmulator } from "./start-emulator";
