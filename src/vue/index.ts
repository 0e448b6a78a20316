/**
 * Vue: a composable and a video.
 *
 * @module @decartai/sdk/vue
 */

export type { BindingSnapshot, RealtimeSource, SessionCalls, SessionInputs, SessionOptions } from "../binding/types";
export { type PlaybackState, RealtimeVideo, type RealtimeVideoInstance } from "./realtime-video";
export { type UseRealtimeOptions, type UseRealtimeResult, useRealtime } from "./use-realtime";
