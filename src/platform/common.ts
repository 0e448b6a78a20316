import type { Platform } from "./platform";

/** The parts of the global object that tell where the SDK runs; each may be missing. Read when needed, never at import. */
export type Globals = Partial<
  Pick<
    typeof globalThis,
    "RTCPeerConnection" | "RTCRtpReceiver" | "MediaStream" | "WebSocket" | "XMLHttpRequest" | "window" | "document"
  >
> & {
  process?: { env?: Record<string, string | undefined>; versions?: { node?: string } };
  Deno?: unknown;
  Bun?: unknown;
};

/** What every runtime has. */
export function commonPlatform(): Pick<Platform, "fetch" | "clock" | "random" | "env"> {
  return {
    fetch: (input, init) => fetch(input, init),
    clock: {
      now: () => performance.now(),
      after(ms, run) {
        // A delay that doesn't fit into 31 bits would be due at once.
        const timer = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
        return () => clearTimeout(timer);
      },
    },
    random: Math.random,
    env: (name) => (globalThis as Globals).process?.env?.[name],
  };
}
