/**
 * An element that draws a session: `<decart-stats>`.
 *
 * @module @decartai/sdk/panel
 */

import { createStatsPanelClass, type StatsPanelElement } from "./element";
import type { StatsPanelSession } from "./feed";

export type { StatsPanelElement, StatsPanelSession };

declare global {
  interface HTMLElementTagNameMap {
    "decart-stats": StatsPanelElement;
  }
}

/**
 * Defines the element `<decart-stats>`, which draws a session: frame rate, bitrate, round trip and loss over the last
 * minutes, what has happened and when, the connect step by step, and the path that media takes. Nothing is done at
 * import; called again, it does nothing.
 *
 * @param name Another name for the element, where a page has one of that name already.
 * @example
 * defineStatsPanel();
 * document.querySelector("decart-stats").session = realtimeClient;
 */
export function defineStatsPanel(name = "decart-stats"): void {
  if (!customElements.get(name)) customElements.define(name, createStatsPanelClass());
}
