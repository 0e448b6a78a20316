import { createDecartClient } from "@decartai/sdk";
import { createCameraControls } from "./camera-controls";
import { type CameraWish, type Format, openPattern, openSource, type Source, type SourceKind } from "./source";
import { createScreen } from "./view";
import { wordsFor } from "./words";

/** Opens cameras, which needs no service: so any key will do. */
const { realtime } = createDecartClient({ apiKey: "none", telemetry: false });

/**
 * The left side: the camera, a screen, or the test pattern. The camera runs only during a session, so that its light is
 * on only then; the pattern needs nobody's leave and shows as soon as it is chosen.
 *
 * @param format What the chosen model works at.
 * @param session How the running session changes to another track, if there is one.
 */
export function createInput(
  format: () => Format,
  session: () => ((track: MediaStreamTrack) => Promise<void>) | undefined,
) {
  const screen = createScreen("input");
  const choices = [...document.querySelectorAll<HTMLInputElement>('input[name="source"]')];
  const camera = createCameraControls(changeCamera);
  let source: Source | undefined;

  const kind = () => (choices.find((choice) => choice.checked)?.value ?? "camera") as SourceKind;
  const mark = (wanted: SourceKind) => {
    for (const choice of choices) choice.checked = choice.value === wanted;
    camera.show(wanted === "camera");
  };
  const release = () => {
    source?.stop();
    source = undefined;
    screen.show(null);
  };
  const take = (opened: Source) => {
    const before = source;
    source = opened;
    screen.show(opened.stream);
    before?.stop();
    const [track] = opened.stream.getVideoTracks();
    camera.refresh(opened.camera && track?.getSettings().deviceId);
    // Not sent for a stop of our own.
    track?.addEventListener("ended", () => {
      if (source !== opened) return;
      screen.tell({
        title: opened.kind === "screen" ? "The screen is no longer shared" : "The camera has stopped",
        text: "Choose another source above: the session goes on with it.",
      });
    });
  };
  /** Shows what can be shown without asking: a pattern of the model's size, or the hint for the camera. */
  const preview = async () => {
    screen.tell(null);
    camera.show(kind() === "camera");
    if (kind() === "pattern") take(openPattern(format()));
    else release();
  };
  const open = () => openSource(kind(), format(), realtime, camera.read());

  /** Another source: in a session it is sent in place of the one before, in the same session. */
  async function changeSource(): Promise<void> {
    const replace = session();
    if (!replace) return preview();
    const before = source?.kind ?? "camera";
    screen.tell(null);
    try {
      const opened = await open();
      const [track] = opened.stream.getVideoTracks();
      if (track) await replace(track);
      take(opened);
      mark(opened.kind);
    } catch (error) {
      mark(before);
      screen.tell(wordsFor(error), [{ label: "Dismiss", run: () => screen.tell(null) }]);
    }
  }

  /** Another camera, or mirrored otherwise. The session follows by itself. */
  async function changeCamera(change: Partial<CameraWish>): Promise<void> {
    try {
      await source?.camera?.switchCamera(change);
    } catch (error) {
      screen.tell(wordsFor(error), [{ label: "Dismiss", run: () => screen.tell(null) }]);
    }
  }

  for (const choice of choices) choice.addEventListener("change", changeSource);
  camera.refresh().then((there) => {
    if (!there && !source) choose("pattern");
  });

  async function choose(wanted: SourceKind): Promise<void> {
    mark(wanted);
    await preview();
  }

  return {
    video: screen.video,
    tell: screen.tell,
    preview,
    choose,
    /** The stream for a session. A camera that is allowed only after the user has given up is closed again. */
    async open(signal: AbortSignal): Promise<MediaStream> {
      if (source?.kind === kind()) return source.stream;
      const opened = await open();
      if (signal.aborted) opened.stop();
      signal.throwIfAborted();
      take(opened);
      return opened.stream;
    },
    /** Ends the camera, or the screen. A pattern goes on: it is the preview of the next session. */
    close() {
      if (source?.kind !== "pattern") release();
    },
  };
}
