import { expect, test } from "vitest";
import { obstacles } from "../../scripts/publishable.mjs";

const complete = { repository: { url: "git+https://example.com/a/b.git" }, homepage: "https://example.com", bugs: "b" };

test("what is complete may be published", () => {
  expect(obstacles(complete, ["README.md", "config.json"])).toEqual([]);
});

test("without a repository, or with a change that no version holds, it isn't", () => {
  const { repository: _, ...incomplete } = complete;
  expect(obstacles(incomplete, ["README.md", "a-change.md"])).toEqual([
    expect.stringContaining("no `repository`"),
    expect.stringContaining(".changeset/a-change.md"),
  ]);
});
