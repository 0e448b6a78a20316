import { TABLE } from "../../src/core/session-machine";
import type { SessionState } from "../../src/core/session-state";
import { type Edge, EVENTS, PLACES } from "./explore";

/** A box of the diagram: what the app sees, and what the session is about. Places are of its centre. */
interface Box {
  x: number;
  y: number;
  state: string;
  about: string;
}

const [WIDTH, HEIGHT] = [190, 58];
const BOXES: Record<string, Box> = {
  idle: { x: 120, y: 50, state: "", about: "nothing has happened" },
  connecting_attempting: { x: 120, y: 190, state: "connecting", about: "an attempt is under way" },
  connecting_waiting: { x: 120, y: 350, state: "connecting", about: "waiting for the next attempt" },
  connected: { x: 410, y: 60, state: "connected", about: "the session stands" },
  generating: { x: 500, y: 235, state: "generating", about: "transformed video comes" },
  reconnecting_attempting: { x: 800, y: 80, state: "reconnecting", about: "another connection is built" },
  reconnecting_waiting: { x: 800, y: 270, state: "reconnecting", about: "waiting for the next attempt" },
  away: { x: 620, y: 400, state: "reconnecting", about: "the page is put away" },
  disconnected: { x: 340, y: 480, state: "disconnected", about: "the end" },
};

function boxOf({ phase, status, away }: SessionState): string {
  if (phase === "idle") return phase;
  if (phase === "live" || phase === "closed") return status;
  return away ? "away" : `${status}_${phase}`;
}

interface Arrow {
  number: number;
  from: string;
  to: string;
  why: string[];
}

/** Every way from one box to another, and the events that lead there. */
function arrowsOf(edges: readonly Edge[]): Arrow[] {
  const ways = new Map<string, Set<string>>();
  for (const { from, to, label } of edges) {
    const way = `${boxOf(from)} ${boxOf(to)}`;
    if (boxOf(from) !== boxOf(to)) ways.set(way, (ways.get(way) ?? new Set()).add(label));
  }
  const names = Object.keys(BOXES);
  const rank = (way: string) => way.split(" ").reduce((sum, name) => sum * names.length + names.indexOf(name), 0);
  return [...ways.keys()]
    .sort((a, b) => rank(a) - rank(b))
    .map((way, i) => {
      const [from = "", to = ""] = way.split(" ");
      return { number: i + 1, from, to, why: [...(ways.get(way) ?? [])].sort() };
    });
}

/** The machine as a page of the documentation, of the steps that were found possible. */
export function page(edges: readonly Edge[]): string {
  const name = (box: string) =>
    [BOXES[box]?.state && `\`${BOXES[box]?.state}\``, BOXES[box]?.about].filter(Boolean).join(", ");
  return `# The session's machine

Made from the code: \`test/core/explore.ts\` walks through \`src/core/session-machine.ts\`, and a test fails where this
page says something else. What each step is about is in [the architecture](architecture.md).

![The states that an app sees, and the ways between them](images/session-machine.svg)

| | from | to | with one of these events |
| --- | --- | --- | --- |
${arrowsOf(edges)
  .map(({ number, from, to, why }) => `| ${number} | ${name(from)} | ${name(to)} | ${why.join(", ")} |`)
  .join("\n")}

## What each event does in each phase

The phase is what the session is about; \`previous\` is the connection before, while another one is built. A dash: it
changes nothing. The rest says into which phases it may lead.

| event | ${PLACES.join(" | ")} |
| --- |${PLACES.map(() => " --- |").join("")}
${EVENTS.map((type) => `| \`${type}\` | ${PLACES.map((place) => cell(edges, type, place)).join(" | ")} |`).join("\n")}
`;
}

function cell(edges: readonly Edge[], type: Edge["type"], place: Edge["place"]): string {
  if (!(place in TABLE[type])) return "–";
  const next = new Set(edges.filter((edge) => edge.type === type && edge.place === place).map(({ to }) => to.phase));
  return [...next].sort().join(", ");
}

/** The same as a picture; its numbers are those of the page's table. */
export function picture(edges: readonly Edge[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 910 530" font-family="system-ui, sans-serif" font-size="13">
<title>The states that an app sees, and the ways between them</title>
<style>
  .box { fill: #fff; stroke: #57606a } .end .box { fill: #f3f4f6 } .state { font-weight: 600; fill: #1f2328 }
  .about { fill: #57606a; font-size: 12px } .way { fill: none; stroke: #0969da; stroke-width: 1.3 }
  .number { fill: #fff; stroke: #0969da } .number + text { fill: #0969da; font-size: 11px } #tip path { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    .box { fill: #161b22; stroke: #8b949e } .end .box { fill: #21262d } .state { fill: #e6edf3 } .about { fill: #9da7b1 }
    .way, .number { stroke: #58a6ff } .number { fill: #0d1117 } .number + text, #tip path { fill: #58a6ff }
  }
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>
${arrowsOf(edges)
  .map((arrow) => drawArrow(arrow).path)
  .join("\n")}
${Object.entries(BOXES).map(drawBox).join("\n")}
${arrowsOf(edges)
  .map((arrow) => drawArrow(arrow).number)
  .join("\n")}
</svg>
`;
}

function drawBox([name, { x, y, state, about }]: [string, Box]): string {
  const line = (text: string, dy: number, style: string) =>
    text && `<text x="${x}" y="${y + dy}" text-anchor="middle" class="${style}">${text}</text>`;
  const rect = `<rect x="${x - WIDTH / 2}" y="${y - HEIGHT / 2}" width="${WIDTH}" height="${HEIGHT}" rx="8" class="box"/>`;
  return `<g class="${name === "disconnected" ? "end" : "on"}">${rect}${line(state, -5, "state")}${line(about, state ? 14 : 4, "about")}</g>`;
}

/** A curve that leaves room for the one that leads back. */
function drawArrow({ number, from, to }: Arrow) {
  const [a, b] = [BOXES[from], BOXES[to]];
  if (!a || !b) throw new Error(`no box for ${from} or ${to}`);
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy);
  const bend = 26;
  const middle = { x: (a.x + b.x) / 2 - (dy / length) * bend, y: (a.y + b.y) / 2 + (dx / length) * bend };
  const [start, end] = [edgeOf(a, middle), edgeOf(b, middle)];
  // Nearer to where it begins, so that the numbers of ways that cross don't meet.
  const at = (from: number, over: number, to: number) => Math.round(0.4 * from + 0.46 * over + 0.14 * to);
  const [x, y] = [at(start.x, middle.x, end.x), at(start.y, middle.y, end.y)];
  const path = `M${start.x} ${start.y}Q${Math.round(middle.x)} ${Math.round(middle.y)} ${end.x} ${end.y}`;
  return {
    path: `<path class="way" marker-end="url(#tip)" d="${path}"/>`,
    number: `<circle cx="${x}" cy="${y}" r="9" class="number"/><text x="${x}" y="${y + 4}" text-anchor="middle">${number}</text>`,
  };
}

/** Where the line from a box's centre to a point leaves the box. */
function edgeOf(box: Box, point: { x: number; y: number }) {
  const [dx, dy] = [point.x - box.x, point.y - box.y];
  const scale = Math.min(WIDTH / 2 / Math.abs(dx || 1e-9), HEIGHT / 2 / Math.abs(dy || 1e-9));
  return { x: Math.round(box.x + dx * scale), y: Math.round(box.y + dy * scale) };
}
