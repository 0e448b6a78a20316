import { TABLE } from "../../src/core/session-machine";
import type { SessionState } from "../../src/core/session-state";
import { type Edge, EVENTS, PLACES } from "./explore";

/** A box of the diagram: what the app sees, and what the session is about. */
function boxOf({ phase, status, away }: SessionState): string {
  if (phase === "idle") return "[*]";
  if (phase === "live" || phase === "closed") return status;
  if (away) return "away";
  return `${status}_${phase}`;
}

const BOXES: Record<string, string> = {
  connecting_attempting: "connecting: an attempt is under way",
  connecting_waiting: "connecting: waiting for the next attempt",
  connected: "connected",
  generating: "generating",
  reconnecting_attempting: "reconnecting: a new connection is built behind the old picture",
  reconnecting_waiting: "reconnecting: waiting for the next attempt",
  away: "reconnecting: the page is put away, nothing is open",
  disconnected: "disconnected",
};

const MOST = 5;

/** The machine as a diagram and a table, of the steps that were found possible. */
export function drawing(edges: readonly Edge[]): string {
  return `# The session's machine

Made from the code: \`test/core/explore.ts\` walks through \`src/core/session-machine.ts\`, and a test fails where this
page says something else. What each step is about is in [the architecture](architecture.md).

## What an app sees, and why

\`\`\`mermaid
stateDiagram-v2
${Object.entries(BOXES)
  .map(([box, text]) => `    ${box}: ${text}`)
  .join("\n")}
${arrows(edges).join("\n")}
\`\`\`

## What each event does in each phase

The phase is what the session is about; \`previous\` is the connection before, while another one is built. A dash: it
changes nothing. The rest says into which phases it may lead.

| event | ${PLACES.join(" | ")} |
| --- |${PLACES.map(() => " --- |").join("")}
${EVENTS.map((type) => `| \`${type}\` | ${PLACES.map((place) => cell(edges, type, place)).join(" | ")} |`).join("\n")}
`;
}

function arrows(edges: readonly Edge[]): string[] {
  const labels = new Map<string, Set<string>>();
  for (const { from, to, label } of edges) {
    const [a, b] = [boxOf(from), boxOf(to)];
    if (a === b) continue;
    const arrow = `    ${a} --> ${b}`;
    labels.set(arrow, (labels.get(arrow) ?? new Set()).add(label));
  }
  return [...labels]
    .map(([arrow, names]) => {
      const sorted = [...names].sort();
      const more = sorted.length > MOST ? [`${sorted.length - MOST} more`] : [];
      return `${arrow}: ${[...sorted.slice(0, MOST), ...more].map((name) => name.replace(":", "")).join(", ")}`;
    })
    .sort();
}

function cell(edges: readonly Edge[], type: Edge["type"], place: Edge["place"]): string {
  if (!(place in TABLE[type])) return "–";
  const next = new Set(edges.filter((edge) => edge.type === type && edge.place === place).map(({ to }) => to.phase));
  return [...next].sort().join(", ");
}
