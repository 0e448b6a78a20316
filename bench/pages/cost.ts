// Both clients, and the panel beside ours.
import { defineStatsPanel, type StatsPanelElement, type StatsPanelSession } from "@decartai/sdk/panel";
import { current } from "./clients";

export * from "./clients";

/** Shows the panel of the running session, as a page would. */
export function showPanel() {
  defineStatsPanel();
  const panel = document.createElement("decart-stats") as StatsPanelElement;
  panel.session = current().session as unknown as StatsPanelSession;
  document.body.append(panel);
}
