import { AVATAR, MIRROR, VIEWERS } from "./media";
import { NETWORK } from "./network";
import type { Scenario } from "./scenario";
import { CONNECT, STEER } from "./session";
import { PROBES, SIGHT } from "./sight";

/** All scenarios, by the heading that they have in docs/support.md. */
export const AREAS: readonly { heading: string; scenarios: Scenario[] }[] = [
  { heading: "Connecting", scenarios: CONNECT },
  { heading: "Steering", scenarios: STEER },
  { heading: "When the network fails", scenarios: NETWORK },
  { heading: "Mirroring", scenarios: MIRROR },
  { heading: "Viewers", scenarios: VIEWERS },
  { heading: "Live avatar", scenarios: AVATAR },
  { heading: "Seeing inside", scenarios: SIGHT },
  { heading: "What the SDK uses where it is there", scenarios: PROBES },
];
