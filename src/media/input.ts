import type { DiagnosticEvent, InputTrackInfo, MirrorInfo } from "../core/diagnostics";
import { disconnectedError } from "../core/failure";
import { InvalidInputError, WebRTCError } from "../errors";
import type { Logger } from "../logger";
import type { Platform, WorldEvent } from "../platform/platform";
import { type Mirror, startMirror } from "./mirror";
import { isMirrored } from "./mirrored";
import { onSuccessor } from "./successors";
import { watchTrack } from "./track-watch";
import { wantsMirror } from "./wants-mirror";

/** The kinds of tracks that are sent. */
export type InputKind = InputTrackInfo["kind"];

type Given = MediaStreamTrack | null | undefined;

/** What a session's input needs to know, and what it may do. */
export interface InputOptions {
  platform: Pick<Platform, "clock" | "watch">;
  logger: Logger;
  /** Something that the app's function threw or gave. */
  reportListenerError(error: unknown): void;
  /** The caller's tracks. */
  tracks: readonly MediaStreamTrack[];
  /** The kinds that the session sends of the caller's. */
  kinds: readonly InputKind[];
  mirror?: false | "auto" | true | undefined;
  workerUrl?: string | URL | undefined;
  getInputTrack?: ((kind: InputKind) => Given | Promise<Given>) | undefined;
  /** What connections to come have to send. */
  sending: { tracks: readonly MediaStreamTrack[] };
  session: {
    dispatch(input: { type: "diagnostic"; event: DiagnosticEvent }): void;
    /** Sends a track on the connections of the moment. */
    replaceTrack(kind: InputKind, track: MediaStreamTrack | null): Promise<void>;
    readonly ended: AbortSignal;
  };
}

/** What a session sends: the caller's tracks, mirrored or not, for as long as it lasts. */
export interface Input {
  replace(kind: InputKind, track: MediaStreamTrack | null): Promise<void>;
}

/** Takes over the caller's tracks: mirrors them, watches them, and asks for others when they are lost. */
export function createInput(options: InputOptions): Input {
  const { platform, logger, session, sending, reportListenerError: report } = options;
  const { ended } = session;
  const sources: Partial<Record<InputKind, MediaStreamTrack | null>> = {};
  const unwatch: Partial<Record<InputKind, () => void>> = {};
  /** Lost, and not yet replaced. */
  const lost = new Set<InputKind>();
  let mirror: Promise<Mirror> | undefined;

  const tell = (event: DiagnosticEvent) => session.dispatch({ type: "diagnostic", event });
  const state = (kind: InputKind, state: InputTrackInfo["state"]) =>
    tell({ name: "inputTrack", data: { kind, state } });

  const send = (kind: InputKind, track: MediaStreamTrack | null) => {
    sending.tracks = [...sending.tracks.filter((other) => other.kind !== kind), ...(track ? [track] : [])];
    return session.replaceTrack(kind, track);
  };

  function adopt(kind: InputKind, track: MediaStreamTrack | null) {
    unwatch[kind]?.();
    sources[kind] = track;
    lost.delete(kind);
    if (!track) return;
    const unfollow = onSuccessor(track, (next) => void put(kind, next).catch(report));
    const unwatchTrack = watchTrack(track, platform.clock, {
      muted: (muted) => state(kind, muted ? "muted" : "live"),
      ended() {
        state(kind, "ended");
        lost.add(kind);
        ask(kind);
      },
    });
    unwatch[kind] = () => {
      unfollow();
      unwatchTrack();
    };
  }

  function onMirror(info: MirrorInfo) {
    tell({ name: "mirror", data: info });
    if (info.way === "none") logger.warn(`The video is not mirrored: ${info.problem}.`);
    else if (info.problem) logger.warn(`The video is mirrored on a ${info.way}: ${info.problem}.`);
  }

  function dropMirror() {
    mirror?.then((running) => running.stop());
    mirror = undefined;
  }

  /** What is to be sent of a track. */
  async function prepared(kind: InputKind, track: MediaStreamTrack | null): Promise<MediaStreamTrack | null> {
    if (kind === "audio") return track;
    if (!track || isMirrored(track) || !wantsMirror(options.mirror, track)) {
      dropMirror();
      return track;
    }
    if (mirror) return (await mirror).replace(track);
    const starting = startMirror(track, {
      workerUrl: options.workerUrl,
      onChange: onMirror,
      onTrack: (next) => void send("video", next).catch(report),
    });
    mirror = starting;
    return (await starting).output;
  }

  const failIfEnded = () => {
    if (ended.aborted) throw disconnectedError();
  };

  async function put(kind: InputKind, track: MediaStreamTrack | null): Promise<void> {
    failIfEnded();
    adopt(kind, track);
    const sent = await prepared(kind, track);
    failIfEnded();
    // Another one has come meanwhile: it is sent by its own call.
    if (sources[kind] !== track) return;
    await send(kind, sent).catch((cause) => {
      throw new WebRTCError("WEBRTC_SIGNALING_ERROR", `The ${kind} track could not be replaced.`, { cause });
    });
  }

  /** Asks the app for another track; where the page is hidden or nothing comes, again when the page is shown. */
  async function ask(kind: InputKind): Promise<void> {
    if (!options.getInputTrack || globalThis.document?.visibilityState === "hidden") return;
    const before = sources[kind];
    try {
      const next = await options.getInputTrack(kind);
      // The app has replaced it itself meanwhile.
      if (!next || sources[kind] !== before || ended.aborted) return;
      check("getInputTrack()", kind, next);
      await put(kind, next);
      state(kind, "replaced");
    } catch (error) {
      report(error);
    }
  }

  function check(call: string, kind: InputKind, track: MediaStreamTrack | null) {
    if (!options.kinds.includes(kind))
      throw new InvalidInputError(`${call}: this session sends no ${kind} of the app's.`);
    if (track === null && kind === "audio") return;
    if (track?.kind !== kind || track.readyState === "ended") {
      throw new InvalidInputError(`${call}: pass a live ${kind} track${kind === "audio" ? ", or null" : ""}.`);
    }
  }

  const visible = (event: WorldEvent) => {
    if (event === "visible") for (const kind of lost) ask(kind);
  };
  const forget = options.getInputTrack && !ended.aborted ? platform.watch?.(visible) : undefined;
  ended.addEventListener("abort", () => {
    forget?.();
    for (const kind of options.kinds) unwatch[kind]?.();
    dropMirror();
  });
  for (const kind of ended.aborted ? [] : options.kinds) {
    const track = options.tracks.find((given) => given.kind === kind);
    if (!track) continue;
    if (wantsMirror(options.mirror, track)) put(kind, track).catch(report);
    else adopt(kind, track);
  }

  return {
    async replace(kind, track) {
      failIfEnded();
      check(kind === "video" ? "replaceVideoTrack()" : "replaceAudioTrack()", kind, track);
      await put(kind, track);
      state(kind, "replaced");
    },
  };
}
