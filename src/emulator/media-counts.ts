import type { MediaCounts } from "./measured-types";
import type { SessionLog } from "./session-log";

/** Adds up a field over a report's entries of a type, those of the video alone. */
function sum(report: RTCStatsReport, type: string, field: string): number {
  let total = 0;
  report.forEach((entry: Record<string, unknown>) => {
    if (entry.type === type && entry.kind === "video") total += Number(entry[field] ?? 0);
  });
  return total;
}

function allReceived(report: RTCStatsReport): number {
  let total = 0;
  report.forEach((entry: Record<string, unknown>) => {
    if (entry.type === "candidate-pair") total += Number(entry.bytesReceived ?? 0);
  });
  return total;
}

/** What the stack counts of a session's video. @throws Error without a connection */
export function countsOf(log: SessionLog, report: RTCStatsReport | undefined): MediaCounts {
  if (!report) throw new Error("The session has no peer connection");
  const { framesIn, framesOut } = log.snapshot();
  return {
    at: Date.now(),
    bytesSent: sum(report, "outbound-rtp", "bytesSent"),
    packetsSent: sum(report, "outbound-rtp", "packetsSent"),
    packetsLostByClient: sum(report, "remote-inbound-rtp", "packetsLost"),
    bytesReceived: sum(report, "inbound-rtp", "bytesReceived"),
    packetsReceived: sum(report, "inbound-rtp", "packetsReceived"),
    packetsLost: sum(report, "inbound-rtp", "packetsLost"),
    allBytesReceived: allReceived(report),
    framesIn,
    framesOut,
  };
}
