// Whether everything that a built site points to within itself is there: pages, anchors in them, pictures, scripts.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { inflateSync } from "node:zlib";

/** @param {string} html */
const decoded = (html) => html.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#x27;", "'");

/** The navigation's pages: a script builds it in the page, from data in another file. @param {string} folder */
function navigationOf(folder) {
  const [, base64 = ""] = /= "([^"]*)"/.exec(readFileSync(join(folder, "assets/navigation.js"), "utf8")) ?? [];
  const json = inflateSync(Buffer.from(base64, "base64")).toString();
  return [...json.matchAll(/"path":"([^"]*)"/g)].map(([, path = ""]) => path);
}

/**
 * @param {string} folder
 * @returns {{ pages: number, links: number, external: string[], broken: string[] }}
 */
export function siteLinks(folder) {
  const pages = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".html"));
  const texts = new Map(pages.map((path) => [resolve(folder, path), readFileSync(join(folder, path), "utf8")]));
  const ids = new Map(
    [...texts].map(([path, html]) => [
      path,
      new Set([...html.matchAll(/\s(?:id|name)="([^"]*)"/g)].map(([, id]) => id)),
    ]),
  );
  /** @type {Set<string>} */
  const external = new Set();
  /** @type {string[]} */
  const broken = [];
  let links = 0;
  const check = (/** @type {string} */ from, /** @type {string} */ target) => {
    if (/^(data|javascript|mailto):/.test(target)) return;
    if (/^https?:/.test(target)) return void external.add(target);
    links += 1;
    const [path = "", anchor] = target.split("#").map(decodeURIComponent);
    const named = path ? resolve(dirname(from), path) : from;
    const to = existsSync(named) && statSync(named).isDirectory() ? join(named, "index.html") : named;
    const fine =
      to.startsWith(resolve(folder)) && existsSync(to) && (!anchor || !ids.has(to) || ids.get(to)?.has(anchor));
    if (!fine) broken.push(`${relative(folder, from)}: ${target}`);
  };
  for (const [path, html] of texts) {
    for (const [, target = ""] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) check(path, decoded(target));
  }
  for (const path of navigationOf(folder)) check(resolve(folder, "index.html"), path);
  return { pages: pages.length, links, external: [...external].sort(), broken };
}
