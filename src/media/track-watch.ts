import type { Clock } from "../platform/platform";

/** What a watched track tells. */
export interface TrackEvents {
  /** It has given nothing for a while, or gives again after that. */
  muted(muted: boolean): void;
  /** It gives nothing any more, and not by the page's own doing. */
  ended(): void;
}

/** A phone mutes its camera for moments too, as when it is turned: that is no news. */
const MUTE_MS = 2000;

/** Watches a track until the returned function is called. What it is already counts. */
export function watchTrack(track: MediaStreamTrack, clock: Clock, events: TrackEvents): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  let told = false;
  let cancel: (() => void) | undefined;
  const muted = () => {
    cancel ??= clock.after(MUTE_MS, () => {
      told = true;
      events.muted(true);
    });
  };
  const unmuted = () => {
    cancel?.();
    cancel = undefined;
    if (!told) return;
    told = false;
    events.muted(false);
  };
  const ended = () => {
    cancel?.();
    events.ended();
  };
  // Stacks outside of browsers give tracks without events.
  track.addEventListener?.("mute", muted, { signal });
  track.addEventListener?.("unmute", unmuted, { signal });
  track.addEventListener?.("ended", ended, { signal });
  if (track.readyState === "ended") ended();
  else if (track.muted) muted();
  return () => {
    ending.abort();
    cancel?.();
  };
}
