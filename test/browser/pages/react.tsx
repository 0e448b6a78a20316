import { RealtimeVideo, useRealtime } from "@decartai/sdk/react";
import { StrictMode, version } from "react";
import { flushSync } from "react-dom";
import { createRoot, type Root } from "react-dom/client";
import { type Stage, type StageProps, scenariosOf } from "./framework";

let shown: ReturnType<Stage["shown"]>;

function Camera({ client, stream, muted }: StageProps) {
  const { state, error, remoteStream, setPrompt } = useRealtime({ client, model: "lucy-2.1", stream });
  shown = { state, error: error?.message ?? null, setPrompt };
  return (
    <RealtimeVideo stream={remoteStream} muted={muted}>
      {({ playbackBlocked, resume }) =>
        playbackBlocked && (
          <button type="button" onClick={resume}>
            Play
          </button>
        )
      }
    </RealtimeVideo>
  );
}

let root: Root | undefined;
const change = (props: StageProps) =>
  flushSync(() =>
    root?.render(
      <StrictMode>
        <Camera {...props} />
      </StrictMode>,
    ),
  );

export const {
  mount,
  unmount,
  setPrompt,
  shown: read,
  framesUntilLook,
  ...rest
} = scenariosOf({
  mount(props) {
    root = createRoot(document.body.appendChild(document.createElement("div")));
    change(props);
  },
  change,
  unmount() {
    root?.unmount();
    root = undefined;
  },
  shown: () => shown,
});
export const { renderAgain, playButton, cycles, stopCamera } = rest;
export const frameworkVersion = () => version;
