/**
 * The client: live sessions, viewers, jobs, tokens, the model registry.
 *
 * @module @decartai/sdk
 */

export { createDecartClient, type DecartClient, type DecartClientOptions, type RealTime } from "./client";
export type {
  DiagnosticData,
  DiagnosticEvent,
  IceCandidateInfo,
  InputTrackInfo,
  MirrorInfo,
  PhaseTiming,
  Reconnect,
  SelectedCandidatePair,
  StateChange,
  VideoStall,
} from "./core/diagnostics";
export type { ConnectionState } from "./core/notices";
export type { RecoveryPolicy } from "./core/policy";
export type { ConnectionQuality, QualityLevel, QualityReason } from "./core/quality";
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
export type { FileReference, Files, UploadFileOptions } from "./http/files";
export type { FileInput, ReactNativeFile } from "./http/form";
export type {
  CommonInputs,
  EditInputs,
  InputsOf,
  MotionInputs,
  RestyleInputs,
  TextInputs,
} from "./http/model-inputs";
export type { Process, ProcessOptions } from "./http/process";
export type { Job, JobOptions, JobResult, JobStatus, Queue, SubmitJobOptions, WaitOptions } from "./http/queue";
export type { ResultOf, ResultOptions, UploadOptions } from "./http/submit";
export { tokenProvider } from "./http/token-provider";
export type { ClientToken, CreateTokenOptions, Tokens } from "./http/tokens";
export { createConsoleLogger, type Logger, type LogLevel, noopLogger } from "./logger";
export type { CameraChoice, CameraOptions, CameraVideoTrack } from "./media/camera-options";
export type { MirrorOptions } from "./media/mirror-options";
export { createMirroredTrack, MirrorVideoProcessor } from "./mirror-video-processor";
export type { ReportEntry, SessionReport } from "./observability/session-report";
export type * from "./older-names";
export type { Clock, Platform, Socket, SocketHandlers, UploadProgress } from "./platform/platform";
export type { AudioInput } from "./realtime/avatar-audio";
export type { IceFindings } from "./realtime/candidate-kinds";
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
export type { Connectivity, ConnectivityOptions } from "./realtime/connectivity";
export type { ConnectionOptions } from "./realtime/open-session";
export type { PrewarmOptions } from "./realtime/prewarm";
export type { RealTimeClient } from "./realtime/realtime-client";
export type { RealTimeEvents } from "./realtime/realtime-events";
export type { SessionHandle } from "./realtime/session-handle";
export type { RealTimeSnapshot } from "./realtime/snapshots";
export type { RealTimeSubscribeClient, SubscribeEvents, SubscribeOptions } from "./realtime/subscribe";
export * from "./registry";
export { VERSION } from "./version";
