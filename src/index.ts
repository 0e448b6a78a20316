export { createDecartClient, type DecartClient, type DecartClientOptions, type RealTime } from "./client";
export type {
  DiagnosticData,
  DiagnosticEvent,
  IceCandidateInfo,
  PhaseTiming,
  StateChange,
} from "./core/diagnostics";
export type { ConnectionState } from "./core/session-state";
export type { AudioStats, CandidateStats, OutboundVideoStats, VideoStats, WebRTCStats } from "./core/stats";
export {
  DecartSDKError,
  type DecartSDKErrorDetails,
  ERROR_CODES,
  type ErrorCode,
  type ErrorReason,
  InvalidAPIKeyError,
  InvalidInputError,
  isDecartSDKError,
  ModelNotFoundError,
  WebRTCError,
} from "./errors";
export type { Listenable } from "./events";
export type { ClientToken, CreateTokenOptions, Tokens } from "./http/tokens";
export { createConsoleLogger, type Logger, type LogLevel, noopLogger } from "./logger";
export {
  type ImageModelName,
  type ListedModel,
  type ModelDefinition,
  type ModelKind,
  models,
  type RealTimeModelName,
  type VideoModelName,
} from "./models";
export type { Clock, Platform, Socket, SocketHandlers } from "./platform/platform";
export type { AudioInput } from "./realtime/avatar-audio";
export type {
  ConnectOptions,
  ImageInput,
  InitialState,
  RealTimeInput,
  SetImageOptions,
  SetInput,
  SetPromptOptions,
  VideoCodec,
} from "./realtime/connect-options";
export type { RealTimeClient, RealTimeEvents } from "./realtime/realtime-client";
export type { RealTimeSnapshot } from "./realtime/snapshots";
export { VERSION } from "./version";
