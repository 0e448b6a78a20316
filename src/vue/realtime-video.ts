import {
  type AllowedComponentProps,
  type ComponentCustomProps,
  defineComponent,
  h,
  onBeforeUnmount,
  onMounted,
  type PropType,
  ref,
  type VNode,
  type VNodeProps,
  watch,
} from "vue";
import { createPlayback } from "../binding/playback";

/** Whether the browser lets a video play. */
export interface PlaybackState {
  /** The browser plays nothing, often because there is sound, before the user has clicked. */
  playbackBlocked: boolean;
  /** Plays after all: call it in a click. */
  resume(): Promise<void>;
}

/** What templates, `h` and template refs know of a {@link RealtimeVideo}. */
export interface RealtimeVideoInstance {
  /** What a template may set, beside the attributes of a `<video>`. */
  $props: VNodeProps &
    AllowedComponentProps &
    ComponentCustomProps & {
      /** What to show: the `remoteStream` of `useRealtime`. */
      stream?: MediaStream | null | undefined;
    };
  /** What is drawn behind the video. */
  $slots: { default?: (state: PlaybackState) => VNode[] };
  /** The element, once it is there. */
  video: HTMLVideoElement | undefined;
}

// Its type is written out: the one that a version of Vue infers isn't one that all others know.
/**
 * A `<video>` that shows a stream. Its `srcObject` is set once per stream, whatever is rendered, and where the browser
 * doesn't let it play, the default slot is told so:
 * `<RealtimeVideo :stream="remoteStream" v-slot="{ playbackBlocked, resume }">…</RealtimeVideo>`.
 * Other attributes go to the `<video>`; a `muted` one plays everywhere. `video` is exposed.
 */
export const RealtimeVideo: new () => RealtimeVideoInstance = defineComponent({
  name: "RealtimeVideo",
  inheritAttrs: false,
  props: {
    stream: { type: Object as PropType<MediaStream | null>, default: null },
  },
  setup(props, { attrs, slots, expose }) {
    const video = ref<HTMLVideoElement>();
    const playbackBlocked = ref(false);
    let resume = async () => {};
    expose({ video });
    onMounted(() => {
      if (!video.value) return;
      const playback = createPlayback(video.value, (blocked) => {
        playbackBlocked.value = blocked;
      });
      resume = playback.resume;
      watch(() => props.stream, playback.show, { immediate: true });
      onBeforeUnmount(playback.end);
    });
    return () => [
      h("video", { autoplay: true, playsinline: true, ...attrs, ref: video }),
      slots.default?.({ playbackBlocked: playbackBlocked.value, resume: () => resume() }),
    ];
  },
}) as never;
