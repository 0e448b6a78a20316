import { commonPlatform, type Globals } from "./common";
import type { Platform, WorldEvent } from "./platform";
import { openWebSocket } from "./web-socket";

/**
 * The platform of the runtime that the SDK is in: a browser in the first place; in Node, Deno, Bun and Workers
 * everything over HTTP works, and there is no WebRTC.
 */
export function createBrowserPlatform(): Platform {
  const globals: Globals = globalThis;
  const { RTCPeerConnection: Peer, MediaStream: Stream, XMLHttpRequest: Xhr } = globals;
  return {
    ...commonPlatform(),
    upload: Xhr && (async (...args) => (await import("./upload")).upload(new Xhr(), ...args)),
    openSocket: (url, handlers) => openWebSocket(WebSocket, url, handlers),
    createPeerConnection: Peer && ((configuration) => new Peer(configuration)),
    createMediaStream: Stream && (() => new Stream()),
    videoCodecs: () => globals.RTCRtpReceiver?.getCapabilities?.("video")?.codecs ?? [],
    // Not `window`: React Native has one, on which nothing can be listened to.
    watch: globals.document && watchPage,
    runtime: runtimeOf(globals),
  };
}

function watchPage(listener: (event: WorldEvent) => void): () => void {
  const ending = new AbortController();
  const on = (target: EventTarget, name: string, event: (event: Event) => WorldEvent | false) =>
    target.addEventListener(
      name,
      (occurred) => {
        const told = event(occurred);
        if (told) listener(told);
      },
      { signal: ending.signal },
    );
  on(window, "offline", () => "offline");
  on(window, "online", () => "online");
  // Not `beforeunload`: the user may still stay. A page that is shown again after it comes from the browser's cache.
  on(window, "pagehide", () => "away");
  on(window, "pageshow", (event) => (event as PageTransitionEvent).persisted && "back");
  on(document, "visibilitychange", () => document.visibilityState === "visible" && "visible");
  return () => ending.abort();
}

function runtimeOf(globals: Globals): string {
  if (globals.Deno) return "deno";
  if (globals.Bun) return "bun";
  if (globals.process?.versions?.node) return "node";
  return globals.window ? "browser" : "worker";
}
