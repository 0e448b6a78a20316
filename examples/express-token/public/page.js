// @ts-expect-error The page's server has it, as a CDN would.
import { createDecartClient, models, tokenProvider } from "/decart.min.js";

/** @param {string} id @returns {any} */
const find = (id) => document.getElementById(id);
const { realtimeBaseUrl } = await (await fetch("/config.json")).json();

// Live: a token for each connection attempt, a reconnect hours later included.
const live = createDecartClient({ apiKey: tokenProvider("/api/realtime-token"), realtimeBaseUrl, telemetry: false });
/** @type {import("@decartai/sdk").RealTimeClient | undefined} */
let session;

find("connect").addEventListener("submit", async (/** @type {Event} */ event) => {
  event.preventDefault();
  const text = find("prompt").value;
  try {
    if (session?.isConnected()) return void (await session.setPrompt(text));
    const model = models.realtime("lucy-2.1");
    const { fps: frameRate, width, height } = model;
    const camera = await navigator.mediaDevices.getUserMedia({ video: { frameRate, width, height } });
    session = await live.realtime.connect(camera, {
      model,
      initialState: { prompt: { text } },
      onRemoteStream: (/** @type {MediaStream} */ stream) => (find("live").srcObject = stream),
      onConnectionChange: (/** @type {string} */ state) => (find("state").value = state),
    });
  } catch (error) {
    find("state").value = String(error);
  }
});
addEventListener("pagehide", () => session?.disconnect());

// Images: no key at all on the page.
const { process } = createDecartClient({ proxy: "/api/decart" });
/** @type {AbortController | undefined} */
let running;

find("stop").addEventListener("click", () => running?.abort(new Error("stopped")));
find("process").addEventListener("submit", async (/** @type {Event} */ event) => {
  event.preventDefault();
  const [progress, state, picture] = [find("progress"), find("result-state"), find("result")];
  running = new AbortController();
  find("stop").disabled = false;
  progress.hidden = false;
  progress.value = 0;
  state.value = "uploading";
  try {
    const result = await process({
      model: models.image("lucy-image-2"),
      prompt: find("prompt").value,
      data: find("file").files[0],
      signal: running.signal,
      /** @param {import("@decartai/sdk").UploadProgress} at */
      onUploadProgress({ loaded, total }) {
        progress.value = loaded / (total ?? loaded);
        if (loaded === total) state.value = "working";
      },
    });
    URL.revokeObjectURL(picture.src);
    picture.src = URL.createObjectURL(result);
    picture.hidden = false;
    state.value = "done";
  } catch (error) {
    state.value = String(error);
  } finally {
    find("stop").disabled = true;
    progress.hidden = true;
  }
});
