// Names that apps of 0.0.46 import. Types alone: they cost a page nothing.
import type { Process } from "./http/process";
import type { Job, JobResult, Queue, SubmitJobOptions, WaitOptions } from "./http/queue";
import type { ClientToken, Tokens } from "./http/tokens";
import type { ImageModelName, ModelDefinition, RealTimeModelName, VideoModelName } from "./models";
import type { ConnectOptions, InitialState } from "./realtime/connect-options";

/**
 * The older name of {@link ConnectOptions}.
 *
 * @deprecated Use `ConnectOptions`.
 */
export type RealTimeClientConnectOptions = ConnectOptions;
/**
 * The older name of {@link InitialState}.
 *
 * @deprecated Use `InitialState`.
 */
export type RealTimeClientInitialState = InitialState;
/**
 * The older name of {@link InitialState}.
 *
 * @deprecated Use `InitialState`.
 */
export type ModelState = InitialState;
/**
 * The older name of {@link RealTimeModelName}.
 *
 * @deprecated Use `RealTimeModelName`.
 */
export type RealTimeModels = RealTimeModelName;
/**
 * The older name of {@link VideoModelName}.
 *
 * @deprecated Use `VideoModelName`.
 */
export type VideoModels = VideoModelName;
/**
 * The older name of {@link ImageModelName}.
 *
 * @deprecated Use `ImageModelName`.
 */
export type ImageModels = ImageModelName;
/**
 * Any of the models' names.
 *
 * @deprecated Each kind has a type of its own.
 */
export type Model = RealTimeModelName | VideoModelName | ImageModelName;
/**
 * The older name of {@link ModelDefinition}.
 *
 * @deprecated Use `ModelDefinition`.
 */
export type VideoModelDefinition = ModelDefinition;
/**
 * The older name of {@link ModelDefinition}.
 *
 * @deprecated Use `ModelDefinition`.
 */
export type ImageModelDefinition = ModelDefinition;
/**
 * The older name of {@link Process}.
 *
 * @deprecated Use `Process`.
 */
export type ProcessClient = Process;
/**
 * The older name of {@link Queue}.
 *
 * @deprecated Use `Queue`.
 */
export type QueueClient = Queue;
/**
 * The older name of {@link Job}.
 *
 * @deprecated Use `Job`.
 */
export type JobSubmitResponse = Job;
/**
 * The older name of {@link Job}.
 *
 * @deprecated Use `Job`.
 */
export type JobStatusResponse = Job;
/**
 * The older name of {@link JobResult}.
 *
 * @deprecated Use `JobResult`.
 */
export type QueueJobResult = JobResult;
/**
 * The older name of {@link SubmitJobOptions}.
 *
 * @deprecated Use `SubmitJobOptions`.
 */
export type QueueSubmitOptions = SubmitJobOptions;
/**
 * Options of `client.queue.submitAndPoll`.
 *
 * @deprecated Use `SubmitJobOptions & WaitOptions`.
 */
export type QueueSubmitAndPollOptions = SubmitJobOptions & WaitOptions;
/**
 * The older name of {@link Tokens}.
 *
 * @deprecated Use `Tokens`.
 */
export type TokensClient = Tokens;
/**
 * The older name of {@link ClientToken}.
 *
 * @deprecated Use `ClientToken`.
 */
export type CreateTokenResponse = ClientToken;
