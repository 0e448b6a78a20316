import type { WebRTCStats } from "../index";
import { paint } from "./canvas";
import { follow, type StatsPanelSession } from "./feed";
import { listIncidents, listPath, listPhases, logText } from "./lists";
import { figuresOf, LANES, type Sample, sampleOf } from "./samples";
import { saveJson } from "./save";
import { newStory, type Story, type Told, tell } from "./story";
import { MARKUP, STYLE } from "./style";
import { clock, qualityWords, STATES } from "./words";

/** The element `<decart-stats>`. */
export interface StatsPanelElement extends HTMLElement {
  /** The session that is shown; null shows none. What was shown of another one is forgotten. */
  session: StatsPanelSession | null;
  /** Minutes that the charts show; the attribute `minutes` says the same. @default 3 */
  minutes: number;
}

const MINUTE = 60_000;
const MOST_SAMPLES = 2400;
/** A screen reader that follows each figure says nothing else any more. */
const EAR_MS = 10_000;
const STATE_TONES: Record<string, string> = { connected: "good", generating: "good", reconnecting: "bad" };
const QUALITY_TONES: Record<string, string> = { good: "good", fair: "warn", poor: "warn", critical: "bad" };

/** Makes the class. Only here, since there is no HTMLElement where this module may be imported, too. */
export function createStatsPanelClass(): CustomElementConstructor {
  return class extends HTMLElement implements StatsPanelElement {
    static observedAttributes = ["minutes"];
    #session: StatsPanelSession | null = null;
    #unfollow: () => void = () => {};
    #story: Story = newStory();
    #samples: Sample[] = [];
    #stats: WebRTCStats | undefined;
    #dirty = true;
    #visible = true;
    #frame = 0;
    #earAt = 0;
    #watching = new AbortController();
    #root = this.attachShadow({ mode: "open" });

    constructor() {
      super();
      const style = document.createElement("style");
      style.textContent = STYLE;
      const body = document.createElement("template");
      body.innerHTML = MARKUP;
      this.#root.append(style, body.content);
      this.#part("save").addEventListener("click", (event) => {
        // Inside a summary it would open and close the log as well.
        event.preventDefault();
        saveJson(this.#session, this.#story);
      });
      this.#part("details").addEventListener("toggle", () => this.#changed());
    }

    get session() {
      return this.#session;
    }

    set session(session: StatsPanelSession | null) {
      if (session === this.#session) return;
      this.#session = session;
      this.#story = newStory();
      this.#samples = [];
      this.#stats = undefined;
      this.#follow();
      this.#changed();
    }

    get minutes() {
      const minutes = Number(this.getAttribute("minutes"));
      return minutes > 0 && minutes <= 60 ? minutes : 3;
    }

    set minutes(minutes: number) {
      this.setAttribute("minutes", String(minutes));
    }

    attributeChangedCallback() {
      this.#changed();
    }

    connectedCallback() {
      // A property that was set before the element was defined hides the class's own.
      if (Object.hasOwn(this, "session")) {
        const { session } = this;
        Reflect.deleteProperty(this, "session");
        this.session = session;
      }
      this.#watching = new AbortController();
      const { signal } = this.#watching;
      const resized = new ResizeObserver(() => this.#changed());
      resized.observe(this);
      const seen = new IntersectionObserver((entries) => {
        this.#visible = entries.some(({ isIntersecting }) => isIntersecting);
        this.#changed();
      });
      seen.observe(this);
      signal.addEventListener("abort", () => {
        resized.disconnect();
        seen.disconnect();
      });
      document.addEventListener("visibilitychange", () => this.#changed(), { signal });
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#changed(), { signal });
      this.#follow();
      this.#changed();
    }

    disconnectedCallback() {
      this.#watching.abort();
      this.#unfollow();
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
    }

    #follow() {
      this.#unfollow();
      this.#unfollow = () => {};
      if (!this.#session || !this.isConnected) return;
      // Moved within the page, it is told the past once more.
      this.#story = newStory();
      this.#samples = [];
      this.#unfollow = follow(this.#session, {
        stats: (stats) => this.#take(stats),
        told: (told: Told) => {
          tell(this.#story, told);
          this.#changed();
        },
      });
    }

    #take(stats: WebRTCStats) {
      this.#samples.push(sampleOf(stats, this.#stats));
      if (this.#samples.length > MOST_SAMPLES) this.#samples.shift();
      this.#stats = stats;
      this.#changed();
    }

    /** Draws before the next frame, once, however much has changed; not at all while nobody can see it. */
    #changed() {
      this.#dirty = true;
      if (this.#frame || !this.#visible || document.hidden || !this.isConnected) return;
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        if (!this.#dirty) return;
        this.#dirty = false;
        this.#show();
      });
    }

    #show() {
      const story = this.#story;
      const state = story.states.at(-1)?.value;
      const quality = story.qualities.at(-1)?.value;
      this.#pill("state", state ? STATES[state] : "no session", STATE_TONES[state ?? ""] ?? "note");
      const known = quality && quality.quality !== "unknown" && state !== "disconnected";
      this.#pill("quality", known ? qualityWords(quality) : "", QUALITY_TONES[quality?.quality ?? ""] ?? "note");
      const id = this.#session?.getSnapshot().sessionId;
      this.#part("session").textContent = id ? `session ${id}` : "";
      listIncidents(this.#part("story"), story);
      listPhases(this.#part("phases"), story);
      listPath(this.#part("path"), story, this.#stats);
      if ((this.#part("details") as HTMLDetailsElement).open) this.#part("log").textContent = logText(story);
      this.#draw();
      this.#speak();
    }

    #draw() {
      const last = this.#story.states.at(-1);
      // After the end the time stands still.
      const now = last?.value === "disconnected" ? last.at : Date.now();
      const canvas = this.#root.querySelector("canvas");
      const picture = { samples: this.#samples, story: this.#story, now, spanMs: this.minutes * MINUTE };
      if (canvas) paint(canvas, this.#part("session"), picture);
    }

    /** Says the figures in words, for those who can't see the chart; seldom, since nobody asked. */
    #speak() {
      const now = Date.now();
      const sample = this.#samples.at(-1);
      if (!sample || now - this.#earAt < EAR_MS) return;
      this.#earAt = now;
      const figures = LANES.map((lane) => `${lane.title}: ${figuresOf(lane, sample)}`).join("; ");
      this.#part("ear").textContent =
        `At ${clock(sample.at)}: ${figures.replaceAll("↓", "in").replaceAll("↑", "out")}.`;
    }

    #pill(name: string, text: string, tone: string) {
      const pill = this.#part(name);
      if (pill.textContent !== text) pill.textContent = text;
      pill.dataset.tone = tone;
      pill.hidden = text === "";
    }

    #part(name: string): HTMLElement {
      return this.#root.querySelector(`[data-part="${name}"]`) as HTMLElement;
    }
  };
}
