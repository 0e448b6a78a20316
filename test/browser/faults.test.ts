import { expect, test } from "vitest";
import { FAULTS } from "./support/fault-list";
import { expectOrder, strike, useFaults } from "./support/faults";

const shared = useFaults();

// Windows can't stop a process and let it go on.
const possible = FAULTS.filter(({ name }) => process.platform !== "win32" || !name.includes("stands still"));

// Not `test.each`: it shortens the names.
for (const fault of possible) test(fault.name, () => strike(shared, fault));

test("an order of states that can't be is noticed", () => {
  expectOrder(["connecting", "connected", "generating", "reconnecting", "connected", "disconnected"]);
  for (const wrong of [
    ["connected"],
    ["connecting", "connecting"],
    ["connecting", "connected", "generating", "connected"],
    ["connecting", "connected", "reconnecting", "generating"],
    ["connecting", "disconnected", "connecting"],
  ])
    expect(() => expectOrder(wrong), wrong.join()).toThrow();
});
