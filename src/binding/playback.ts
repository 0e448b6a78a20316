/** Plays a stream in a `<video>`. */
export interface Playback {
  /** Shows a stream, or nothing. The same one again isn't set anew: that would restart the element. */
  show(stream: MediaStream | null): void;
  /** Tries again what the browser refused: to be called in a click. */
  resume(): Promise<void>;
  /** Forgets the element, which may go on with what it shows. */
  end(): void;
}

/** @param onBlocked Told whether the browser keeps the video from playing until the user clicks; not twice the same. */
export function createPlayback(video: HTMLVideoElement, onBlocked: (blocked: boolean) => void): Playback {
  let blocked = false;
  let ended = false;

  function tell(now: boolean): void {
    if (ended || now === blocked) return;
    blocked = now;
    onBlocked(now);
  }

  async function play(): Promise<void> {
    try {
      await video.play();
    } catch (error) {
      // Any other is none of the user's: another stream has taken its place, or the element has left the page.
      if ((error as DOMException).name === "NotAllowedError") tell(true);
    }
  }

  const playing = () => tell(false);
  video.addEventListener("playing", playing);
  return {
    show(stream) {
      if (video.srcObject !== stream) {
        video.srcObject = stream;
        tell(false);
      }
      if (stream && video.paused) play();
    },
    resume: play,
    end() {
      ended = true;
      video.removeEventListener("playing", playing);
    },
  };
}
