import { proseOf } from "./guides";

/** A link in a text, and where it is. */
export interface Link {
  at: string;
  file: string;
  target: string;
}

/** All links and images of a text, those with angle brackets too; what stands in code is none. */
export function linksOf(file: string): Link[] {
  return proseOf(file)
    .split("\n")
    .flatMap((line, index) =>
      [
        ...line
          .replace(/`[^`]*`/g, "``")
          .matchAll(/\]\(<?([^)>\s]*)>?(?:\s+"[^"]*")?\)|<(https?:[^>]*)>|(?:src|href)="([^"]*)"/g),
      ]
        .map(([, ...targets]) => targets.find((target) => target !== undefined) ?? "")
        .map((target) => ({ at: `${file}:${index + 1}`, file, target })),
    );
}

/** The anchors that GitHub gives to the headings of a text. */
export function anchorsOf(file: string): string[] {
  const seen = new Map<string, number>();
  return [...proseOf(file).matchAll(/^#{1,6}\s+(.*?)\s*#*$/gm)].map(([, heading = ""]) => {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = text.replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}
