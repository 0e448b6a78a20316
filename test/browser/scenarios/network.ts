import { expect } from "vitest";
import { SHARED_FAULTS } from "../support/fault-list";
import { type Fault, strike } from "../support/faults";
import { withSession } from "../support/fixture";
import { type Scenario, WORKS } from "./scenario";

type Transport = typeof import("../pages/transport");

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
const FAULTS: Scenario[] = [
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

export const NETWORK: Scenario[] = [
  ...FAULTS,
  {
    feature: "A key frame after a silence, so that the service has a whole picture at once",
    async run(parts) {
      let more = 0;
      await withSession<Transport>(parts, "transport", async ({ run }) => {
        const seen = await run.keyFrame();
        expect(seen.sameSize).toBe(true);
        more = seen.more;
      });
      // Two, where a frame fell between the step in size and the way back.
      expect([1, 2]).toContain(more);
      return WORKS;
    },
  },
];
