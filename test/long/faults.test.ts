import { describe, test } from "vitest";
import { FAULTS, LONG_FAULTS, lostInConnect, lostInReconnect, SHARED_FAULTS } from "../browser/support/fault-list";
import { strike, useFaults } from "../browser/support/faults";
import { MOMENTS } from "../support/moments";

const browser = useFaults();

describe("the service and its socket", () => {
  // The short ones again, for the table, with more time for what may come after.
  const shared = SHARED_FAULTS.map(([, fault]) => fault).filter(({ input }) => !input);
  const short = [...shared, ...FAULTS];
  const faults = [...short.map((fault) => ({ calmSeconds: 12, ...fault })), ...LONG_FAULTS];
  for (const fault of faults) test(fault.name, () => strike(browser, fault));
});

describe("the socket is lost at every moment", () => {
  const group = "The socket, lost at every moment of a connect";
  const faults = [
    ...MOMENTS.map((event) => lostInConnect(event)),
    ...MOMENTS.map((event) => lostInConnect(event, 1011)),
    ...MOMENTS.map((event) => lostInReconnect(event)),
  ];
  for (const fault of faults) test(fault.name, () => strike({ ...browser, group }, fault));
});
