import { readLook } from "@decartai/sdk/emulator/look";

/** What the documents' reader has in the page. The output comes first: one document looks for any `video`. */
const HTML = `
  <video id="output-video" autoplay muted playsinline></video>
  <video id="input-video" autoplay muted playsinline></video>
  <video id="viewer-video" autoplay muted playsinline></video>
  <input type="file">
  <input id="style-input">
  <p id="status"></p>
  <p id="error"></p>`;

const output = () => document.querySelector("video") as HTMLVideoElement;
let calls: [name: string, ...args: unknown[]][] = [];
let running: Promise<unknown> | undefined;

/**
 * Puts into the page what snippets take for granted: elements, values, a chosen file, and functions of the app, which
 * note how they are called.
 */
export function prepare(values: Record<string, string>, functions: string[], picture: number[]) {
  document.body.innerHTML = HTML;
  const chosen = new File([new Uint8Array(picture)], "picture.png", { type: "image/png" });
  const files = new DataTransfer();
  files.items.add(chosen);
  (document.querySelector("input[type=file]") as HTMLInputElement).files = files.files;
  calls = [];
  const notes = functions.map((name) => [name, (...args: unknown[]) => calls.push([name, ...args])]);
  Object.assign(
    window,
    Object.fromEntries(notes),
    {
      videoElement: output(),
      viewerVideoElement: document.getElementById("viewer-video"),
      selectedFile: chosen,
    },
    values,
  );
}

/** Starts a bundled module; it runs on while the test looks at the page. */
export function start(module: string) {
  running = import(URL.createObjectURL(new Blob([module], { type: "text/javascript" })));
}

/** Resolves when the module has run to its end, top-level awaits included; rejects with what it threw. */
export async function finished() {
  await running;
}

/** Waits until the output shows a state; resolves with the frames that went by. Fails after `limit` frames. */
export async function framesUntilLook(code: number, limit = 200) {
  const video = output();
  const seen = new Set<number | null>();
  for (let frames = 1; frames <= limit; frames += 1) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    const { videoWidth: width, videoHeight: height } = video;
    const context = new OffscreenCanvas(width, height).getContext("2d");
    if (!context) throw new Error("no canvas");
    context.drawImage(video, 0, 0);
    const reading = readLook({ width, height, data: context.getImageData(0, 0, width, height).data }).code;
    if (reading === code) return frames;
    seen.add(reading);
  }
  throw new Error(`look ${code} not seen in ${limit} frames, but ${[...seen].join(", ")}`);
}

/** The kinds of the tracks that an element shows, by the name that the page has for it. */
export const tracksOf = (name: string) => {
  const { srcObject } = (window as unknown as Record<string, HTMLVideoElement>)[name] ?? {};
  return (srcObject as MediaStream | null)
    ?.getTracks()
    .map(({ kind }) => kind)
    .sort();
};

/** How the app's functions were called so far. */
export const called = () => calls;

/** What an element says. */
export const textOf = (id: string) => document.getElementById(id)?.textContent;

/** Types into an input, as a person does who then leaves it. */
export function type(id: string, text: string) {
  const input = document.getElementById(id) as HTMLInputElement;
  input.value = text;
  input.dispatchEvent(new Event("change"));
}

/** Leaves the page, as far as its listeners can tell. */
export const leave = () => window.dispatchEvent(new Event("beforeunload"));
