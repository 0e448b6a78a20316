// Every name that 0.0.46 exports, but for `AvatarOptions`: what it was for is `initialState.image` now.
import type {
  CreateTokenResponse,
  DecartClientOptions,
  DecartSDKError,
  FileInput,
  ImageModelDefinition,
  ImageModels,
  JobStatus,
  JobStatusResponse,
  JobSubmitResponse,
  Model,
  ModelDefinition,
  ModelState,
  ProcessClient,
  ProcessOptions,
  QueueClient,
  QueueJobResult,
  QueueSubmitAndPollOptions,
  QueueSubmitOptions,
  RealTimeClient,
  RealTimeClientConnectOptions,
  RealTimeClientInitialState,
  RealTimeModels,
  TokensClient,
  VideoModelDefinition,
  VideoModels,
} from "@decartai/sdk";
import { createDecartClient, ERROR_CODES, isImageModel, isRealtimeModel, isVideoModel, models } from "@decartai/sdk";

const options: DecartClientOptions = { apiKey: "a-key" };
const client = createDecartClient(options);
const initialState: RealTimeClientInitialState & ModelState = { prompt: { text: "Anime style", enhance: true } };
const live: RealTimeClientConnectOptions = {
  model: models.realtime("lucy_2_rt"),
  onRemoteStream: (stream) => console.log(stream.id),
  initialState,
};

export async function useAll(camera: MediaStream): Promise<void> {
  const session: RealTimeClient = await client.realtime.connect(camera, live);
  session.on("error", ({ code, message, data, cause }: DecartSDKError) => console.error(code, message, data, cause));
  session.disconnect();

  const film: FileInput = new File([], "film.mp4");
  const video: VideoModelDefinition = models.video("lucy-pro-v2v");
  const image: ImageModelDefinition = models.image("lucy-pro-i2i");
  const any: ModelDefinition = video;
  const queue: QueueClient = client.queue;
  const submitted: JobSubmitResponse = await queue.submit({
    model: models.video("lucy-pro-v2v"),
    prompt: "A",
    data: film,
  });
  const status: JobStatusResponse = await queue.status(submitted.job_id);
  const told: JobStatus = status.status;
  const result: QueueJobResult = await queue.submitAndPoll({
    model: models.video("lucy-pro-v2v"),
    prompt: "A",
    data: film,
    onStatusChange: (job) => console.log(job.status),
  });
  const tokens: TokensClient = client.tokens;
  const token: CreateTokenResponse = await tokens.create();
  console.log(any.name, image.fps, told, result.status, token.expiresAt, ERROR_CODES.MODEL_NOT_FOUND);
}

export type Options = [ProcessOptions, QueueSubmitOptions, QueueSubmitAndPollOptions];
export const process: ProcessClient = client.process;

export function kindOf(name: string): string {
  const named: Partial<Record<Model, string>> = {};
  if (isImageModel(name)) return named[name satisfies ImageModels] ?? "image";
  if (isVideoModel(name)) return named[name satisfies VideoModels] ?? "video";
  return isRealtimeModel(name) ? (named[name satisfies RealTimeModels] ?? "live") : "none";
}
