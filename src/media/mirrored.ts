const mirrored = new WeakSet<MediaStreamTrack>();

/** Remembers a track whose picture has been mirrored here. */
export const markMirrored = (track: MediaStreamTrack) => void mirrored.add(track);

/** Whether a track's picture has been mirrored here already: it isn't mirrored again. */
export const isMirrored = (track: MediaStreamTrack) => mirrored.has(track);
