// What rows and columns are called by those who write them, and found by in what is kept. Pure.
import type { Way } from "./pages/clients";

/** The ways to connect. */
export const NAMES: Record<Way, string> = {
  pipelined: "ours",
  sequential: "ours, sequential",
  prewarmed: "ours, prewarmed",
  "prewarmed with socket": "ours, prewarmed with socket",
  published: "published 0.0.46",
  slowed: "ours, slowed by 200 ms",
};

/** Rows of other parts. */
export const CORE = "core: what a page loads before its first frame";
export const MIRRORED = "mirrored by the SDK";

export const COLUMNS = {
  connected: "connected, ms",
  styled: "first styled frame, ms",
  size: "its size",
  pause: "longest pause, ms",
  blocked: "main thread blocked",
  hidden: "tab hidden",
  kilobytes: "kB",
  failed: "failed",
} as const;

/** Above the tables of a distance, and of a rate. */
export const atDistance = (rttMs: number): string => `${rttMs} ms round trip`;
export const atRate = (kbps: number): string => `${kbps} kbit/s`;
