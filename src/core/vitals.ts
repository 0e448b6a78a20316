/** A statistics report as browsers and Node's stacks give it; a `Map` fits. */
export interface StatsReport {
  forEach(each: (stats: Record<string, unknown>) => void): void;
}

/** What tells whether a connection lives: counters that never go down, and grow only while it does. */
export interface Vitals {
  /** Everything that came in on the selected pair: media, RTCP, and answers to ICE's own checks. */
  readonly bytes: number;
  /** Video frames decoded. */
  readonly frames: number;
  /** Own video frames that went out. */
  readonly sent: number;
}

const number = (value: unknown) => (typeof value === "number" ? value : 0);

/**
 * Reads the counters of one connection again and again, and adds up what each has grown by: a sum would go up and down
 * with the pair that is selected, of which the one before may be selected again; and Firefox's frames begin anew after
 * an ICE restart, and are missing until the first one comes.
 */
export function createVitalsReader(): (report: StatsReport) => Vitals {
  const total = { bytes: 0, frames: 0, sent: 0 };
  const last = new Map<string, number>();

  function grow(counter: keyof Vitals, id: unknown, value: number, counts = true) {
    // What a browser doesn't give, or leaves out of one report, is no news.
    if (value === 0) return;
    const key = `${counter} ${id}`;
    const before = last.get(key) ?? 0;
    last.set(key, value);
    if (counts) total[counter] += value < before ? value : value - before;
  }

  return (report) => {
    const pairs: Record<string, unknown>[] = [];
    let selected: unknown;
    // Once only: a browser makes each entry anew for every pass.
    report.forEach((stats) => {
      const { type, id } = stats;
      if (type === "transport") selected = stats.selectedCandidatePairId;
      if (type === "candidate-pair") pairs.push(stats);
      if (stats.kind !== "video") return;
      if (type === "inbound-rtp") grow("frames", id, number(stats.framesDecoded));
      if (type === "outbound-rtp") grow("sent", id, number(stats.framesSent ?? stats.framesEncoded));
    });
    for (const pair of pairs) {
      const bytes = number(pair.bytesReceived) + number(pair.responsesReceived);
      // Firefox has no `transport` report; it marks the pair itself.
      grow("bytes", pair.id, bytes, selected ? pair.id === selected : pair.selected === true);
    }
    return { ...total };
  };
}
