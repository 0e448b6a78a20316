import { existsSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT, TEXTS } from "./support/guides";
import { anchorsOf, type Link, linksOf } from "./support/links";

const links = TEXTS.flatMap(linksOf);
const isExternal = ({ target }: Link) => /^[a-z][\w+.-]*:/i.test(target);

describe("the links of README, docs and examples", () => {
  test("lead to files that exist, and to headings in them", () => {
    const inside = links.filter((link) => !isExternal(link));
    expect(inside.length).toBeGreaterThan(30);
    const broken = inside.filter(({ file, target }) => {
      const [path = "", anchor] = target.split("#");
      const to = path ? posix.join(posix.dirname(file), path) : file;
      if (to.startsWith("..") || !existsSync(ROOT + to)) return true;
      return anchor !== undefined && !(to.endsWith(".md") && anchorsOf(to).includes(anchor));
    });
    expect(broken.map(({ at, target }) => `${at} ${target}`)).toEqual([]);
  });

  // Whether they are there no test asks: it would need a network.
  test("to other places are whole, and without a secret", () => {
    const outside = links.filter(isExternal);
    console.log(
      `${outside.length} external links:\n${outside.map(({ at, target }) => `  ${target}  (${at})`).join("\n")}`,
    );
    for (const { target } of outside) {
      const { protocol, host, username } = new URL(target);
      expect({ target, protocol, host: host.includes("."), username }).toEqual({
        target,
        protocol: "https:",
        host: true,
        username: "",
      });
    }
  });

  test("lead from README to every guide", () => {
    const named = linksOf("README.md").map(({ target }) => target.split("#")[0]);
    expect(TEXTS.filter((file) => file.startsWith("docs/") && !named.includes(file))).toEqual([]);
  });
});
