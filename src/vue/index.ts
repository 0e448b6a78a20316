/**
 * Vue: a composable and a video.
 *
 * @module @decartai/sdk/vue
 */

export type { BindingSnapshot, RealtimeSource, SessionCalls, SessionInputs, SessionOptions } from "../binding/types";
export { type PlaybackState, RealtimeVideo } from "./realtime-video";
export { type UseRealtimeOptions, type UseRealtimeResult, useRealtime } from "./use-realtime";
