import type { Scenario } from "../scenarios/scenario";

/** What was seen in a browser. */
export interface Column {
  name: string;
  browser: "chromium" | "firefox";
  /** As the browser says it; undefined where there is none here. */
  version?: string;
  /** By feature; one that was skipped has none. */
  cells: Map<string, string>;
}

interface Area {
  heading: string;
  scenarios: readonly Scenario[];
}

const BEGIN = "<!-- made by test/browser/browsers.test.ts -->";
const END = "<!-- end -->";

/**
 * The page as it would be with what was seen now. What could not be tried here stays as it is; and so do the versions
 * where nothing else has changed: the page says in which ones that was seen.
 */
export function page(areas: readonly Area[], columns: readonly Column[], before: string): string {
  const [begin, end] = [before.indexOf(BEGIN), before.indexOf(END)];
  if (begin < 0 || end < 0) throw new Error(`docs/support.md has no "${BEGIN}" and "${END}".`);
  const old = before.slice(begin + BEGIN.length, end);
  const known = rowsOf(old);
  const cell = (feature: string, column: number) =>
    columns[column]?.cells.get(feature) ?? known.get(feature)?.[column] ?? "not tried";
  const table = areas
    .map(({ heading, scenarios }) => {
      const rows = scenarios.map(
        ({ feature }) => `| ${[feature, ...columns.map((_, column) => cell(feature, column))].join(" | ")} |`,
      );
      return [
        `## ${heading}`,
        "",
        `| | ${columns.map(({ name }) => name).join(" | ")} |`,
        `|---|${"---|".repeat(columns.length)}`,
        ...rows,
      ].join("\n");
    })
    .join("\n\n");
  const unchanged = old.slice(old.indexOf("##")).trim() === table;
  const made = unchanged ? old : `\n\n${versions(columns)}\n\n${table}\n\n`;
  return before.slice(0, begin + BEGIN.length) + made + before.slice(end);
}

/** Cells of the tables by their first one. */
function rowsOf(text: string): Map<string, string[]> {
  const lines = text.split("\n").filter((line) => line.startsWith("| "));
  return new Map(
    lines.map((line) => {
      const [feature = "", ...cells] = line.slice(2, -2).split(" | ");
      return [feature, cells];
    }),
  );
}

function versions(columns: readonly Column[]): string {
  const seen = columns.flatMap(({ name, version }) => (version ? `${name} ${/\d+/.exec(version)?.[0]}` : []));
  return `Last written with ${seen.join(" and ")}.`;
}
