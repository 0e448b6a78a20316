import type { CandidateStats, WebRTCStats } from "./stats";
import { type Entries, type Entry, numberOf, textOf } from "./stats-streams";

/** The path that is in use: null until there is one. */
export function connectionOf(entries: Entries): WebRTCStats["connection"] {
  const selected = selectedPairs(entries);
  if (selected.length === 0) return null;
  const [first] = selected;
  return {
    currentRoundTripTime: numberOf(first, "currentRoundTripTime"),
    availableOutgoingBitrate: numberOf(first, "availableOutgoingBitrate"),
    selectedCandidatePairs: selected.flatMap((pair) => {
      const local = candidateOf(entries.get(pair.localCandidateId));
      const remote = candidateOf(entries.get(pair.remoteCandidateId));
      return local && remote ? [{ local, remote }] : [];
    }),
  };
}

/** Those that the `transport` entries name; where there are none (older Firefox), those that say so themselves. */
function selectedPairs(entries: Entries): Entry[] {
  const all = [...entries.values()];
  const named = all.filter(({ type }) => type === "transport").map((entry) => entry.selectedCandidatePairId);
  const found = named.map((id) => entries.get(id)).filter((pair) => pair !== undefined);
  return found.length > 0 ? found : all.filter(({ type, selected }) => type === "candidate-pair" && selected === true);
}

function candidateOf(entry: Entry | undefined): CandidateStats | null {
  const candidateType = textOf(entry, "candidateType");
  if (!candidateType) return null;
  return {
    candidateType,
    address: textOf(entry, "address"),
    port: numberOf(entry, "port"),
    protocol: textOf(entry, "protocol") ?? "",
  };
}
