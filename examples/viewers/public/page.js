// @ts-expect-error The page's server has it, as a CDN would.
import { createDecartClient, models, tokenProvider } from "/decart.min.js";

const { realtimeBaseUrl, camera: size } = await (await fetch("/config.json")).json();
// Producers and viewers alike need a key: a short-lived one, from the server.
const client = createDecartClient({ apiKey: tokenProvider("/api/realtime-token"), realtimeBaseUrl, telemetry: false });

/** @param {string} selector @param {ParentNode} [inside] @returns {any} */
const find = (selector, inside = document) => inside.querySelector(selector);

// The producer.

/** @type {import("@decartai/sdk").RealTimeClient | undefined} */
let session;
/** @type {MediaStream | undefined} */
let camera;
const [stage, state, form] = ["video", "output", "form"].map((name) => find(`#producer ${name}`));
const [start, stop] = form.querySelectorAll("button");

/** Tells the viewers what to watch. A reconnect is another session of the service, and has another token. */
const publish = () => fetch("/api/show", { method: "PUT", body: session?.subscribeToken ?? "" });

form.addEventListener("submit", async (/** @type {Event} */ event) => {
  event.preventDefault();
  const text = find("input", form).value;
  start.disabled = true;
  try {
    if (session?.isConnected()) return void (await session.setPrompt(text));
    const model = models.realtime("lucy-2.1");
    const { fps: frameRate, width, height } = model;
    camera = await navigator.mediaDevices.getUserMedia({ video: { frameRate, width, height, ...size } });
    session = await client.realtime.connect(camera, {
      model,
      initialState: { prompt: { text } },
      onRemoteStream: (/** @type {MediaStream} */ stream) => (stage.srcObject = stream),
      onConnectionChange: (/** @type {string} */ now) => (state.value = now),
    });
    await publish();
    session?.on("connectionChange", publish);
    start.textContent = "Change";
    stop.disabled = false;
  } catch (error) {
    state.value = String(error);
  } finally {
    start.disabled = false;
  }
});

stop.addEventListener("click", () => {
  session?.disconnect();
  for (const track of camera?.getTracks() ?? []) track.stop();
  session = undefined;
  void publish();
  start.textContent = "Go live";
  stop.disabled = true;
});

// The viewers.

const WAITING = "waiting for the producer";
/** The token of the moment. */
let token = "";
/** @type {(() => void)[]} */
const tiles = [];
new EventSource("/api/show").addEventListener("message", ({ data }) => {
  token = JSON.parse(data);
  for (const renew of tiles) renew();
});

/** @param {string} name */
function addTile(name) {
  const tile = find("template").content.firstElementChild.cloneNode(true);
  const [screen, says, button] = ["video", "output", "button"].map((part) => find(part, tile));
  find("strong", tile).textContent = name;
  /** @param {string} text */
  const say = (text) => {
    says.value = text;
  };
  /** Ends what this viewer is doing, connecting or watching. @type {AbortController | undefined} */
  let watching;

  async function watch() {
    watching?.abort();
    watching = new AbortController();
    const { signal } = watching;
    if (!token) return say(WAITING);
    try {
      const viewer = await client.realtime.subscribe({
        token,
        signal,
        onRemoteStream: (/** @type {MediaStream} */ stream) => (screen.srcObject = stream),
        onConnectionChange: (/** @type {string} */ now) => signal.aborted || say(now),
      });
      signal.addEventListener("abort", () => viewer.disconnect());
      // The producer has gone, or has come back under another token, which is on its way here.
      viewer.on("error", (/** @type {import("@decartai/sdk").DecartSDKError} */ error) => {
        say(error.code === "SUBSCRIBE_TOKEN_INVALID" ? WAITING : error.message);
      });
    } catch (error) {
      if (!signal.aborted) say(String(error));
    }
  }

  button.addEventListener("click", () => {
    if (watching) {
      watching.abort();
      watching = undefined;
      screen.srcObject = null;
      say("off");
    } else void watch();
    button.textContent = watching ? "Leave" : "Watch";
  });
  tiles.push(() => watching && void watch());
  find("#viewers").append(tile);
}
for (const name of ["Viewer 1", "Viewer 2", "Viewer 3"]) addTile(name);
