// What comes back from the service, as one picture for each moment.
import wrtc from "@roamhq/wrtc";
import { fit } from "./scale.mjs";

/** @typedef {import("./ffmpeg.mjs").Frame} Frame */

/** Frames come in bursts and are shown one by one: so many may wait. When more do, the oldest is left out. */
const MOST_WAITING = 5;

/** @param {{ width: number, height: number }} size All pictures get this size: WebRTC changes it with the bandwidth. */
export function createScreen({ width, height }) {
  /** @type {import("@roamhq/wrtc").nonstandard.RTCVideoSink | undefined} */
  let sink;
  /** @type {Frame[]} */
  let waiting = [];
  /** @type {Frame | undefined} */
  let shown;
  return {
    /** Pictures that were shown once more, for lack of a newer one. */
    repeated: 0,
    /** Whether there is a picture. */
    get isOn() {
      return waiting.length > 0 || shown !== undefined;
    },
    /** Whether the newest picture came in full size. */
    get isSharp() {
      return (waiting.at(-1)?.width ?? 0) >= width;
    },
    /**
     * Shows a track in place of the one before: a session that has reconnected has another one.
     * @param {MediaStreamTrack} track
     */
    show(track) {
      sink?.stop();
      sink = new wrtc.nonstandard.RTCVideoSink(track);
      sink.onframe = (/** @type {any} */ { frame }) => {
        waiting.push(frame);
        if (waiting.length > MOST_WAITING) waiting.shift();
      };
    },
    /** Leaves out all that waits but the newest. */
    skip() {
      waiting = waiting.slice(-1);
    },
    /** The picture of the next moment. */
    next() {
      const frame = waiting.shift();
      if (frame) shown = fit(frame, width, height);
      else this.repeated++;
      if (!shown) throw new Error("There is no picture yet.");
      return shown;
    },
    close() {
      sink?.stop();
    },
  };
}
