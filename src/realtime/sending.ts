import type { Input, InputKind } from "../media/input";
import { wantsMirror } from "../media/wants-mirror";
import type { ConnectOptions } from "./connect-options";
import type { RealTimeContext } from "./context";
import type { RealTimeClientParts } from "./realtime-client";
import type { Session } from "./session";

/** What a session sends of the caller's tracks. */
export interface Sending {
  /** What a new connection has to send. */
  tracks: readonly MediaStreamTrack[];
  replace: RealTimeClientParts["replaceTrack"];
  /** Watches the tracks from now on. */
  watch(): void;
}

/**
 * Keeps what a session sends. What mirrors the tracks and watches them is code that is loaded apart: at once where there
 * is something to mirror, else when the session is there.
 *
 * @param tracks The caller's.
 * @param kinds Of the caller's tracks that the session sends.
 */
export function createSending(
  context: RealTimeContext,
  options: ConnectOptions,
  tracks: readonly MediaStreamTrack[],
  kinds: readonly InputKind[],
  session: Session,
): Sending {
  let input: Promise<Input> | undefined;
  const load = () => {
    input ??= context
      .loadMedia()
      .then(({ createInput }) => createInput({ ...context, ...options, tracks, kinds, session, sending }));
    return input;
  };
  const sending: Sending = {
    // Nothing waits for the mirror: its track comes when it is ready.
    tracks: tracks.filter((track) => !wantsMirror(options.mirror, track)),
    watch: () =>
      load().catch((error) => {
        input = undefined;
        context.logger.warn("Input tracks are neither mirrored nor watched.", { error });
        sending.tracks = tracks;
        for (const track of tracks) session.replaceTrack(track.kind as InputKind, track);
      }),
    replace: async (kind, track) => (await load()).replace(kind, track),
  };
  if (sending.tracks.length < tracks.length) sending.watch();
  return sending;
}
