// A component of a stranger's app, in React.
import { createDecartClient, type DecartClient, models } from "@decartai/sdk";
import { RealtimeVideo, useRealtime } from "@decartai/sdk/react";
import { createElement, type ReactElement } from "react";

const client: DecartClient = createDecartClient({ apiKey: "a key" });

export function Camera({ camera }: { camera: MediaStream | undefined }): ReactElement {
  const { error, remoteStream, setPrompt, session } = useRealtime({
    client,
    model: models.realtime("lucy-2.1"),
    stream: camera,
    enabled: undefined,
    initialState: { prompt: { text: "Anime style" } },
    onConnectionChange: undefined,
  });
  session?.on("generationTick", ({ seconds }: { seconds: number }) => console.log(seconds));
  return createElement(RealtimeVideo, {
    stream: remoteStream,
    muted: true,
    onClick: () => void setPrompt("Lego World", { enhance: false }),
    title: error ? error.code : "",
    // biome-ignore lint/correctness/noChildrenProp: children of a function's type are no ReactNode
    children: ({ playbackBlocked, resume }) =>
      playbackBlocked && createElement("button", { type: "button", onClick: resume }),
  });
}

// @ts-expect-error There is no session without a client.
export const wrong = () => useRealtime({ model: "lucy-2.1", stream: null });
