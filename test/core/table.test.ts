import { expect, test } from "vitest";
import { TABLE } from "../../src/core/session-machine";
import { page, picture } from "./drawing";
import { type Edge, EVENTS, explore, PLACES } from "./explore";

const edges: Edge[] = [];
const POLICIES = [{}, { sequential: true }, { role: "viewer" as const }, { reconnect: null }];
for (const policy of POLICIES) explore((edge) => edges.push(edge), policy);

const handled = (type: Edge["type"], place: Edge["place"]) => place in TABLE[type];
const changes = ({ from, to, effects }: Edge) => from !== to || effects.length > 0;

test.each(EVENTS)("`%s` does what the table says, in every phase", (type) => {
  for (const place of PLACES) {
    const steps = edges.filter((edge) => edge.type === type && edge.place === place);
    if (!handled(type, place)) {
      expect(steps.filter(changes), `${type} while ${place} is no entry of the table`).toEqual([]);
      continue;
    }
    expect(steps.some(changes), `${type} while ${place}: an entry of the table that never does anything`).toBe(true);
  }
});

test("the walk gets to every phase, and to every state that an app sees", () => {
  expect(new Set(edges.map(({ to }) => to.phase))).toEqual(
    new Set(["idle", "attempting", "waiting", "live", "closed"]),
  );
  expect(new Set(edges.map(({ to }) => to.status)).size).toBe(5);
  console.log(`${edges.length} steps`);
});

test("no step goes where an app must not see it go", () => {
  const NEXT: Record<string, string[]> = {
    connecting: ["connected", "disconnected"],
    connected: ["generating", "reconnecting", "disconnected"],
    generating: ["reconnecting", "disconnected"],
    reconnecting: ["connected", "disconnected"],
    disconnected: ["connecting"],
  };
  // A session that is taken over by one that generates already goes through `connected` in the same step.
  const leaps = new Set(
    edges
      .filter(({ from, to }) => from.status !== to.status && !NEXT[from.status]?.includes(to.status))
      .map(({ from, to }) => `${from.status} to ${to.status}`),
  );
  expect([...leaps].sort()).toEqual(["connecting to generating", "reconnecting to generating"]);
});

// `npx vitest run --project unit test/core/table -u` writes it anew.
test("the documentation shows the machine as it is", async () => {
  await expect(page(edges)).toMatchFileSnapshot("../../docs/session-machine.md");
  await expect(picture(edges)).toMatchFileSnapshot("../../docs/images/session-machine.svg");
});
