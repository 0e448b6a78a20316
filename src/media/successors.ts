type Listener = (next: MediaStreamTrack) => void;

const listeners = new WeakMap<MediaStreamTrack, Set<Listener>>();

/** Tells who sends a track that another one takes its place, as when a camera is switched. Returns what ends that. */
export function onSuccessor(track: MediaStreamTrack, listener: Listener): () => void {
  const own = listeners.get(track) ?? new Set();
  listeners.set(track, own);
  own.add(listener);
  return () => own.delete(listener);
}

/** Another track takes the place of one. */
export function succeed(track: MediaStreamTrack, next: MediaStreamTrack): void {
  for (const listener of [...(listeners.get(track) ?? [])]) listener(next);
}
