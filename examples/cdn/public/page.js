// @ts-expect-error The server puts the CDN's address here; on a page of your own it stands in the file.
import { createDecartClient, models, tokenProvider } from "%SDK%";

/** @param {string} id @returns {any} */
const find = (id) => document.getElementById(id);
const client = createDecartClient({
  apiKey: tokenProvider("/api/realtime-token"),
  // The emulator's address; without one it is the service's.
  realtimeBaseUrl: document.body.dataset.service || undefined,
  telemetry: !document.body.dataset.service,
});
/** @type {import("@decartai/sdk").RealTimeClient | undefined} */
let session;

find("form").addEventListener("submit", async (/** @type {Event} */ event) => {
  event.preventDefault();
  const text = find("prompt").value;
  try {
    if (session?.isConnected()) return void (await session.setPrompt(text));
    const model = models.realtime("lucy-2.1");
    const { fps: frameRate, width, height } = model;
    const camera = await navigator.mediaDevices.getUserMedia({ video: { frameRate, width, height } });
    session = await client.realtime.connect(camera, {
      model,
      initialState: { prompt: { text } },
      onRemoteStream: (/** @type {MediaStream} */ stream) => (find("output").srcObject = stream),
      onConnectionChange: (/** @type {string} */ state) => (find("state").value = state),
    });
  } catch (error) {
    find("state").value = String(error);
  }
});
