import { rmSync } from "node:fs";
import { runNode } from "./run.mjs";
import { ROOT } from "./say.mjs";
import { siteLinks } from "./site-links.mjs";

const SITE = `${ROOT}out/site`;

/**
 * Builds the site of guides and API reference, and follows every link in it.
 * @param {string[]} [args] for TypeDoc
 * @returns {Promise<{ ok: boolean, note?: string, output?: string }>}
 */
export async function buildSite(args = []) {
  rmSync(SITE, { recursive: true, force: true });
  const { code, output } = await runNode("typedoc/bin/typedoc", ["--options", "typedoc.json", ...args], {
    capture: true,
  });
  if (code !== 0) return { ok: false, output };
  const { pages, links, external, broken } = siteLinks(SITE);
  const note = `${pages} pages, ${links} links within, ${external.length} to other places`;
  return { ok: broken.length === 0, note, output: broken.map((link) => `leads nowhere: ${link}\n`).join("") };
}
