import type { Ended } from "../pages/recovery";
import type { Place } from "../world";

/** There and back on the link that is cut, which its `cut` sets again. */
export const RTT_MS = 40;

/** A fault of the recovery. */
export interface Fault extends Ended {
  name: string;
  /** Makes the fault; resolves at its end. */
  strike(place: Place): Promise<unknown>;
  quick?: boolean;
  /** It needs a link; the others are on loopback. */
  far?: boolean;
}

/** The process stops, network and all. */
const stall = (seconds: number): Fault => ({
  name: `the service stands still for ${seconds} s`,
  strike: ({ emulator }) => emulator.stall(seconds),
  atOnce: false,
  stops: false,
});

/** In the order of the document. */
export const FAULTS: Fault[] = [
  {
    name: "the socket is cut without a close frame",
    strike: ({ emulator }) => emulator.remote.session().terminate(),
    atOnce: true,
    stops: true,
    quick: true,
  },
  {
    name: "media is killed, the socket lives",
    strike: ({ emulator }) => emulator.remote.session().killMedia(),
    atOnce: true,
    stops: true,
  },
  {
    name: "frames stop, the connection lives",
    strike: ({ emulator }) => emulator.remote.session().configure({ media: "frozen" }),
    atOnce: true,
    stops: true,
  },
  { ...stall(1), quick: true },
  stall(4),
  stall(9),
  {
    name: "the link is cut for 5 s",
    strike: async ({ link }) => link?.cut(5),
    atOnce: false,
    stops: false,
    far: true,
  },
  {
    name: "the service is killed, and started again 2 s later",
    async strike({ emulator }) {
      await emulator.kill();
      await new Promise((resolve) => setTimeout(resolve, 2000));
      await emulator.restart();
    },
    atOnce: false,
    stops: true,
  },
];
