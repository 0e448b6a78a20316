/**
 * React: a hook and a video.
 *
 * @module @decartai/sdk/react
 */

"use client";

export type { BindingSnapshot, RealtimeSource, SessionCalls, SessionInputs, SessionOptions } from "../binding/types";
export { type PlaybackState, RealtimeVideo, type RealtimeVideoProps } from "./realtime-video";
export { type UseRealtimeOptions, type UseRealtimeResult, useRealtime } from "./use-realtime";
