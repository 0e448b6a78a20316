// A stranger's app, type-checked against the packed package under every module resolution.
import {
  type ConnectionState,
  createConsoleLogger,
  createDecartClient,
  type DecartSDKError,
  isDecartSDKError,
  models,
  type RealTimeClient,
  tokenProvider,
} from "@decartai/sdk";
import { type Emulator, startEmulator } from "@decartai/sdk/emulator";
import { readLook } from "@decartai/sdk/emulator/look";
import { defineStatsPanel, type StatsPanelElement } from "@decartai/sdk/panel";

export async function watch(camera: MediaStream, video: HTMLVideoElement): Promise<RealTimeClient> {
  const model = models.realtime("lucy-2.1");
  const client = createDecartClient({
    apiKey: async () => "a key",
    baseUrl: undefined, // An explicit undefined is fine, also under exactOptionalPropertyTypes.
    logger: createConsoleLogger("warn"),
  });
  const session = await client.realtime.connect(camera, {
    model,
    onRemoteStream: (stream) => {
      video.srcObject = stream;
    },
    initialState: { prompt: { text: "Anime style", enhance: true } },
    signal: undefined,
  });
  session.on("connectionChange", (state: ConnectionState) => console.log(state));
  session.on("error", (error: DecartSDKError) => console.error(error.code, error.reason));
  const off: () => void = session.on("generationTick", ({ seconds }: { seconds: number }) => console.log(seconds));
  await session.set({ prompt: "Lego World", enhance: false });
  await session.setPrompt("Watercolor");
  off();
  return session;
}

export function explain(error: unknown): string {
  if (!isDecartSDKError(error)) return String(error);
  return error.code === "WEB_RTC_ERROR" ? (error.reason ?? "") : error.message;
}

export function inspect(session: RealTimeClient | null): StatsPanelElement {
  defineStatsPanel();
  const panel = document.createElement("decart-stats");
  panel.session = session;
  return panel;
}

export async function rehearse(): Promise<string> {
  const emulator: Emulator = await startEmulator({ host: "127.0.0.1" });
  const address = `${emulator.url} ${emulator.httpUrl} ${emulator.apiKey} ${typeof readLook}`;
  await emulator.close();
  return address;
}

export async function picture(file: File): Promise<Blob> {
  const { process } = createDecartClient({ proxy: "/api/decart", apiKey: undefined });
  await createDecartClient({ apiKey: tokenProvider("/api/realtime-token") }).files.upload(file, { ttlSeconds: 60 });
  // @ts-expect-error The model needs an image.
  process({ model: models.image("lucy-image-2"), prompt: "Anime" }).catch(() => {});
  return process({ model: models.image("lucy-image-2"), prompt: "Anime", data: file });
}

// @ts-expect-error A model that doesn't exist is a type error where it is written out as one.
export const wrong: Parameters<typeof models.realtime>[0] = 42;
