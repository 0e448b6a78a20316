import type { EmulatorProcess } from "../../test/browser/support/emulator-process";

/** A fault of the soak. */
export interface SoakFault {
  name: string;
  /** Makes it; resolves when it is over. `lost` resolves when the app has been told that the session is lost. */
  strike(emulator: EmulatorProcess, lost: () => Promise<unknown>): Promise<unknown>;
}

/** The session that lives: the newest one may have been given up in favour of the one before. */
const live = ({ remote }: EmulatorProcess) => remote.waitForSession({ open: true });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** One a minute, in turns. */
export const SOAK_FAULTS: SoakFault[] = [
  { name: "the socket is cut without a close frame", strike: async (emulator) => (await live(emulator)).terminate() },
  { name: "the service stands still for 1 s", strike: (emulator) => emulator.stall(1) },
  {
    name: "media is killed, the socket lives",
    async strike(emulator, lost) {
      await (await live(emulator)).killMedia();
      await lost();
    },
  },
  { name: "the service stands still for 4 s", strike: (emulator) => emulator.stall(4) },
  {
    name: "the socket is closed with a close frame",
    strike: async (emulator) => (await live(emulator)).closeSocket(1001, "going away"),
  },
  {
    name: "three upgrades are refused after a cut",
    async strike(emulator) {
      await emulator.remote.refuseUpgrades(3);
      await (await live(emulator)).terminate();
    },
  },
  { name: "the service stands still for 9 s", strike: (emulator) => emulator.stall(9) },
  {
    name: "frames stop, the connection lives",
    async strike(emulator, lost) {
      await (await live(emulator)).configure({ media: "frozen" });
      await lost();
    },
  },
  {
    name: "acknowledgements stay away for 5 s",
    async strike(emulator) {
      const session = await live(emulator);
      await session.configure({ acks: { prompt: "hold" } });
      await pause(5000);
      await session.configure({ acks: { prompt: "send" } });
      await session.releaseAcks();
    },
  },
  {
    name: "the service is killed, and started again 2 s later",
    async strike(emulator, lost) {
      await emulator.kill();
      await lost();
      await pause(2000);
      await emulator.restart();
    },
  },
];
