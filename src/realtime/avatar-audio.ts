import { disconnectedError } from "../core/failure";
import type { ConnectionState } from "../core/notices";
import { InvalidInputError } from "../errors";
import type { Clock } from "../platform/platform";

/** What an avatar is made to say: a whole file that the browser can decode, such as WAV, MP3, Ogg or M4A. */
export type AudioInput = Blob | File | ArrayBuffer;

/** The sound that a live avatar moves to. */
export interface AvatarAudio {
  /** Runs as long as the session: silence while no clip plays. */
  readonly track: MediaStreamTrack;
  /** Plays a clip in place of the one before. */
  play(audio: AudioInput): Promise<void>;
  /** While the session has no connection the sound stands still, so that nothing of a clip is lost. */
  follow(state: ConnectionState): void;
}

/** What it needs of the session. */
export interface AvatarAudioOptions {
  clock: Clock;
  /** Its abort ends everything. */
  ended: AbortSignal;
  /** Told when the browser holds the sound back until a click, and when it no longer does. */
  onBlocked(blocked: boolean): void;
}

// A context that may run does so within this time on a busy machine too. One that may not says nothing.
const BLOCKED_AFTER_MS = 1000;
// What counts as the user's leave; and a page that comes back on a phone, where it may have been suspended.
const OCCASIONS = ["click", "keydown", "touchend", "visibilitychange"];
// No output device: the sound is for the service alone, and must survive a headset that is unplugged. 48 kHz is what
// Opus has; without it a headset's telephone rate would set the quality. Browsers ignore what they don't know of it.
const CONTEXT = { sampleRate: 48_000, sinkId: { type: "none" } };
// Made out here: a function made beside a clip would keep that clip.
const idle = () => {};

/** Opens the sound of an avatar, or nothing where there is no Web Audio, such as in Node. */
export function createAvatarAudio({ clock, ended, onBlocked }: AvatarAudioOptions): AvatarAudio | undefined {
  if (typeof AudioContext === "undefined") return undefined;
  const context = new AudioContext(CONTEXT);
  const output = context.createMediaStreamDestination();
  const track = output.stream.getAudioTracks()[0] as MediaStreamTrack;
  let paused = false;
  let blocked = false;
  let cancelReport = idle;
  let endClip = idle;
  let lastCall = 0;
  let newest = 0;

  // With nothing connected to it, the track would send no packets at all: silence has to be made.
  const silence = new ConstantSourceNode(context, { offset: 0 });
  silence.connect(output);
  silence.start();

  const report = (now: boolean) => {
    if (now !== blocked) onBlocked(now);
    blocked = now;
  };
  const wake = () => {
    cancelReport();
    if (context.state === "running") report(false);
    else if (!paused && !ended.aborted) {
      // Stays pending while the browser wants a click, and fails on a phone that is in a call: the next occasion comes.
      context.resume().catch(() => {});
      cancelReport = clock.after(BLOCKED_AFTER_MS, () => report(true));
    }
  };

  async function play(audio: AudioInput): Promise<void> {
    lastCall += 1;
    const call = lastCall;
    wake();
    // The Blob is a copy: decoding would take the caller's buffer away.
    const buffer = await new Blob([audio])
      .arrayBuffer()
      .then((bytes) => context.decodeAudioData(bytes))
      .catch((cause) => {
        const message = "playAudio(): the audio can't be decoded. Pass a whole file, such as WAV or MP3.";
        throw new InvalidInputError(message, { cause });
      });
    // A later call was decoded sooner, and plays already.
    if (call < newest || ended.aborted) return;
    newest = call;
    endClip();
    await new Promise<void>((resolve) => {
      const source = new AudioBufferSourceNode(context, { buffer });
      endClip = source.onended = () => {
        source.onended = null;
        source.stop();
        source.disconnect();
        endClip = idle;
        resolve();
      };
      source.connect(output);
      source.start();
    });
  }

  context.onstatechange = wake;
  for (const occasion of OCCASIONS) addEventListener(occasion, wake, { capture: true, signal: ended });
  ended.addEventListener("abort", () => {
    context.onstatechange = null;
    cancelReport();
    silence.stop();
    track.stop();
    context.close();
  });
  wake();

  return {
    track,
    play(audio) {
      const played = new Promise<void>((resolve, reject) => {
        const over = () => reject(disconnectedError());
        if (ended.aborted) return over();
        ended.addEventListener("abort", over);
        play(audio)
          .then(resolve, reject)
          .finally(() => ended.removeEventListener("abort", over));
      });
      // Nobody has to wait for it.
      played.catch(() => {});
      return played;
    },
    follow(state) {
      paused = state === "reconnecting";
      if (paused) context.suspend();
      else wake();
    },
  };
}
