import type { ConnectionState } from "@decartai/sdk";
import { element, make, showText } from "./dom";
import type { Words } from "./words";

/** The SDK's states, and the two that a page has beside them. */
export type PageState = "idle" | "failed" | ConnectionState;

const PILL: Record<PageState, string> = {
  idle: "Not connected",
  connecting: "Connecting",
  connected: "Connected",
  generating: "Generating",
  reconnecting: "Reconnecting",
  disconnected: "Disconnected",
  failed: "Failed",
};

export interface Action {
  label: string;
  run(): void;
}

/** A video and what lies over it: a hint while it is empty, a message when something is wrong. */
export function createScreen(name: "input" | "output") {
  const video = element(name, "video");
  const empty = element(`${name}-empty`, "div");
  const message = element(`${name}-message`, "div");
  return {
    video,
    /** Shows a stream, or the hint when there is none. */
    show(stream: MediaStream | null) {
      // The same stream again would restart the element.
      if (video.srcObject !== stream) video.srcObject = stream;
      if (stream) video.play().catch(() => {}); // Interrupted by the next stream: that one plays.
      video.hidden = stream === null;
      empty.hidden = stream !== null;
    },
    /** Tells in words what is wrong; null takes it away. */
    tell(words: Words | null, actions: Action[] = []) {
      // A button that goes away takes the focus with it, and the keyboard would start from the top of the page.
      if (message.contains(document.activeElement)) element("start", "button").focus();
      message.hidden = words === null;
      message.replaceChildren();
      if (!words) return;
      const buttons = actions.map(({ label, run }) => {
        const button = make("button", { type: "button" }, label);
        button.addEventListener("click", run);
        return button;
      });
      message.append(make("h3", {}, words.title), make("p", {}, words.text));
      if (buttons.length > 0) message.append(make("div", { className: "actions" }, ...buttons));
    },
  };
}

/** The line on top: state, seconds, session, and the button that starts and stops. */
export function createStatusBar() {
  const pill = element("pill", "p");
  const start = element("start", "button");
  const model = element("model", "select");
  return {
    setState(state: PageState) {
      const busy = isBusy(state);
      document.body.dataset.state = busy ? state : "idle";
      pill.dataset.state = state;
      element("pill-text", "span").textContent = PILL[state];
      start.textContent = state === "connecting" ? "Cancel" : busy ? "Stop" : "Start";
      // A session has one model from its first frame to its last; its source may change.
      model.disabled = busy;
    },
    setSeconds: (seconds: number | null) =>
      showText(element("seconds", "p"), seconds === null ? "" : `${Math.round(seconds)} s`),
    setSession(id: string | null) {
      const field = element("session-id", "p");
      showText(field, id ? `session ${id}` : "");
      field.title = id ?? "";
    },
  };
}

/** Whether a session is there or on its way. */
export const isBusy = (state: PageState): boolean => state !== "idle" && state !== "failed" && state !== "disconnected";
