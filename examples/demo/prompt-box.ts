import { element, make } from "./dom";

const PRESETS = [
  "Anime style",
  "Lego World",
  "Cyberpunk neon city",
  "Studio Ghibli animation style",
  "Watercolor",
  "Claymation",
  "Van Gogh oil painting",
  "Pencil sketch",
];

export type Tone = "quiet" | "wait" | "good" | "bad";

/** The prompt, its presets, and one line that says what became of the last change. */
export function createPromptBox(onSubmit: () => void, onChoice: () => void) {
  const form = element("prompt-form", "form");
  const field = element("prompt", "input");
  const enhance = element("enhance", "input");
  const send = element("send", "button");
  const line = element("prompt-status", "p");

  const chips = PRESETS.map((text) => {
    const chip = make("button", { type: "button" }, text);
    chip.addEventListener("click", () => {
      write(text);
      onChoice();
    });
    return chip;
  });
  element("presets", "fieldset").append(...chips);

  const mark = () => {
    for (const chip of chips) chip.setAttribute("aria-pressed", String(chip.textContent === field.value.trim()));
  };
  const write = (text: string) => {
    field.value = text;
    mark();
  };
  field.addEventListener("input", mark);
  enhance.addEventListener("change", onChoice);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onSubmit();
  });
  write("Cyberpunk neon city");

  return {
    read: () => ({ prompt: field.value.trim(), enhance: enhance.checked }),
    write,
    /** Says what became of the last change. */
    say(tone: Tone, text: string) {
      line.dataset.tone = tone;
      line.textContent = text;
    },
    setRunning(running: boolean) {
      send.textContent = running ? "Apply" : "Start";
    },
  };
}
