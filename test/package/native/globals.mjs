// Makes this Node look like React Native, as far as an SDK can see it: a window that is the global object and has no
// events, no document, FormData and files of its own, answers without streams. Import it first.
import { readFile } from "node:fs/promises";
import { WebSocket } from "ws";

const node = { fetch, Response, FormData };

/** React Native's: it takes anything, and its networking reads what has a `uri`. */
class NativeFormData {
  /** @type {[string, any][]} */
  _parts = [];
  /** @param {string} name @param {unknown} value */
  append(name, value) {
    this._parts.push([name, value]);
  }
}

/** @param {string} url @param {any} [init] */
async function nativeFetch(url, init = {}) {
  const { duplex: _, body, ...rest } = init;
  const sent = body instanceof NativeFormData ? await formOf(body) : body;
  const response = await node.fetch(url, { ...rest, body: sent });
  return Object.defineProperty(response, "body", { value: undefined });
}

/** @param {NativeFormData} form */
async function formOf(form) {
  const real = new node.FormData();
  for (const [name, value] of form._parts) {
    if (!value?.uri) real.append(name, String(value));
    else real.append(name, new Blob([await readFile(new URL(value.uri))], { type: value.type }), value.name);
  }
  return real;
}

// Streams aren't there either, but Node's own fetch needs them.
for (const name of ["document", "crypto", "MessageChannel", "structuredClone"])
  Reflect.deleteProperty(globalThis, name);
/** @type {Record<string, unknown>} */
const own = {
  window: globalThis,
  self: globalThis,
  navigator: { product: "ReactNative" },
  FormData: NativeFormData,
  fetch: nativeFetch,
  WebSocket,
  // The one of Node is behind it, for the WebRTC stack.
  process: Object.create(process, { env: { value: {} }, versions: { value: {} } }),
};
for (const [name, value] of Object.entries(own)) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
