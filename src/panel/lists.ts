import type { WebRTCStats } from "../index";
import { numbered, type Story } from "./story";
import { clock, duration, endWords, pathWords } from "./words";

/** Makes an element; what comes from a session becomes text, never markup. */
function make(tag: string, properties: Record<string, unknown> = {}, ...children: (Node | string)[]): HTMLElement {
  const { tone, ...rest } = properties;
  const made = Object.assign(document.createElement(tag), rest);
  if (tone) made.dataset.tone = String(tone);
  made.append(...children);
  return made;
}

/**
 * Writes what happened, the newest first. Only rows that have changed are touched: a screen reader speaks of those, and
 * of no other.
 */
export function listIncidents(list: Element, story: Story): void {
  const numbers = numbered(story);
  const rows = new Map([...list.children].map((row) => [(row as HTMLElement).dataset.id, row as HTMLElement]));
  for (const { id, from, to, tone, text } of story.incidents) {
    const number = numbers.get(id);
    const said = `${to === null ? "now: " : ""}${text}`;
    const known = rows.get(String(id));
    if (known) {
      const words = known.lastElementChild;
      if (words && words.textContent !== said) words.textContent = said;
      if (number) (known.firstElementChild as HTMLElement).textContent = String(number);
      rows.delete(String(id));
      continue;
    }
    const mark = number ? make("span", { className: "mark" }, String(number)) : make("span", { className: "mark dot" });
    const row = make("li", { tone }, mark, make("time", {}, clock(from)), make("span", {}, said));
    row.dataset.id = String(id);
    list.prepend(row);
  }
  for (const row of rows.values()) row.remove();
}

const PHASES: Record<string, string> = {
  websocket: "Socket",
  "avatar-image": "Image",
  "initial-prompt": "Prompt",
  "webrtc-handshake": "WebRTC",
  total: "Connect",
};

/** Draws the steps of the connect as bars: they overlap. */
export function listPhases(list: Element, { phases }: Story): void {
  const end = Math.max(1, ...phases.map(({ startMs, durationMs }) => startMs + durationMs));
  const rows = phases.map(({ phase, startMs, durationMs, success, error }) => {
    const bar = make("span", { className: "bar" });
    bar.style.left = `${(100 * startMs) / end}%`;
    bar.style.width = `${(100 * durationMs) / end}%`;
    const className = [phase === "total" && "total", !success && "failed"].filter(Boolean).join(" ");
    const track = make("span", { className: "track" }, bar);
    const figure = make("span", { className: "ms" }, success ? duration(durationMs) : "failed");
    const row = make("li", { className }, make("span", {}, PHASES[phase] ?? phase), track, figure);
    row.title = `${duration(startMs)} to ${duration(startMs + durationMs)}${error ? `: ${error}` : ""}`;
    return row;
  });
  list.replaceChildren(...rows);
}

const size = (width: number | null | undefined, height: number | null | undefined) =>
  width && height ? `${width} × ${height}` : "–";

/** Writes the path that media takes, and what is coded how. */
export function listPath(list: Element, { pair }: Story, stats: WebRTCStats | undefined): void {
  const { video, outboundVideo } = stats ?? {};
  const limit = outboundVideo?.qualityLimitationReason;
  const facts: [string, string | undefined | null | false][] = [
    ["Path", pair && pathWords(pair)],
    ["Here", pair && endWords(pair.local)],
    ["There", pair && endWords(pair.remote)],
    [
      "Picture",
      stats &&
        `↓ ${size(video?.frameWidth, video?.frameHeight)}  ↑ ${size(outboundVideo?.frameWidth, outboundVideo?.frameHeight)}`,
    ],
    ["Held back by", limit && limit !== "none" && limit],
    [
      "Freezes",
      video?.freezeCount ? `${video.freezeCount}, ${duration((video.totalFreezesDuration ?? 0) * 1000)} in all` : null,
    ],
  ];
  const rows = facts.filter((fact): fact is [string, string] => !!fact[1]);
  list.replaceChildren(...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

/** The log as text, the newest last. */
export const logText = ({ log }: Story): string =>
  log.map(({ at, name, data }) => `${clock(at)}  ${name}  ${JSON.stringify(data)}`).join("\n");
