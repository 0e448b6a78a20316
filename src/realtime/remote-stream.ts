import type { ConnectOptions } from "./connect-options";

type Callbacks = Pick<ConnectOptions, "onRemoteStream" | "onRemoteVideoTrack" | "onRemoteAudioTrack">;

/** The one remote stream of a session; its tracks change, it doesn't. */
export interface RemoteStream {
  readonly stream: MediaStream | null;
  /** Puts a track in the place of the one of its kind. */
  attach(track: MediaStreamTrack): void;
}

/**
 * Keeps one stream for the whole session: setting `srcObject` again would restart the app's element.
 *
 * @param guard Calls the app's function and keeps what it throws from the session.
 */
export function createRemoteStream(
  create: () => MediaStream,
  callbacks: Callbacks,
  guard: (call: () => void) => void,
): RemoteStream {
  let stream: MediaStream | null = null;
  return {
    get stream() {
      return stream;
    },
    attach(track) {
      const first = !stream;
      const current = stream ?? create();
      stream = current;
      for (const other of current.getTracks()) {
        if (other.kind === track.kind) current.removeTrack(other);
      }
      current.addTrack(track);
      const onTrack = track.kind === "video" ? callbacks.onRemoteVideoTrack : callbacks.onRemoteAudioTrack;
      guard(() => onTrack?.(track));
      if (first) guard(() => callbacks.onRemoteStream(current));
    },
  };
}
