import { RealtimeVideo, useRealtime } from "@decartai/sdk/vue";
import { type App, createApp, defineComponent, h, type PropType, shallowReactive, version } from "vue";
import { type Stage, type StageProps, scenariosOf } from "./framework";

let shown: ReturnType<Stage["shown"]>;

const Camera = defineComponent({
  props: {
    client: { type: Object as PropType<StageProps["client"]>, required: true },
    stream: { type: Object as PropType<MediaStream>, required: true },
    muted: Boolean,
  },
  setup(props) {
    const { state, error, remoteStream, setPrompt } = useRealtime({
      client: () => props.client,
      model: "lucy-2.1",
      stream: () => props.stream,
    });
    return () => {
      shown = { state: state.value, error: error.value?.message ?? null, setPrompt };
      return h(
        RealtimeVideo,
        { stream: remoteStream.value, muted: props.muted },
        {
          default: ({ playbackBlocked, resume }: { playbackBlocked: boolean; resume(): void }) =>
            playbackBlocked ? h("button", { onClick: resume }, "Play") : null,
        },
      );
    };
  },
});

let app: App | undefined;
const props = shallowReactive({}) as StageProps;

export const {
  mount,
  unmount,
  setPrompt,
  shown: read,
  framesUntilLook,
  ...rest
} = scenariosOf({
  mount(given) {
    Object.assign(props, given);
    app = createApp(() => h(Camera, { ...props }));
    app.mount(document.body.appendChild(document.createElement("div")));
  },
  // What is the same is no change to Vue, so it is given something new as well.
  change: (given) => void Object.assign(props, given, { title: Math.random() }),
  unmount() {
    app?.unmount();
    app = undefined;
  },
  shown: () => shown,
});
export const { renderAgain, playButton, cycles, stopCamera } = rest;
export const frameworkVersion = () => version;
