import { SHARED_FAULTS } from "../support/fault-list";
import { type Fault, strike } from "../support/faults";
import { type Scenario, WORKS } from "./scenario";

const ASKED_FOR: Fault = {
  name: "the app asks for a new connection",
  outcome: "new",
  sessions: [2],
  async strike({ run }) {
    await run.reconnectNow();
    await run.until("reconnecting");
  },
};

/** Each with everything that an app, its user and the service would notice: see `strike`. */
export const NETWORK: Scenario[] = [
  ...SHARED_FAULTS,
  ["`reconnectNow`: the new connection takes over without a gap", ASKED_FOR] as const,
].map(([feature, fault]) => ({
  feature,
  // Windows can't stop a process and let it go on.
  ...(fault.name.includes("stands still") && { needs: "signals" as const }),
  async run(parts) {
    await strike(parts, fault);
    return WORKS;
  },
}));
