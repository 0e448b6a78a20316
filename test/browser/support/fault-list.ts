import type { FaultInput } from "../pages/faults";
import type { Fault, World } from "./faults";

const latest = ({ emulator }: World) => emulator.remote.session();

/** The service's process is stopped: nothing answers, nothing is refused. */
export const stall = (seconds: number, more: Partial<Fault> = {}): Fault => ({
  name: `the service stands still for ${seconds} s`,
  strike: ({ emulator }) => emulator.stall(seconds),
  ...more,
});

/** The session is lost by what is done to its connection, and the app is told. */
const losing =
  (how: (session: ReturnType<typeof latest>) => Promise<unknown>): Fault["strike"] =>
  async (world) => {
    await how(latest(world));
    await world.run.until("reconnecting");
  };

/** Doubts come sooner than with the defaults, which the other faults have: two browsers take time. */
const SOON = { sampleMs: 250, silenceMs: 1000, restartAfterMs: 500, answerMs: 2000 };

/** The faults that strike every browser, and what the table of docs/support.md calls them. */
export const SHARED_FAULTS: [feature: string, fault: Fault][] = [
  [
    "The service stands still for a while: another path is looked for, in the same session",
    {
      name: "the service stands still for 2.5 s, and restarts come soon",
      // Once it goes on, the service's stack may hold back what it has received for 3 s: media has its usual 5 s.
      input: { options: { recovery: SOON } },
      outcome: "same",
      sessions: [1],
      calmSeconds: 1,
      strike: ({ emulator }) => emulator.stall(2.5),
      check({ timeline }) {
        if (!timeline.some(({ what }) => what.startsWith("iceRestart"))) throw new Error("no ICE restart");
      },
    },
  ],
  [
    "The socket is cut: a new connection behind the old picture",
    {
      name: "the socket is cut without a close frame",
      outcome: "new",
      sessions: [2],
      strike: losing((session) => session.terminate()),
    },
  ],
  [
    "Media is killed, the socket lives: that is found out, and a new connection takes over",
    {
      name: "media is killed, the socket lives, and restarts come soon",
      input: { options: { recovery: { ...SOON, mediaMs: 2000 } } },
      outcome: "new",
      sessions: [2],
      calmSeconds: 1,
      strike: losing((session) => session.killMedia()),
    },
  ],
];

/** The further ones that `npm test` has time for, in Chromium. */
export const FAULTS: Fault[] = [
  stall(4, { outcome: "same", sessions: [1] }),
  {
    name: "the socket is closed with a close frame",
    outcome: "new",
    sessions: [2],
    strike: losing((session) => session.closeSocket(1001, "going away")),
  },
  {
    name: "the service is killed, and started again",
    outcome: "new",
    sessions: [2],
    async strike({ emulator, run }) {
      await emulator.kill();
      await run.until("reconnecting");
      await emulator.restart();
    },
  },
];

/** Tokens expire, and the session is lost: what the app hands out next decides. */
const expired = (tokens: NonNullable<FaultInput["tokens"]>, name: string, more: Partial<Fault>): Fault => ({
  name,
  input: { tokens },
  async strike(world) {
    await world.emulator.remote.expireTokens();
    await latest(world).terminate();
    await world.run.until("reconnecting");
  },
  ...more,
});

const asked =
  (count: number): Fault["check"] =>
  (report) => {
    if (report.tokens !== count) throw new Error(`${report.tokens} tokens were asked for, not ${count}`);
  };

/** Those that only `npm run test:long` has time for. */
export const LONG_FAULTS: Fault[] = [
  stall(1, { outcome: "same", sessions: [1] }),
  // Another session is being built by then: its own is back first.
  stall(9, { outcome: "kept" }),
  {
    name: "media is killed, the socket lives",
    outcome: "new",
    sessions: [2],
    strike: losing((session) => session.killMedia()),
  },
  {
    name: "three upgrades are refused, the fourth is accepted",
    outcome: "new",
    sessions: [2],
    async strike(world) {
      await world.emulator.remote.refuseUpgrades(3);
      await latest(world).terminate();
      await world.run.until("reconnecting");
    },
  },
  stall(30, { calmSeconds: 12 }),
  {
    name: "the service stands still for 9 s, and answers no ICE restart",
    outcome: "kept",
    async strike({ emulator }) {
      await emulator.remote.configure({ answerRestarts: false });
      await emulator.stall(9);
    },
  },
  expired("fresh", "the key has expired, and the app hands out a new one", { outcome: "new", check: asked(2) }),
  expired("first-twice", "the key has expired, and the app hands it out once more before a new one", {
    outcome: "new",
    check: asked(3),
  }),
  expired("first", "the key has expired, and the app has no other", { outcome: "ended", check: asked(3) }),
  {
    name: "frames stop, the connection lives",
    outcome: "new",
    strike: losing((session) => session.configure({ media: "frozen" })),
  },
  {
    name: "the service is killed for good",
    outcome: "ended",
    async strike({ emulator, run }) {
      await emulator.kill();
      await run.until("disconnected");
      await emulator.restart();
    },
  },
];

/** The socket is lost at a moment of the first connect. */
export const lostInConnect = (event: string, code?: number): Fault => ({
  name: `the first connect, at \`${event}\`${code ? `, with close code ${code}` : ""}`,
  behaviour: { dropSocketAt: { event, ...(code && { code }) } },
  strike: async () => {},
});

/** The socket is lost, and the next one at a moment of the reconnect. */
export const lostInReconnect = (event: string): Fault => ({
  name: `the reconnect, at \`${event}\``,
  outcome: "new",
  sessions: [3],
  async strike(world) {
    await world.emulator.remote.configure({ dropSocketAt: { event } });
    await latest(world).terminate();
    await world.run.until("reconnecting");
    await world.emulator.remote.waitForSession({ index: 2 });
  },
});
