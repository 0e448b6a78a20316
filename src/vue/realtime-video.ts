import { defineComponent, h, onBeforeUnmount, onMounted, type PropType, ref, type SlotsType, watch } from "vue";
import { createPlayback } from "../binding/playback";

/** Whether the browser lets a video play. */
export interface PlaybackState {
  /** The browser plays nothing, often because there is sound, before the user has clicked. */
  playbackBlocked: boolean;
  /** Plays after all: call it in a click. */
  resume(): Promise<void>;
}

/**
 * A `<video>` that shows a stream. Its `srcObject` is set once per stream, whatever is rendered, and where the browser
 * doesn't let it play, the default slot is told so:
 * `<RealtimeVideo :stream="remoteStream" v-slot="{ playbackBlocked, resume }">…</RealtimeVideo>`.
 * Other attributes go to the `<video>`; a `muted` one plays everywhere. `video` is exposed.
 */
export const RealtimeVideo = defineComponent({
  name: "RealtimeVideo",
  inheritAttrs: false,
  props: {
    /** What to show: the `remoteStream` of `useRealtime`. */
    stream: { type: Object as PropType<MediaStream | null>, default: null },
  },
  slots: Object as SlotsType<{ default?: PlaybackState }>,
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
});
