import { defineStatsPanel } from "@decartai/sdk/panel";
import { createApp } from "./app";
import { element } from "./dom";
import { installDriver } from "./driver";
import { captionNumbers } from "./frames";

defineStatsPanel();
const app = createApp();

element("start", "button").addEventListener("click", () => {
  if (app.isRunning()) app.stop();
  else app.start().catch(() => {}); // Told on the page.
});
captionNumbers(app.input.video, element("input-numbers", "span"));
captionNumbers(app.output.video, element("output-numbers", "span"));

// Not `beforeunload`: the user can still cancel that one, and phones don't send it.
window.addEventListener("pagehide", () => app.isRunning() && app.stop());

installDriver(app);
