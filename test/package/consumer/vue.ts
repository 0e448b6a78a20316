// A component of a stranger's app, in Vue.
import { createDecartClient, type DecartSDKError } from "@decartai/sdk";
import { type PlaybackState, RealtimeVideo, useRealtime } from "@decartai/sdk/vue";
import { type ComputedRef, createApp, h, ref, shallowRef, type VNode } from "vue";

const client = createDecartClient({ apiKey: "a key" });

export function setup(camera: MediaStream): ComputedRef<DecartSDKError | null> {
  const { error, setImage } = useRealtime({ client, model: () => "lucy-2.1", stream: shallowRef(camera) });
  void setImage(null);
  return error;
}

export function draw(stream: MediaStream | null): VNode {
  const play = ({ playbackBlocked, resume }: PlaybackState) =>
    playbackBlocked ? [h("button", { onClick: resume })] : [];
  return h(RealtimeVideo, { stream, muted: true, class: "live" }, { default: play });
}

// @ts-expect-error An address is no stream.
export const wrong = () => h(RealtimeVideo, { stream: "https://example.com" });

createApp({}).component("RealtimeVideo", RealtimeVideo);
const shown = ref<InstanceType<typeof RealtimeVideo>>();
export const size = (): number | undefined => shown.value?.video?.videoWidth;
