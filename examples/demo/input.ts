import { type Format, hasCamera, openSource, type Source, type SourceKind } from "./source";
import { createScreen } from "./view";

/**
 * The left side: the camera or the test pattern. The camera runs only during a session, so that its light is on only
 * then; the pattern needs nobody's leave and shows as soon as it is chosen.
 *
 * @param format What the chosen model works at.
 */
export function createInput(format: () => Format) {
  const screen = createScreen("input");
  const choices = [...document.querySelectorAll<HTMLInputElement>('input[name="source"]')];
  let source: Source | undefined;

  const kind = (): SourceKind => (choices.find((choice) => choice.checked)?.value === "pattern" ? "pattern" : "camera");
  const release = () => {
    source?.stop();
    source = undefined;
    screen.show(null);
  };
  const take = (opened: Source) => {
    release();
    source = opened;
    screen.show(opened.stream);
    // Not sent for a stop of our own.
    opened.stream.getVideoTracks()[0]?.addEventListener("ended", () =>
      screen.tell({
        title: "The camera has stopped",
        text: "It was unplugged, or something else has taken it. Press Stop, then Start again.",
      }),
    );
  };
  /** Shows what can be shown without asking: a pattern of the model's size, or the hint for the camera. */
  const preview = async () => {
    screen.tell(null);
    if (kind() === "pattern") take(await openSource("pattern", format()));
    else release();
  };

  for (const choice of choices) choice.addEventListener("change", preview);
  hasCamera().then((there) => {
    if (!there && !source) choose("pattern");
  });

  async function choose(wanted: SourceKind): Promise<void> {
    for (const choice of choices) choice.checked = choice.value === wanted;
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
      const opened = await openSource(kind(), format());
      if (signal.aborted) opened.stop();
      signal.throwIfAborted();
      take(opened);
      return opened.stream;
    },
    /** Ends the camera. A pattern goes on: it is the preview of the next session. */
    close() {
      if (source?.kind === "camera") release();
    },
  };
}
