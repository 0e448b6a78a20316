import { defineStatsPanel, type StatsPanelElement } from "@decartai/sdk/panel";
import { type ConnectInput, connect as connectSession, currentClient, disconnect } from "./session";

export { disconnect };

let panel: StatsPanelElement | undefined;

function shown(): { panel: StatsPanelElement; root: ShadowRoot } {
  if (!panel?.shadowRoot) throw new Error("no panel");
  return { panel, root: panel.shadowRoot };
}

/** Connects as the session page does, without the video in the way of the panel. */
export async function connect(input: ConnectInput) {
  const result = await connectSession(input);
  for (const video of document.querySelectorAll("video")) {
    Object.assign(video.style, { position: "fixed", right: "0", bottom: "0", width: "1px", height: "1px" });
  }
  return result;
}

/** Puts a panel into the page, as any page would. `early`: before the element is defined. */
export function show({ early = false, minutes = 3, session = true } = {}) {
  document.body.style.cssText = "margin: 24px auto; max-width: 1000px; color-scheme: light";
  if (!early) defineStatsPanel();
  const element = document.createElement("decart-stats") as StatsPanelElement;
  element.setAttribute("minutes", String(minutes));
  if (session) element.session = currentClient();
  document.body.append(element);
  if (early) defineStatsPanel();
  defineStatsPanel();
  panel = element;
}

/** Lets the page draw what has changed. */
const drawn = () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

/** What the panel says, in words. */
export async function words() {
  await drawn();
  const { root } = shown();
  const text = (part: string) => {
    const element = root.querySelector<HTMLElement>(`[data-part="${part}"]`);
    return element?.hidden ? "" : (element?.textContent ?? "");
  };
  const story = [...root.querySelectorAll('[data-part="story"] li')].map((row) =>
    [...row.children]
      .map(({ textContent }) => textContent)
      .join(" ")
      .trim(),
  );
  return {
    story,
    state: text("state"),
    quality: text("quality"),
    phases: text("phases"),
    path: text("path"),
    ear: root.querySelector('[data-part="ear"]')?.textContent ?? "",
    label: root.querySelector("canvas")?.getAttribute("aria-label"),
    role: root.querySelector('[data-part="story"]')?.getAttribute("role"),
  };
}

/** Waits until a line of what happened has these words. */
export async function untilTold(pattern: string) {
  const wanted = new RegExp(pattern);
  for (;;) {
    const { story } = await words();
    if (story.some((line) => wanted.test(line))) return story;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** How much of the chart has been painted, and in which colours (of 16 levels each). */
export function chart() {
  const canvas = shown().root.querySelector("canvas");
  const context = canvas?.getContext("2d");
  if (!canvas || !context) throw new Error("no canvas");
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Map<string, number>();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] !== 255) continue;
    const colour = [data[at], data[at + 1], data[at + 2]].join();
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  return { width: canvas.width, height: canvas.height, colours: Object.fromEntries(colours) };
}

/** Sets a colour of the theme, as a page's style sheet would. */
export async function theme(name: string, colour: string) {
  const { panel } = shown();
  panel.style.setProperty(`--decart-stats-${name}`, colour);
  // It is drawn anew when it changes in size, or with the next figures.
  panel.style.width = `${panel.clientWidth - 1}px`;
  await drawn();
  await drawn();
}

/** Presses "Save as JSON", and gives what would be saved. */
export async function save() {
  const { root } = shown();
  const blobs: Blob[] = [];
  const { createObjectURL } = URL;
  const saved = new Promise<{ name: string; text: string }>((resolve) => {
    const click = (event: Event) => {
      const link = event.target;
      if (!(link instanceof HTMLAnchorElement)) return;
      event.preventDefault();
      blobs[0]?.text().then((text) => resolve({ name: link.download, text }));
    };
    const original = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
      this.addEventListener("click", click);
      original.call(this);
      HTMLAnchorElement.prototype.click = original;
    };
  });
  URL.createObjectURL = (blob: Blob) => {
    blobs.push(blob);
    return createObjectURL(blob);
  };
  root.querySelector<HTMLElement>('[data-part="save"]')?.click();
  const result = await saved;
  URL.createObjectURL = createObjectURL;
  return result;
}

/** Opens the log, and reads it. */
export async function log() {
  const details = shown().root.querySelector("details");
  if (details) details.open = true;
  await drawn();
  await drawn();
  return shown().root.querySelector('[data-part="log"]')?.textContent ?? "";
}

/** Takes the panel out of the page and puts it back, as a framework may. */
export async function move() {
  const { panel } = shown();
  panel.remove();
  document.body.append(panel);
  await drawn();
}

/** Shows no session any more. */
export async function forget() {
  shown().panel.session = null;
  await drawn();
}
