// A film through a live session: sent picture by picture at its own pace, and written at the same pace as it comes back.
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import wrtc from "@roamhq/wrtc";
import { decode, encode, probe } from "./ffmpeg.mjs";
import { createScreen } from "./screen.mjs";

/** A service that shows nothing for so long won't. */
const MOST_SILENCE_MS = 15_000;
/** WebRTC begins with a small picture: how long the film may wait for its full size. */
const MOST_BLUR_MS = 3_000;

/**
 * @typedef {object} Job
 * @property {import("@decartai/sdk").DecartClient} client
 * @property {import("@decartai/sdk").ModelDefinition} model
 * @property {import("@decartai/sdk").InitialState} initialState
 * @property {string} from
 * @property {string} to
 * @property {number} tail Seconds to go on for when the film is over: its last pictures are on their way back by then.
 * @property {ReturnType<typeof import("./bar.mjs").createBar>} bar
 * @property {AbortController} stop Ends it early; what is written by then stays, complete.
 */

/** @param {Job} job */
export async function transform({ client, model, initialState, from, to, tail, bar, stop }) {
  const { signal } = stop;
  const film = await probe(from);
  const { width, height } = sizeFor(film, model);
  const fps = Math.min(film.fps, model.fps);
  const pictures = decode(from, { width, height, fps }, signal);
  const camera = new wrtc.nonstandard.RTCVideoSource();
  const track = camera.createTrack();
  const screen = createScreen({ width, height });
  const closing = [() => screen.close(), () => track.stop(), () => void pictures.return()];
  try {
    const first = (await pictures.next()).value;
    if (!first) throw new Error(`${from} has no pictures.`);
    // Until all is ready the film stands at its first picture.
    const still = setInterval(() => camera.onFrame(first), 1000 / fps);
    closing.unshift(() => clearInterval(still));

    bar.say(`connecting, to send ${width}×${height} at ${fps} pictures a second`);
    const session = await client.realtime.connect(track, {
      model,
      initialState,
      signal,
      onRemoteStream() {},
      // Rather than the stream: a session that has reconnected has another track.
      onRemoteVideoTrack: (remote) => screen.show(remote),
    });
    closing.unshift(() => session.disconnect());
    session.on("connectionChange", (state) => bar.say(state));
    session.on("generationEnded", ({ reason }) => stop.abort(new Error(`The service has ended it: ${reason}`)));
    session.on("error", (error) => {
      if (session.getConnectionState() === "disconnected") stop.abort(error);
      else bar.say(`${error.code}: ${error.message}`);
    });
    await settled(screen, signal);
    clearInterval(still);

    const output = encode(to, { width, height, fps });
    const all = Math.round((film.seconds ?? Number.NaN) * fps);
    let written = 0;
    try {
      screen.skip();
      const beat = metronome(fps, signal);
      for (let picture = first, left = Math.round(tail * fps); left >= 0; ) {
        await beat();
        camera.onFrame(picture);
        // While it reconnects, film and result stand still.
        if (!session.isConnected()) continue;
        // Waits for an encoder that is slow, and the film with it.
        await output.write(screen.next().data);
        written++;
        bar.show(written, all, `${(written / fps).toFixed(1)} s`);
        const next = await pictures.next();
        if (next.done) left--;
        else picture = next.value;
      }
    } finally {
      bar.say(`${written} pictures, ${screen.repeated} of them shown once more: finishing ${to}`);
      await output.end();
      if (written === 0) await rm(to, { force: true });
    }
  } catch (error) {
    // What was being waited for then says only that it was aborted.
    throw signal.aborted ? signal.reason : error;
  } finally {
    for (const close of closing) close();
  }
}

/**
 * A film's size as the model wants it, its sides kept in proportion: never larger than it is, and even, which I420 is.
 *
 * @param {{ width: number, height: number }} film
 * @param {{ width: number, height: number }} model
 */
function sizeFor({ width, height }, model) {
  const wide = Math.max(model.width, model.height) / Math.max(width, height);
  const high = Math.min(model.width, model.height) / Math.min(width, height);
  /** @param {number} length */
  const even = (length) => Math.max(Math.round((length * Math.min(wide, high, 1)) / 2), 1) * 2;
  return { width: even(width), height: even(height) };
}

/**
 * Resolves when the picture is there, in full size if that comes soon.
 *
 * @param {ReturnType<typeof createScreen>} screen
 * @param {AbortSignal} signal
 */
async function settled(screen, signal) {
  for (let waited = 0; !screen.isSharp && !(screen.isOn && waited > MOST_BLUR_MS); waited += 20) {
    if (waited > MOST_SILENCE_MS) throw new Error("The service is connected, but no picture comes back.");
    await sleep(20, undefined, { signal });
  }
}

/**
 * Something to await for each picture. It keeps the pace on average, and makes up for nothing after a pause.
 *
 * @param {number} fps
 * @param {AbortSignal} signal
 */
function metronome(fps, signal) {
  const period = 1000 / fps;
  let due = performance.now();
  return async () => {
    due = Math.max(due + period, performance.now());
    await sleep(due - performance.now(), undefined, { signal });
  };
}
