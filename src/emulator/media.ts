import { type AvatarOptions, createAvatar } from "./avatar";
import { applyLook, type I420Frame, type Look } from "./look";
import type { DecodedFrame, WebRtcStack } from "./stack";
import { upright } from "./upright";

/** What the media of a session is made of, and who wants to know. */
export interface MediaOptions {
  stack: WebRtcStack;
  /** The look in force, asked for each frame. */
  look(): Look;
  /** Whether frames are to be sent at all. */
  flows(): boolean;
  /** Of a session that makes its video from sound. */
  avatar?: Omit<AvatarOptions, "look" | "flows" | "onFrame"> & { onLoudness(loudness: number): void };
  /** The look has been painted into a frame. */
  onPainted(): void;
  /** A frame was decoded; as it came, before any rotation, and before it is painted. */
  onFrameIn(frame: I420Frame): void;
  /** A frame is about to be sent. */
  onFrameOut(width: number, height: number): void;
}

/** What a peer connection sends, and where what it receives goes. Outlives the peer connection. */
export interface Media {
  /** Takes a client's track of either kind, in place of the one before. */
  attach(track: MediaStreamTrack): void;
  /** Makes a track of what the session gives back. Any number of peer connections can have one. */
  createTrack(kind: string): MediaStreamTrack;
  close(): void;
}

/** The loop from what a client sends to what it gets back. */
export interface SessionMedia extends Media {
  /** The same pictures and sound for somebody who only watches: nothing is decoded or painted again. */
  branch(): Media;
}

export function createMedia(options: MediaOptions): SessionMedia {
  const { stack, look, flows, avatar: face, onPainted, onFrameIn, onFrameOut } = options;
  const video = stack.createVideoSource();
  const audio = stack.createAudioSource();
  const stops = new Map<string, () => void>();
  let heard = false;
  const avatar =
    face &&
    createAvatar({
      ...face,
      look,
      flows,
      onFrame(frame, loudness) {
        face.onLoudness(loudness);
        onPainted();
        onFrameOut(frame.width, frame.height);
        video.push(frame);
      },
    });

  function transform(decoded: DecodedFrame): void {
    onFrameIn(decoded);
    if (!flows()) return;
    // The buffer is ours: wrtc makes one for each frame, so it can be painted in place.
    const frame = upright(decoded);
    applyLook(frame, look());
    onPainted();
    onFrameOut(frame.width, frame.height);
    video.push(frame);
  }

  function createOutput() {
    const tracks: MediaStreamTrack[] = [];
    return {
      createTrack(kind: string) {
        const track = kind === "video" ? video.createTrack() : audio.createTrack();
        tracks.push(track);
        return track;
      },
      close() {
        for (const track of tracks) track.stop();
      },
    };
  }
  const output = createOutput();

  return {
    createTrack: output.createTrack,
    // What a viewer offers to send, which is nothing, is nobody's input.
    branch: () => ({ ...createOutput(), attach() {} }),
    attach(track) {
      stops.get(track.kind)?.();
      if (track.kind === "video") {
        stops.set("video", stack.watchVideo(track, transform));
        return;
      }
      const stop = stack.watchAudio(track, (chunk) => {
        avatar?.hear(chunk);
        // A client without a microphone is heard as endless silence, which nobody needs back.
        heard ||= chunk.samples.some((sample) => sample !== 0);
        if (heard && flows()) audio.push(chunk);
      });
      stops.set("audio", stop);
    },
    close() {
      avatar?.stop();
      for (const stop of stops.values()) stop();
      stops.clear();
      output.close();
    },
  };
}
