import { execFileSync } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";
import { type Part, partToMarkdown } from "./results";

/** What is to be said of the run as a whole. */
export interface Run {
  took: string;
  quick: boolean;
  noLink: string | undefined;
}

/** docs/benchmarks.md. */
export function documentOf(parts: Part[], { took, quick, noLink }: Run): string {
  const command = `${noLink ? "" : "LINK_EMULATOR=… "}npm run bench${quick ? " -- --quick" : ""}`;
  const head = [
    "# Benchmarks",
    `Written by \`${command}\`, which makes every number and every drawing anew; no number here was typed. \`-- --quick\` takes some three minutes, the full run some twenty.`,
    quick
      ? "**This was a quick run, with very few samples: it shows what is measured rather than what comes of it.**"
      : "",
    `${new Date().toISOString().slice(0, 10)}, in ${took}, on ${machine()}.`,
    noLink
      ? `There was no link between browser and service, only loopback: ${noLink}.`
      : "Browser and service are processes of their own in two network namespaces, joined by a link whose delay, loss and rate are set for each measurement (`LINK_EMULATOR` names the script that makes them). As in any real network, the browser offers no path over its own loopback, which Chromium would try first and lose 50 ms with. Parts that need no distance run on loopback.",
    "The service is [the emulator](emulator.md), so what a real one adds (its distance, its model) is in none of these numbers. The published SDK is `@decartai/sdk@0.0.46`, the last one that speaks this protocol; its hard-wired host is replaced when it is bundled, and nothing else. No number here fails a test.",
  ];
  return `${[...head, ...parts.map(partToMarkdown)].filter(Boolean).join("\n\n")}\n`;
}

function machine(): string {
  const [first] = cpus();
  const chromium = execFileSync(process.env.CHROME_PATH ?? "chromium", ["--version"])
    .toString()
    .trim();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return `${cpus().length} cores (${first?.model.trim() ?? "unknown"}), ${memory}, ${type()} ${release()}, ${chromium}, Node ${process.version}`;
}
