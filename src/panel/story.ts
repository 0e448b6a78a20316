import type { ConnectionQuality, ConnectionState, DiagnosticEvent } from "../index";
import { duration, lossWords, pathWords, qualityWords, suspectWords } from "./words";

/** How bad something is: it decides about its colour. */
export type Tone = "good" | "note" | "warn" | "bad";

/** Something that a person wants to know of. */
export interface Incident {
  id: number;
  /** Milliseconds since 1970. */
  from: number;
  /** Null while it lasts. */
  to: number | null;
  tone: Tone;
  /** Shown in the chart, with a number. */
  marked: boolean;
  text: string;
}

/** A time at which a state, or a quality, began. */
export interface Turn<Value> {
  at: number;
  value: Value;
}

/** What has happened in a session, as far as the panel tells it. */
export interface Story {
  incidents: Incident[];
  states: Turn<ConnectionState>[];
  qualities: Turn<ConnectionQuality>[];
  /** The steps of the first connect. */
  phases: (DiagnosticEvent & { name: "phaseTiming" })["data"][];
  pair: (DiagnosticEvent & { name: "selectedCandidatePair" })["data"] | null;
  /** Everything, for the log. */
  log: { at: number; name: string; data: unknown }[];
}

/** Something that a session has told. */
export type Told =
  | { at: number; name: "state"; data: ConnectionState; cause?: string | undefined }
  | { at: number; name: "quality"; data: ConnectionQuality }
  | { at: number; name: "error"; data: { code: string; reason?: string | null | undefined } }
  | { at: number; name: "generationEnded"; data: { reason: string } }
  | { at: number; name: "diagnostic"; data: DiagnosticEvent };

const MOST = 500;

export const newStory = (): Story => ({ incidents: [], states: [], qualities: [], phases: [], pair: null, log: [] });

let lastId = 0;

function keep<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > MOST) list.shift();
}

function add(story: Story, from: number, to: number | null, tone: Tone, text: string, marked = false): void {
  lastId += 1;
  keep(story.incidents, { id: lastId, from, to, tone, marked, text });
}

/** Ends what lasts: the newest incident that begins with these words. What it has said of a cause stays. */
function end(story: Story, words: string, to: number, textOf: (why: string) => string): void {
  const open = [...story.incidents]
    .reverse()
    .find((incident) => incident.to === null && incident.text.startsWith(words));
  if (open) Object.assign(open, { to, text: textOf(/ \(.*?\)/.exec(open.text)?.[0] ?? "") });
}

/** Takes in what a session has told. */
export function tell(story: Story, told: Told): void {
  const { at } = told;
  keep(story.log, {
    at,
    name: told.name === "diagnostic" ? told.data.name : told.name,
    data: told.name === "diagnostic" ? told.data.data : told.data,
  });
  if (told.name === "state") tellState(story, told);
  else if (told.name === "quality") tellQuality(story, at, told.data);
  else if (told.name === "diagnostic") tellDiagnostic(story, at, told.data);
  else if (told.name === "generationEnded")
    add(story, at, at, "bad", `The service has ended the session: ${told.data.reason}.`, true);
  else add(story, at, at, "bad", `Error ${told.data.reason ?? told.data.code}.`, true);
}

const LOST = "The connection is lost";
const STILL = "The picture stands still";

function tellState(story: Story, { at, data: state, cause }: Told & { name: "state" }): void {
  const before = story.states.at(-1);
  keep(story.states, { at, value: state });
  const since = duration(at - (before?.at ?? at));
  if (state === "reconnecting")
    add(story, at, null, "bad", `${LOST}${lossWords(cause)}. A new one is being built.`, true);
  if (state === "connected" && before?.value === "reconnecting") {
    end(story, LOST, at, (why) => `The connection was lost${why}, and back after ${since}.`);
  }
  if (state !== "disconnected") return;
  end(story, LOST, at, (why) => `The connection was lost${why}, and not back after ${since}.`);
  end(story, STILL, at, () => "The picture stood still until the end.");
  add(story, at, at, "note", "The session has ended.");
}

function tellQuality(story: Story, at: number, quality: ConnectionQuality): void {
  const before = story.qualities.at(-1)?.value;
  keep(story.qualities, { at, value: quality });
  if (quality.quality === "unknown" || (!before && quality.quality === "good")) return;
  const tone = quality.quality === "good" ? "good" : quality.quality === "critical" ? "bad" : "warn";
  const again = quality.quality === "good" ? "again " : "";
  add(story, at, at, tone, `Quality ${again}${qualityWords(quality)}.`);
}

function tellDiagnostic(story: Story, at: number, event: DiagnosticEvent): void {
  switch (event.name) {
    case "phaseTiming": {
      const { phase, durationMs, success, error } = event.data;
      // Those of a reconnect would be drawn far to the right of the first.
      if (!story.phases.some((known) => known.phase === "total")) story.phases.push(event.data);
      if (phase === "total") {
        add(
          story,
          at,
          at,
          success ? "good" : "bad",
          success ? `Connected in ${duration(durationMs)}.` : `Not connected: ${error}.`,
        );
      }
      return;
    }
    case "videoStall": {
      const { stalled, durationMs } = event.data;
      if (stalled) return add(story, at - durationMs, null, "bad", `${STILL}.`, true);
      return end(story, STILL, at, () => `The picture stood still for ${duration(durationMs)}.`);
    }
    case "selectedCandidatePair": {
      const words = pathWords(event.data);
      if (story.pair && words !== pathWords(story.pair))
        add(story, at, at, "note", `Media takes another path: ${words}.`);
      story.pair = event.data;
      return;
    }
    case "connectionSuspect":
      return add(story, at, at, "warn", suspectWords(event.data));
    case "iceRestart":
      return add(story, at, at, "warn", "Another network path is looked for.");
    case "reconnect": {
      const { attempt, maxAttempts, success, error } = event.data;
      if (!success)
        add(story, at, at, "warn", `Attempt ${attempt} of ${maxAttempts} at a new connection failed: ${error}.`);
      return;
    }
    case "audioBlocked":
      if (event.data.blocked) add(story, at, at, "warn", "The browser holds the sound back until somebody clicks.");
  }
}

/** The marked incidents with the number that each has in chart and list: counted from the first. */
export function numbered(story: Story): Map<number, number> {
  const marked = story.incidents.filter((incident) => incident.marked);
  return new Map(marked.map(({ id }, index) => [id, index + 1]));
}
