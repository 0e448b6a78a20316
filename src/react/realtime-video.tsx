import {
  type ComponentPropsWithoutRef,
  forwardRef,
  type ReactNode,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { createPlayback, type Playback } from "../binding/playback";

/** Whether the browser lets a video play. */
export interface PlaybackState {
  /** The browser plays nothing, often because there is sound, before the user has clicked. */
  playbackBlocked: boolean;
  /** Plays after all: call it in a click. */
  resume(): Promise<void>;
}

/** Properties of {@link RealtimeVideo}: its stream, and all that a `<video>` has. */
export interface RealtimeVideoProps extends Omit<ComponentPropsWithoutRef<"video">, "children" | "src"> {
  /** What to show: the `remoteStream` of `useRealtime`. */
  stream: MediaStream | null | undefined;
  /** Drawn behind the video: `({ playbackBlocked, resume }) => playbackBlocked && <button onClick={resume}>Play</button>` */
  children?: ((state: PlaybackState) => ReactNode) | undefined;
}

/**
 * A `<video>` that shows a stream. Its `srcObject` is set once per stream, whatever is rendered, and where the browser
 * doesn't let it play, `children` is told so. A muted video (`muted`) plays everywhere.
 */
export const RealtimeVideo = forwardRef<HTMLVideoElement, RealtimeVideoProps>(function RealtimeVideo(
  { stream, children, ...attributes },
  ref,
) {
  const video = useRef<HTMLVideoElement>(null);
  const playback = useRef<Playback>(null);
  const [playbackBlocked, setBlocked] = useState(false);
  useImperativeHandle(ref, () => video.current as HTMLVideoElement, []);

  useEffect(() => {
    if (!video.current) return;
    playback.current = createPlayback(video.current, setBlocked);
    return playback.current.end;
  }, []);
  useEffect(() => playback.current?.show(stream ?? null), [stream]);

  const resume = useCallback(async () => playback.current?.resume(), []);
  return (
    <>
      <video autoPlay playsInline {...attributes} ref={video} />
      {children?.({ playbackBlocked, resume })}
    </>
  );
});
