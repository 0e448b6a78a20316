import type { RetryPolicy } from "../core/backoff";
import type { ConnectionState } from "../core/notices";
import { DEFAULT_RECOVERY, type RecoveryPolicy } from "../core/policy";
import type { ModelDefinition, RealTimeModelName } from "../models";
import { filled, flag, fn, is, must, oneOf, positive, shaped, whole } from "../options";
import * as v from "../schema";

/**
 * A reference image: its bytes in any form, or a string or URL that says where they are. A string is an http(s),
 * `blob:` or `data:` URL, or plain base64; with `createNodePlatform` also a `file:` URL.
 *
 * JPEG, PNG, GIF, WebP, BMP, AVIF, HEIC or TIFF (no SVG), at most 10 MB (10 × 1024 × 1024 bytes, decoded). Sent as it
 * is, never re-encoded or resized. Bytes are taken when the call is made: the buffer may be used again at once.
 */
export type ImageInput = Blob | File | ArrayBuffer | Uint8Array | string | URL;

/** The state that a session starts with: the first frame is transformed already. */
export interface InitialState {
  /** What it does to the picture; `enhance` (true by default) lets the service expand it. */
  prompt?: { text: string; enhance?: boolean | undefined } | undefined;
  /** A reference image; of a live avatar its portrait. */
  image?: ImageInput | null | undefined;
}

/** What `connect` takes: a camera (and microphone), a single track, or nothing for a model that needs none. */
export type RealTimeInput = MediaStream | MediaStreamTrack | null;

/** Video codecs that can be asked for. */
export type VideoCodec = "vp8" | "h264" | "vp9" | "av1";

/** All of {@link VideoCodec}. */
export const VIDEO_CODECS: readonly VideoCodec[] = ["vp8", "h264", "vp9", "av1"];

type GivenTrack = MediaStreamTrack | null | undefined;

/** Options of `client.realtime.connect`. */
export interface ConnectOptions {
  /** A model of the registry (`models.realtime("lucy-2.1")`), its name, or a definition of your own. */
  model: ModelDefinition | RealTimeModelName | (string & {});
  /**
   * Gets the transformed video, once per session, at the first remote track. The stream belongs to the SDK and stays
   * the same over reconnects: set it as `srcObject` once.
   */
  onRemoteStream: (stream: MediaStream) => void;
  /** Gets each remote video track, that of a reconnect too. */
  onRemoteVideoTrack?: ((track: MediaStreamTrack) => void) | undefined;
  /** Gets each remote audio track, that of a reconnect too. */
  onRemoteAudioTrack?: ((track: MediaStreamTrack) => void) | undefined;
  /** Prompt and image before the first frame. Without them the video comes back as it went. */
  initialState?: InitialState | undefined;
  /** Called with each state, from `connecting` on; `client.on("connectionChange")` tells the same. */
  onConnectionChange?: ((state: ConnectionState) => void) | undefined;
  /** Flips the video before it is sent; `"auto"`: if it says `facingMode: "user"`. See docs/mirroring.md. @default false */
  mirror?: false | "auto" | true | undefined;
  /** Where the page serves `dist/mirror-worker.js`, if its CSP forbids workers from blobs. */
  workerUrl?: string | URL | undefined;
  /** Asked for another track when one has ended; where there is none to give, again when the page is shown. */
  getInputTrack?: ((kind: "audio" | "video") => GivenTrack | Promise<GivenTrack>) | undefined;
  /**
   * May change `offer.sdp` before it is applied and sent; called for each attempt. For experts: what it throws, or an
   * offer that the browser can't apply, ends the session without a retry (`WEBRTC_SIGNALING_ERROR`, with the `cause`).
   */
  customizeOffer?: ((offer: RTCSessionDescriptionInit) => void | Promise<void>) | undefined;
  /** Asks the service for an output size, where the model has several. */
  resolution?: "720p" | "1080p" | undefined;
  /** The codec that is offered first; one that the browser doesn't have is refused. @default "vp8" */
  preferredVideoCodec?: VideoCodec | undefined;
  /** More parameters for the socket's URL; those of the SDK itself can't be replaced. */
  queryParams?: Record<string, string> | undefined;
  /** Ends the connect: it rejects with the signal's reason and leaves nothing open. */
  signal?: AbortSignal | undefined;
  /** STUN and TURN servers. @default [{ urls: "stun:stun.l.google.com:19302" }] */
  iceServers?: RTCIceServer[] | undefined;
  /** `relay` sends all media through a TURN server of `iceServers`. @default "all" */
  iceTransportPolicy?: RTCIceTransportPolicy | undefined;
  /** Milliseconds for the connect, all its attempts included; a place in the queue doesn't count. @default 30000 */
  connectTimeoutMs?: number | undefined;
  /**
   * `pipelined` sends the offer right behind the initial state; a service that objects gets one retry in sequence,
   * and is remembered. `sequential` waits for the acknowledgement, one round trip more. @default "pipelined"
   */
  handshake?: "pipelined" | "sequential" | undefined;
  /**
   * What to do when a session is lost: up to 5 attempts, the first at once, then after 50 to 100 % of 1, 2, 4 … s,
   * at most 10 s. `false` ends the session instead.
   */
  reconnect?: false | { [K in keyof RetryPolicy]?: RetryPolicy[K] | undefined } | undefined;
  /** When a connection is doubted, when another path is looked for, and when it is given up; all in milliseconds. */
  recovery?: { [K in keyof RecoveryPolicy]?: RecoveryPolicy[K] | undefined } | undefined;
  /** Milliseconds from one `stats` event to the next, 250 to 60 000. @default 1000 */
  statsIntervalMs?: number | undefined;
}

const image = is<ImageInput | null>(
  (value) =>
    value === null ||
    typeof value === "string" ||
    [Blob, ArrayBuffer, Uint8Array, URL].some((type) => value instanceof type),
  "a Blob, File, ArrayBuffer, Uint8Array, URL or string",
);
const optionalImage = v.optional(image);
const optionalFn = v.optional(fn);
const definition = shaped("", "name", "fps", "width", "height");

const retrySchema = v.object({
  maxAttempts: v.optional(whole(1, 1000)),
  initialDelayMs: v.optional(positive),
  maxDelayMs: v.optional(positive),
});

// Without its slash the path would become part of the host, and the key go there.
const isModelOption = (value: unknown) =>
  typeof value === "string" || (v.is(definition, value) && /^\//.test((value as { urlPath?: string }).urlPath ?? ""));

export const connectSchema = v.object(
  {
    model: is(isModelOption, 'a model, such as models.realtime("lucy-2.1"), or the name of one'),
    onRemoteStream: fn,
    onRemoteVideoTrack: optionalFn,
    onRemoteAudioTrack: optionalFn,
    onConnectionChange: optionalFn,
    mirror: v.optional(oneOf(false, "auto", true)),
    getInputTrack: optionalFn,
    customizeOffer: optionalFn,
    initialState: v.optional(
      v.object(
        {
          prompt: v.optional(v.object({ text: filled, enhance: v.optional(flag) }, must("{ text, enhance? }"))),
          image: optionalImage,
        },
        must("{ prompt?, image? }"),
      ),
    ),
    resolution: v.optional(oneOf("720p", "1080p")),
    preferredVideoCodec: v.optional(oneOf(...VIDEO_CODECS)),
    queryParams: v.optional(
      is(
        (value) => value instanceof Object && Object.values(value).every((item) => typeof item === "string"),
        "an object of strings",
      ),
    ),
    signal: v.optional(shaped("an AbortSignal", "aborted", "addEventListener")),
    iceServers: v.optional(shaped("a list of RTCIceServer", "length")),
    iceTransportPolicy: v.optional(oneOf("all", "relay")),
    connectTimeoutMs: v.optional(positive),
    handshake: v.optional(oneOf("pipelined", "sequential")),
    statsIntervalMs: v.optional(whole(250, 60_000)),
    recovery: v.optional(
      v.object(
        Object.fromEntries(Object.keys(DEFAULT_RECOVERY).map((name) => [name, v.optional(positive)])),
        must("an object"),
      ),
    ),
    reconnect: v.optional(
      is(
        (value) => value === false || v.is(retrySchema, value),
        "false or { maxAttempts?, initialDelayMs?, maxDelayMs? } with positive numbers",
      ),
    ),
  },
  must("an object"),
);

/** What `set` takes: the whole state. What is left out is cleared. */
export interface SetInput {
  /** Not empty; left out, it is cleared. */
  prompt?: string | undefined;
  /** Let the service expand the prompt. @default true */
  enhance?: boolean | undefined;
  /** Null clears the image, as leaving it out does. */
  image?: ImageInput | null | undefined;
}

export const setSchema = v.object(
  { prompt: v.optional(filled), enhance: v.optional(flag), image: optionalImage },
  must("an object"),
);

/** Options of `setPrompt`. */
export interface SetPromptOptions {
  /** Let the service expand the prompt. @default true */
  enhance?: boolean | undefined;
}

export const setPromptSchema = v.object({ prompt: filled, enhance: v.optional(flag) });

/** Options of `setImage`. */
export interface SetImageOptions extends SetPromptOptions {
  /** Changes the prompt in the same step; left out, the prompt stays. */
  prompt?: string | undefined;
  /** Milliseconds until the call fails, from the call on. @default 15000 */
  timeout?: number | undefined;
}

export const setImageSchema = v.object({
  image,
  prompt: v.optional(filled),
  enhance: v.optional(flag),
  timeout: v.optional(positive),
});
