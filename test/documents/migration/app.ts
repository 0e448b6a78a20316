// An app as it was written for 0.0.46: it compiles against that version and against this one, with the import unchanged.
import { createDecartClient, type DecartSDKError, models, type RealTimeClient } from "@decartai/sdk";

const client = createDecartClient({ apiKey: "a-key", baseUrl: "https://api.decart.ai", integration: "an app" });

export async function start(camera: MediaStream, video: HTMLVideoElement, portrait: File): Promise<RealTimeClient> {
  const session = await client.realtime.connect(camera, {
    model: models.realtime("lucy_2_rt"),
    onRemoteStream: (stream) => {
      video.srcObject = stream;
    },
    initialState: { prompt: { text: "Anime style", enhance: true } },
  });
  session.on("connectionChange", (state) => {
    if (state === "generating") console.log(session.sessionId, session.subscribeToken);
  });
  session.on("error", (error: DecartSDKError) => console.error(error.code, error.message));
  await session.set({ prompt: "Lego World", image: portrait, enhance: false });
  await session.setPrompt("Watercolor", { enhance: true });
  await session.setImage(portrait, { prompt: "Transform into this character", timeout: 20_000 });
  return session;
}

export function end(session: RealTimeClient): void {
  if (session.isConnected() && session.getConnectionState() !== "reconnecting") session.disconnect();
}

export async function watch(token: string, video: HTMLVideoElement): Promise<() => void> {
  const viewer = await client.realtime.subscribe({
    token,
    onRemoteStream: (stream) => {
      video.srcObject = stream;
    },
  });
  return () => viewer.disconnect();
}

export async function mint(): Promise<string> {
  const { apiKey, expiresAt } = await client.tokens.create();
  console.log(expiresAt);
  return apiKey;
}

export async function batch(film: File): Promise<Blob> {
  const job = await client.queue.submitAndPoll({
    model: models.video("lucy-pro-v2v"),
    prompt: "Anime style",
    data: film,
    onStatusChange: ({ status }) => console.log(status),
  });
  if (job.status === "failed") throw new Error(job.error);
  return job.data;
}

export async function picture(file: File): Promise<Blob> {
  return client.process({ model: models.image("lucy-pro-i2i"), prompt: "Anime style", data: file });
}
