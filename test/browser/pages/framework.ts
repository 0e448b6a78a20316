import { type ConnectionState, createDecartClient, type DecartClient } from "@decartai/sdk";
import { readLook } from "@decartai/sdk/emulator/look";
import { nextFrame, pixels, type Service } from "./session";

/** What the component on a stage is given. */
export interface StageProps {
  client: DecartClient;
  stream: MediaStream;
  muted: boolean;
}

/** A page with one component that can be mounted again and again; whoever implements it knows a framework. */
export interface Stage {
  mount(props: StageProps): void;
  /** Gives the mounted component these properties. */
  change(props: StageProps): void;
  unmount(): void;
  /** What the latest rendering had. */
  shown(): { state: ConnectionState; error: string | null; setPrompt(prompt: string): Promise<void> };
}

/** A stream with sound that is no capture: while a page captures, Chromium lets everything play. */
function drawnStream(): MediaStream {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  let frames = 0;
  setInterval(() => {
    frames += 1;
    if (context) context.fillStyle = `hsl(${frames} 50% 50%)`;
    context?.fillRect(0, 0, canvas.width, canvas.height);
  }, 50);
  const [sound] = new AudioContext().createMediaStreamDestination().stream.getTracks();
  const stream = canvas.captureStream();
  if (sound) stream.addTrack(sound);
  return stream;
}

/**
 * What tests do on a stage, whatever framework it is of. Its component shows a `<video>`, and a button `Play` where the
 * browser doesn't let it play.
 */
export function scenariosOf(stage: Stage) {
  let props: StageProps | undefined;

  async function open({ url, httpUrl, apiKey }: Service, muted = true): Promise<StageProps> {
    props ??= {
      client: createDecartClient({ apiKey, realtimeBaseUrl: url, baseUrl: httpUrl, telemetry: false }),
      stream: muted
        ? await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 180, frameRate: 15 } })
        : drawnStream(),
      muted,
    };
    return props;
  }
  function video(): HTMLVideoElement {
    const element = document.querySelector("video");
    if (!element) throw new Error("no video");
    return element;
  }
  // With a service behind the URL's #, the page mounts by itself, with sound: what a test calls counts as a user's click.
  if (location.hash) open(JSON.parse(decodeURIComponent(location.hash.slice(1))), false).then(stage.mount);
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  return {
    mount: async (service: Service) => stage.mount(await open(service)),
    unmount: () => stage.unmount(),
    setPrompt: (prompt: string) => stage.shown().setPrompt(prompt),
    shown() {
      const { state, error } = stage.shown();
      return { state, error };
    },

    /** Waits until the video shows a state; fails after `limit` frames. */
    async framesUntilLook(code: number, limit = 100) {
      for (let frames = 1; frames <= limit; frames += 1) {
        await nextFrame(video());
        if (readLook(pixels(video())).code === code) return frames;
      }
      throw new Error(`look ${code} not seen in ${limit} frames`);
    },

    /** Renders the component several times with what it has; resolves with how often the video was restarted by it. */
    async renderAgain(times: number) {
      let restarts = 0;
      video().addEventListener("emptied", () => {
        restarts += 1;
      });
      for (let time = 0; time < times; time += 1) {
        if (props) stage.change({ ...props });
        await nextFrame(video());
      }
      return restarts;
    },

    /** Where the button is that the page shows when the video is blocked; null while there is none. */
    playButton() {
      const { x, y, width, height } = document.querySelector("button")?.getBoundingClientRect() ?? {};
      return x === undefined || y === undefined ? null : { x: x + (width ?? 0) / 2, y: y + (height ?? 0) / 2 };
    },

    /**
     * Mounts and unmounts at random moments of a connect's life, every fifth time with another stream in between.
     * Resolves with whether the camera still lives.
     */
    async cycles(service: Service, count: number, longestMs: number) {
      const given = await open(service);
      for (let cycle = 0; cycle < count; cycle += 1) {
        stage.mount(given);
        await wait(Math.random() * longestMs);
        if (cycle % 5 === 0) {
          stage.change({ ...given, stream: new MediaStream(given.stream.getTracks()) });
          await wait(Math.random() * longestMs);
        }
        stage.unmount();
        // Now and then the next one comes in the same task.
        if (cycle % 3) await wait(Math.random() * 20);
      }
      return given.stream.getTracks().every(({ readyState }) => readyState === "live");
    },

    stopCamera() {
      for (const track of props?.stream.getTracks() ?? []) track.stop();
      props = undefined;
    },
  };
}
