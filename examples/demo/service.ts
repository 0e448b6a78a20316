import { type ConnectionState, createDecartClient, models, type RealTimeClient } from "@decartai/sdk";
import type { Wish } from "./look";
import type { Phase } from "./timeline";

/** Where the service is, as `npm run demo` tells the page. */
export interface Service {
  /** `ws:` or `wss:`, for sessions. */
  url: string;
  httpUrl: string;
  apiKey: string;
}

export interface SessionHandlers {
  onRemoteStream(stream: MediaStream): void;
  onState(state: ConnectionState): void;
  onSeconds(seconds: number): void;
  onPhase(phase: Phase): void;
  onError(error: unknown): void;
}

/** The page was opened without the emulator behind it. */
export class NoServiceError extends Error {
  override name = "NoServiceError";
}

export async function findService(): Promise<Service> {
  const response = await fetch("/emulator.json").catch(() => null);
  // Vite answers unknown paths with the page itself.
  if (!response?.ok || !response.headers.get("content-type")?.includes("json")) {
    throw new NoServiceError("There is no /emulator.json.");
  }
  return (await response.json()) as Service;
}

/** The models that take a camera. The avatar makes its video from sound and a portrait. */
export const cameraModels = () =>
  models.listModels({ kind: "realtime", canonicalOnly: true }).filter((model) => model.name !== "live-avatar");

/** The whole use of the SDK for a session: this is what an app writes. */
export async function openSession(
  { url, httpUrl, apiKey }: Service,
  stream: MediaStream,
  { model, wish, signal }: { model: string; wish: Wish; signal: AbortSignal },
  handlers: SessionHandlers,
): Promise<RealTimeClient> {
  const client = createDecartClient({
    apiKey,
    baseUrl: httpUrl,
    realtimeBaseUrl: url,
    // Where this page's service is not the real one, its telemetry is none for the real one either.
    telemetry: { url: `${httpUrl}/api/v1/telemetry` },
  });
  const { prompt, enhance, image } = wish;
  const session = await client.realtime.connect(stream, {
    model: models.realtime(model),
    onRemoteStream: handlers.onRemoteStream,
    initialState: {
      ...(prompt && { prompt: { text: prompt, enhance } }),
      ...(image && { image }),
    },
    signal,
  });
  session.on("connectionChange", handlers.onState);
  session.on("generationTick", ({ seconds }) => handlers.onSeconds(seconds));
  session.on("error", handlers.onError);
  session.on("diagnostic", (event) => {
    if (event.name === "phaseTiming") handlers.onPhase(event.data);
  });
  return session;
}

/** Changes a running session. Resolves when the service has acknowledged it, and rejects when it has refused. */
export function changeSession(session: RealTimeClient, next: Wish, inForce: Wish): Promise<unknown> {
  const { prompt, enhance, image } = next;
  // An image that didn't change needn't be sent again.
  if (prompt && image === inForce.image) return session.setPrompt(prompt, { enhance });
  // `image: null` and nothing else is the camera as it is.
  return session.set(prompt ? { prompt, enhance, image } : { image });
}
