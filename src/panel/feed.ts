import type { RealTimeClient, SessionReport, WebRTCStats } from "../index";
import type { Told } from "./story";

/** A session as the panel needs it. */
export type StatsPanelSession = Pick<RealTimeClient, "on" | "report" | "getSnapshot">;

/** Who is told what a session does. */
export interface Listener {
  stats(stats: WebRTCStats): void;
  told(told: Told): void;
}

/** The past of a session, in order. */
function pastOf({ startedAt, states, errors, timeline }: SessionReport): Told[] {
  const start = Date.parse(startedAt);
  const all: Told[] = [
    ...states.map(({ atMs, state }): Told => ({ at: start + atMs, name: "state", data: state })),
    ...errors.map(({ atMs, ...data }): Told => ({ at: start + atMs, name: "error", data })),
    ...timeline.flatMap(({ atMs, name, data }): Told | [] => {
      const at = start + atMs;
      if (name === "queuePosition") return [];
      if (name === "connectionQuality") return { at, name: "quality", data } as Told;
      if (name === "generationEnded") return { at, name, data } as Told;
      return { at, name: "diagnostic", data: { name, data } } as Told;
    }),
  ];
  return all.sort((one, other) => one.at - other.at);
}

/**
 * Follows a session from its beginning on: the past is in its report, the rest are its events. Returns a function that
 * ends it.
 */
export function follow(session: StatsPanelSession, listener: Listener): () => void {
  const ends: (() => void)[] = [];
  let ended = false;

  function listen() {
    // What a session has kept until somebody listens is past, and told.
    let live = false;
    const on: StatsPanelSession["on"] = (event, run) => {
      const off = session.on(event, (data) => live && run(data));
      ends.push(off);
      return off;
    };
    const now = (told: Omit<Told, "at">) => listener.told({ ...told, at: Date.now() } as Told);
    on("stats", listener.stats);
    on("connectionChange", (data) => {
      const cause = session.getSnapshot().error?.reason;
      now({ name: "state", data, ...(data === "reconnecting" && { cause }) });
    });
    on("connectionQuality", (data) => now({ name: "quality", data }));
    on("diagnostic", (data) => now({ name: "diagnostic", data }));
    on("error", ({ code, reason }) => now({ name: "error", data: { code, reason } }));
    on("generationEnded", (data) => now({ name: "generationEnded", data }));
    // Kept events come in the microtasks that are waiting now.
    Promise.resolve().then(() => {
      live = true;
    });
  }

  // Without a report there is no past; the rest is shown all the same.
  session
    .report()
    .then((report) => {
      if (ended) return;
      for (const told of pastOf(report)) listener.told(told);
      for (const stats of report.samples) listener.stats(stats);
    })
    .catch(() => {})
    .then(() => {
      if (!ended) listen();
    });
  return () => {
    ended = true;
    for (const end of ends.splice(0)) end();
  };
}
