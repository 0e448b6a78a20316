import type { CallKind } from "../core/requests";
import { InvalidInputError } from "../errors";
import type { Emitter, Listenable } from "../events";
import type { SessionReport } from "../observability/session-report";
import { check } from "../options";
import type { StateMessage } from "../protocol/client-messages";
import type { AudioInput } from "./avatar-audio";
import {
  type ImageInput,
  type SetImageOptions,
  type SetInput,
  type SetPromptOptions,
  setImageSchema,
  setPromptSchema,
  setSchema,
} from "./connect-options";
import type { RealTimeEvents } from "./realtime-events";
import type { Session } from "./session";
import { handleOf, type SessionHandle } from "./session-handle";
import type { RealTimeSnapshot } from "./snapshots";

/** A live session. */
export interface RealTimeClient extends SessionHandle, Listenable<RealTimeEvents> {
  /**
   * Replaces the whole state in one step: what is left out is cleared. Resolves when the service has accepted it.
   *
   * @throws `INVALID_INPUT` with neither a prompt nor an image, `MODERATION_REJECTED` with the service's text,
   * `TIMEOUT` after 30 s, `DISCONNECTED` when the session ends first; with an image as `setImage`.
   */
  set(input: SetInput): Promise<void>;
  /**
   * Changes the prompt and keeps the image. Resolves when the service has accepted it.
   *
   * @throws `INVALID_INPUT`, `MODERATION_REJECTED`, `DISCONNECTED`; `TIMEOUT` after 15 s.
   */
  setPrompt(prompt: string, options?: SetPromptOptions): Promise<void>;
  /**
   * Changes the image, or clears it with null; keeps the prompt unless one is given.
   *
   * @throws `INVALID_INPUT`, `MODERATION_REJECTED`, `DISCONNECTED`; `TIMEOUT` after `timeout` ms; `LOAD_ERROR` when what
   * reads images, a file of its own in most builds, could not be loaded since the connect.
   */
  setImage(image: ImageInput | null, options?: SetImageOptions): Promise<void>;
  /**
   * Makes a live avatar speak: a clip in place of the one that is still playing. Present only on an avatar model that
   * was connected without a stream, in a browser. Resolves when the clip has ended, or another one has taken its place;
   * that happens once the other one is decoded, so bad audio interrupts nothing. While the session reconnects, and while
   * the browser waits for a click (diagnostic `audioBlocked`), the clip stands still.
   *
   * @param audio A whole file, such as WAV, MP3, Ogg or M4A. It stays the caller's; a buffer is copied, not detached.
   * @throws `INVALID_INPUT` when it can't be decoded, `DISCONNECTED` when the session has ended or ends first.
   */
  playAudio?(audio: AudioInput): Promise<void>;
  /** Whether there is a `playAudio`; the same for as long as the session lasts, and afterwards. */
  isPlayAudioAvailable(): boolean;
  /** The service's id of the session; a reconnect brings a new one. */
  readonly sessionId: string | null;
  /** Lets others watch this session; opaque. A reconnect brings a new one. */
  readonly subscribeToken: string | null;
  /** The transformed video: the stream that `onRemoteStream` got. */
  readonly remoteStream: MediaStream | null;
  /**
   * Sends another video track in place of the current one, mirrored as the option `mirror` says: another camera, a
   * screen. The session goes on, and nothing is negotiated. Resolves when it is sent; while the session reconnects, the
   * new connection sends it. The track stays the caller's, as the one before does: neither is stopped.
   *
   * @throws `INVALID_INPUT` for anything but a live video track, and for a live avatar; `DISCONNECTED` after the end.
   */
  replaceVideoTrack(track: MediaStreamTrack): Promise<void>;
  /**
   * Sends another audio track, or none. As {@link RealTimeClient.replaceVideoTrack} otherwise.
   *
   * @throws `INVALID_INPUT` for anything but a live audio track or null, and where `playAudio` makes the sound;
   * `DISCONNECTED` after the end.
   */
  replaceAudioTrack(track: MediaStreamTrack | null): Promise<void>;
  /**
   * Builds a new connection now, for whatever reason the app has; the picture stays until it is there. Waits for nothing
   * when a reconnect waits for its next attempt. Does nothing with `reconnect: false`, or after the end.
   */
  reconnectNow(): void;
  /**
   * All that is known about the session, as an object for `JSON.stringify`: to be pasted into a bug report. No keys,
   * prompts, images or addresses are in it. Also after the end.
   */
  report(): Promise<SessionReport>;
  /** The session at this moment: one object until something changes. */
  getSnapshot(): RealTimeSnapshot;
  /** Calls `listener` after each change of the snapshot; returns a function that ends it. */
  subscribe(listener: () => void): () => void;
}

/** What the facade needs to know about a session. */
export interface RealTimeClientParts {
  session: Session;
  emitter: Emitter<RealTimeEvents>;
  playAudio: RealTimeClient["playAudio"] | undefined;
  replaceTrack(kind: "audio" | "video", track: MediaStreamTrack | null): Promise<void>;
  readImage(image: ImageInput, signal: AbortSignal): Promise<string>;
  report(): Promise<SessionReport>;
  getSnapshot(): RealTimeSnapshot;
  subscribe(listener: () => void): () => void;
}

const SET_TIMEOUT_MS = 30_000;
const CALL_TIMEOUT_MS = 15_000;

/** Makes a promise of what a call does at once, its bad input included; an ignored failure stays ignored. */
function attempt(run: () => Promise<void>): Promise<void> {
  try {
    return run();
  } catch (error) {
    const failed = Promise.reject(error);
    failed.catch(() => {});
    return failed;
  }
}

/** The app's side of a session: checks arguments, turns calls into messages, and knows nothing else. */
export function createRealTimeClient(parts: RealTimeClientParts): RealTimeClient {
  const { session, getSnapshot, playAudio } = parts;

  function requestImage(
    kind: CallKind,
    timeoutMs: number,
    image: ImageInput | null | undefined,
    rest: Omit<StateMessage & { type: "set_image" }, "type" | "image_data">,
  ) {
    const message = (image_data: string | null): StateMessage => ({ type: "set_image", image_data, ...rest });
    if (image == null) return request(kind, timeoutMs, message(null));
    const reading = new AbortController();
    const settled = request(kind, timeoutMs, parts.readImage(image, reading.signal).then(message));
    // A call that has timed out, or ended with its session, fetches nothing any more.
    const stop = () => reading.abort();
    settled.then(stop, stop);
    return settled;
  }
  const request = (kind: CallKind, timeoutMs: number, message: StateMessage | Promise<StateMessage>) =>
    session.request({ kind, timeoutMs }, message);

  const replace: typeof parts.replaceTrack = (kind, track) => {
    const replaced = parts.replaceTrack(kind, track);
    replaced.catch(() => {});
    return replaced;
  };

  return {
    ...handleOf(parts),
    set: (input) =>
      attempt(() => {
        check(setSchema, input, "set()");
        const { prompt, image, enhance = true } = input;
        if (prompt === undefined && image === undefined) {
          throw new InvalidInputError("set(): pass a `prompt`, an `image`, or both (`image: null` clears everything).");
        }
        const state = { prompt: prompt ?? null, ...(prompt !== undefined && { enhance_prompt: enhance }) };
        return requestImage("set", SET_TIMEOUT_MS, image, state);
      }),
    setPrompt: (prompt, options = {}) =>
      attempt(() => {
        check(setPromptSchema, { ...options, prompt }, "setPrompt()");
        return request("prompt", CALL_TIMEOUT_MS, { type: "prompt", prompt, enhance_prompt: options?.enhance ?? true });
      }),
    setImage: (image, options = {}) =>
      attempt(() => {
        check(setImageSchema, { ...options, image }, "setImage()");
        const { prompt, enhance = true, timeout = CALL_TIMEOUT_MS } = options ?? {};
        return requestImage("image", timeout, image, prompt === undefined ? {} : { prompt, enhance_prompt: enhance });
      }),
    ...(playAudio && { playAudio }),
    isPlayAudioAvailable: () => playAudio !== undefined,
    replaceVideoTrack: (track) => replace("video", track),
    replaceAudioTrack: (track) => replace("audio", track),
    get sessionId() {
      return getSnapshot().sessionId;
    },
    get subscribeToken() {
      return getSnapshot().subscribeToken;
    },
    get remoteStream() {
      return getSnapshot().remoteStream;
    },
    reconnectNow: () => session.dispatch({ type: "reconnectNow" }),
    report: parts.report,
    getSnapshot,
    subscribe: parts.subscribe,
  };
}
