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
 * Reads the counters of one connection again and again. They go on where a browser's begin anew: after an ICE restart
 * its new pair counts from nothing, and so do Firefox's frames, which are missing until the first one comes.
 */
export function createVitalsReader(): (report: StatsReport) => Vitals {
  const total = { bytes: 0, frames: 0, sent: 0 };
  const last = { ...total };
  return (report) => {
    const read = readVitals(report);
    for (const counter of ["bytes", "frames", "sent"] as const) {
      const value = read[counter];
      total[counter] += value < last[counter] ? value : value - last[counter];
      // One that is missing may come back as it was.
      last[counter] = value || last[counter];
    }
    return { ...total };
  };
}

/** The counters of the moment. What a browser doesn't give counts as nothing. */
function readVitals(report: StatsReport): Vitals {
  const pairs: Record<string, unknown>[] = [];
  let selected: unknown;
  let bytes = 0;
  let frames = 0;
  let sent = 0;
  // Once only: a browser makes each entry anew for every pass.
  report.forEach((stats) => {
    if (stats.type === "transport") selected = stats.selectedCandidatePairId;
    if (stats.type === "candidate-pair") pairs.push(stats);
    if (stats.kind !== "video") return;
    if (stats.type === "inbound-rtp") frames += number(stats.framesDecoded);
    if (stats.type === "outbound-rtp") sent += number(stats.framesSent ?? stats.framesEncoded);
  });
  for (const pair of pairs) {
    // Firefox has no `transport` report; it marks the pair itself.
    if (selected ? pair.id === selected : pair.selected)
      bytes += number(pair.bytesReceived) + number(pair.responsesReceived);
  }
  return { bytes, frames, sent };
}
