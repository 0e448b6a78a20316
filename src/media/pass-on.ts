/** How often a track is looked at: `stop()` of a page's own causes no event. */
const LOOK_MS = 250;

/**
 * Has a mirrored track say what happens to its source: muted, unmuted, ended. By itself it would stand still and say
 * nothing. Returns a function that ends it.
 *
 * @param onEnd One of the two has ended.
 */
export function passOn(source: MediaStreamTrack, mirrored: MediaStreamTrack, onEnd: () => void): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const end = () => {
    ending.abort();
    clearInterval(timer);
  };
  const look = () => {
    const ended = source.readyState === "ended";
    if (!ended && mirrored.readyState === "live") return;
    end();
    onEnd();
    if (ended) mirrored.dispatchEvent(new Event("ended"));
  };
  const timer = setInterval(look, LOOK_MS);
  for (const name of ["mute", "unmute"]) {
    source.addEventListener(name, () => mirrored.dispatchEvent(new Event(name)), { signal });
  }
  source.addEventListener("ended", look, { signal });
  return end;
}
