import type { ImageInput } from "../../../src/realtime/connect-options";
import { imageOf } from "../../support/images";
import { readImage } from "../../support/read-image";
import { type ConnectInput, call, connect } from "./session";

export * from "./session";

/** What reading an image came to: a hash of the base64, or the error. */
export interface Reading {
  hash?: string;
  error?: { name: unknown; code: unknown; message: unknown };
}

/** One image in the form that a name says. */
function input(form: string, size: number, url: string): ImageInput {
  const bytes = imageOf(size);
  const text = () => {
    let base64 = "";
    for (let at = 0; at < size; at += 3000) base64 += btoa(String.fromCharCode(...bytes.subarray(at, at + 3000)));
    return base64;
  };
  switch (form) {
    case "Blob":
      return new Blob([bytes]);
    case "File":
      return new File([bytes], "a.png");
    case "ArrayBuffer":
      return bytes.buffer;
    case "Uint8Array":
      return Uint8Array.from([0, ...bytes, 0]).subarray(1, -1);
    case "shared": {
      // Without cross-origin isolation this is the way to shared memory.
      const memory = new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1000 });
      memory.grow(Math.ceil(size / 65536));
      const view = new Uint8Array(memory.buffer, 7, size);
      view.set(bytes);
      return view;
    }
    case "base64":
      return text();
    case "data:":
      return `data:image/png;base64,${text()}`;
    case "escaped data:":
      return `data:image/png,${Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")}`;
    case "blob:":
      return URL.createObjectURL(new Blob([bytes]));
    case "URL":
      return new URL(url);
    default:
      return url;
  }
}

/** Reads an image here, be that a page or a worker. */
export async function read(form: string, size: number, url = ""): Promise<Reading> {
  try {
    const base64 = await readImage({ fetch: (url, init) => fetch(url, init) }, input(form, size, url));
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(base64));
    return { hash: Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("") };
  } catch (thrown) {
    const { name, code, message } = thrown as Record<string, unknown>;
    return { error: { name, code, message } };
  }
}

let worker: Worker | undefined;

/** The same in a worker. */
export function readInWorker(form: string, size: number, url = ""): Promise<Reading> {
  worker ??= new Worker("/image-worker.js", { type: "module" });
  const { port1, port2 } = new MessageChannel();
  worker.postMessage([form, size, url], [port2]);
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
}

/** How long others had to wait for the thread while some work was done. */
export interface Business {
  totalMs: number;
  /** The longest wait, in milliseconds: of a message to this page itself. */
  longestMs: number;
  /** Tasks of 50 ms and more, as the browser counts them. */
  longTasks: number[];
}

async function watched<T>(work: () => Promise<T>): Promise<T & { busy: Business }> {
  const longTasks: number[] = [];
  const note = (list: PerformanceEntryList) => longTasks.push(...list.map(({ duration }) => duration));
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: "longtask" });
  const { port1, port2 } = new MessageChannel();
  const started = performance.now();
  let last = started;
  let longestMs = 0;
  port1.onmessage = () => {
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
    port2.postMessage(0);
  };
  port2.postMessage(0);
  const result = await work();
  const totalMs = performance.now() - started;
  // The task that the work ended in counts too.
  await new Promise((resolve) => setTimeout(resolve));
  port1.close();
  note(observer.takeRecords());
  observer.disconnect();
  return { ...result, busy: { totalMs, longestMs, longTasks } };
}

/** Reads an image that is made before, and watches the thread meanwhile. */
export function readWatched(form: string, size: number) {
  const image = input(form, size, "");
  return watched(async () => {
    const base64 = await readImage({ fetch: (url, init) => fetch(url, init) }, image);
    return { length: base64.length };
  });
}

/** `set({ image })` with so many bytes, and the thread meanwhile. */
export function setLarge(form: string, size: number) {
  const image = input(form, size, "");
  return watched(() => call("set", { image }));
}

/** A connect whose initial state has an image of so many bytes. */
export function connectWithLarge(options: ConnectInput, form: string, size: number) {
  const image = input(form, size, "");
  return watched(() => connect({ ...options, options: { ...options.options, initialState: { image } } }));
}
