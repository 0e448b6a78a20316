/** A step of connecting, as the SDK's `diagnostic` event `phaseTiming` gives it. Times are from the call of connect. */
export interface Phase {
  phase: string;
  startMs: number;
  durationMs: number;
  success: boolean;
}

const ROWS: Record<string, string> = {
  websocket: "Socket",
  "avatar-image": "Image",
  "initial-prompt": "Prompt, image",
  "webrtc-handshake": "WebRTC",
  total: "connect()",
};

const LABEL = 104;
const ROW = 28;
const TOP = 24;
const AXIS = 20;

/** A picture of the steps of a connect: they overlap, which is what makes it quick, so each has a row of its own. */
export function createTimeline(box: HTMLElement, total: HTMLElement) {
  let phases: Phase[] = [];
  let firstFrameMs: number | undefined;

  const draw = () => {
    const width = Math.max(box.clientWidth, 260);
    box.replaceChildren(phases.length > 0 ? picture(fromZero(phases), firstFrameMs, width) : emptyPicture(width));
    total.textContent = firstFrameMs === undefined ? "" : `first frame ${Math.round(firstFrameMs)} ms`;
  };
  // Drawn at the box's own size: a scaled picture would scale its letters.
  new ResizeObserver(draw).observe(box);

  return {
    clear() {
      phases = [];
      firstFrameMs = undefined;
      draw();
    },
    add(phase: Phase) {
      phases = [...phases, phase];
      draw();
    },
    firstFrame(ms: number) {
      firstFrameMs = ms;
      draw();
    },
  };
}

/** The phases of a reconnect are measured from the call of connect, too: they are drawn from the first one's start. */
function fromZero(phases: Phase[]): Phase[] {
  const origin = Math.min(...phases.map(({ startMs }) => startMs));
  return phases.map((phase) => ({ ...phase, startMs: phase.startMs - origin }));
}

const rowY = (row: number) => TOP + row * ROW;

function picture(phases: Phase[], firstFrameMs: number | undefined, width: number): SVGSVGElement {
  const names = Object.keys(ROWS).filter((name) => phases.some(({ phase }) => phase === name));
  const end = Math.max(...phases.map((phase) => phase.startMs + phase.durationMs), firstFrameMs ?? 0, 1);
  // The last figure needs its room to the right of the longest bar.
  const x = (ms: number) => LABEL + (ms / end) * (width - LABEL - 60);
  const root = frame(width, names.length, spoken(phases, firstFrameMs));
  drawAxis(root, end, x, rowY(names.length));
  if (firstFrameMs !== undefined) {
    const at = x(firstFrameMs);
    const anchor = at > width - 90 ? "end" : "middle";
    root.append(
      svg("line", { class: "first", x1: at, x2: at, y1: TOP - 4, y2: rowY(names.length) }),
      svg("text", { class: "first-label", x: at, y: 13, "text-anchor": anchor }, "first frame"),
    );
  }
  names.forEach((name, row) => {
    root.append(svg("text", { x: 0, y: rowY(row) + 18 }, ROWS[name]));
    for (const { phase, startMs, durationMs, success } of phases) {
      if (phase !== name) continue;
      const [left, right] = [x(startMs), x(startMs + durationMs)];
      const kind = success ? `bar-${name}` : "bar-failed";
      root.append(
        svg("rect", { class: kind, x: left, y: rowY(row) + 7, width: Math.max(right - left, 3), height: 14, rx: 3 }),
        svg(
          "text",
          { class: "ms", x: right + 7, y: rowY(row) + 18 },
          success ? `${Math.round(durationMs)} ms` : "failed",
        ),
      );
    }
  });
  return root;
}

/** The rows that are going to be filled. */
function emptyPicture(width: number): SVGSVGElement {
  const names = ["websocket", "initial-prompt", "webrtc-handshake", "total"];
  const root = frame(width, names.length, "Nothing yet: press Start.");
  names.forEach((name, row) => {
    root.append(
      svg("text", { x: 0, y: rowY(row) + 18 }, ROWS[name]),
      svg("rect", { class: "track", x: LABEL, y: rowY(row) + 7, width: width - LABEL, height: 14, rx: 3 }),
    );
  });
  return root;
}

function frame(width: number, rows: number, label: string): SVGSVGElement {
  const height = rowY(rows) + AXIS;
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
  root.style.height = `${height}px`;
  return root;
}

function drawAxis(root: SVGSVGElement, end: number, x: (ms: number) => number, bottom: number): void {
  const step = roundStep(end / 4);
  for (let ms = 0; ms <= end; ms += step) {
    root.append(
      svg("line", { class: "grid", x1: x(ms), x2: x(ms), y1: TOP, y2: bottom }),
      svg("text", { class: "ms", x: x(ms), y: bottom + 16, "text-anchor": "middle" }, `${ms}`),
    );
  }
}

/** The picture in words, for those who can't see it. */
function spoken(phases: Phase[], firstFrameMs: number | undefined): string {
  const steps = phases.map(({ phase, startMs, durationMs, success }) => {
    const times = `from ${Math.round(startMs)} to ${Math.round(startMs + durationMs)} ms`;
    return `${ROWS[phase] ?? phase} ${times}${success ? "" : ", failed"}`;
  });
  if (firstFrameMs !== undefined) steps.push(`first frame after ${Math.round(firstFrameMs)} ms`);
  return `${steps.join("; ")}.`;
}

/** The next of 1, 2, 5, 10, 20, 50, …: a scale that can be read at a glance. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10) * power;
}

function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number>,
  text?: string,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}
