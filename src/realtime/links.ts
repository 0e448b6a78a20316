import type { SessionInput } from "../core/session-state";
import { createVitalsReader, type StatsReport } from "../core/vitals";
import { isDecartSDKError, WebRTCError } from "../errors";
import type { Platform } from "../platform/platform";
import type { ClientMessage } from "../protocol/client-messages";
import type { MediaTransport, TransportEvent } from "./media-transport";
import { openSignaling, type Signaling } from "./signaling";

/** What attempts are made of. */
export interface LinkOptions {
  platform: Platform;
  /** The socket's URL with the key of the moment; asked for each attempt. */
  socketUrl(): string | Promise<string>;
  createTransport(emit: (event: TransportEvent) => void): MediaTransport;
}

/** The sockets and transports of a session, by the number of their attempt. */
export interface Links {
  /** Opens both in the same tick. */
  open(attempt: number): void;
  close(attempt: number): void;
  send(attempt: number, message: ClientMessage): void;
  transport(attempt: number): MediaTransport | undefined;
  /** Sends another track on all of them. */
  replaceTrack: MediaTransport["replaceTrack"];
  /** Reads the counters; they come as an event. */
  sample(attempt: number): void;
}

interface Link {
  transport: MediaTransport;
  readVitals: ReturnType<typeof createVitalsReader>;
  signaling?: Signaling;
  closed?: true;
}

const BAD_URL = "The signaling socket could not be opened. Check `realtimeBaseUrl`.";

/** Makes the attempts of a session; what they tell is dispatched with their number. */
export function createLinks(options: LinkOptions & { dispatch(input: SessionInput): void }): Links {
  const { platform, dispatch } = options;
  const links = new Map<number, Link>();

  return {
    open(attempt) {
      const transport = options.createTransport((event) => dispatch({ ...event, attempt }));
      const link: Link = { transport, readVitals: createVitalsReader() };
      links.set(attempt, link);
      const failed = (cause: unknown) => {
        const error = isDecartSDKError(cause) ? cause : new WebRTCError("WEBRTC_WEBSOCKET_ERROR", BAD_URL, { cause });
        dispatch({ type: "attemptFailed", attempt, error });
      };
      const openSocket = (url: string) => {
        if (link.closed) return;
        try {
          link.signaling = openSignaling(platform, url, (event) => dispatch({ ...event, attempt }));
        } catch {
          // No cause: what the runtime throws quotes the URL, and the key in it. And no retry makes the URL better.
          failed(new WebRTCError("WEBRTC_WEBSOCKET_ERROR", BAD_URL, { retryable: false }));
        }
      };
      try {
        const url = options.socketUrl();
        if (typeof url === "string") openSocket(url);
        else url.then(openSocket, failed);
      } catch (cause) {
        failed(cause);
      }
      transport.start();
    },
    close(attempt) {
      const link = links.get(attempt);
      if (!link) return;
      links.delete(attempt);
      link.closed = true;
      link.signaling?.close();
      link.transport.close();
    },
    send: (attempt, message) => links.get(attempt)?.signaling?.send(message),
    transport: (attempt) => links.get(attempt)?.transport,
    async replaceTrack(kind, track) {
      await Promise.all([...links.values()].map(({ transport }) => transport.replaceTrack(kind, track)));
    },
    sample(attempt) {
      const link = links.get(attempt);
      link?.transport.getStats().then(
        (report) => dispatch({ type: "vitals", attempt, vitals: link.readVitals(report as unknown as StatsReport) }),
        // A connection that was closed meanwhile has no counters.
        () => {},
      );
    },
  };
}
