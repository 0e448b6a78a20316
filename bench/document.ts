import { execFileSync } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";
import { ROOT } from "../scripts/lib/say.mjs";
import { partToMarkdown, type Result } from "./results";
import { targets } from "./targets";

/** docs/benchmarks.md, or that of a quick run. */
export function documentOf(results: Result[], { quick }: { quick: boolean }): string {
  const machines = [...new Set(results.map(({ machine }) => machine))];
  const head = [
    "# Benchmarks",
    "What the SDK takes and needs, beside the published one. Every number and every drawing is made by a program, none was typed: those of the long session by `npm run bench -- --soak 30 --docs`, all others by `LINK_EMULATOR=… npm run bench`, which takes some twenty minutes, or with `-- --quick` (fewer samples, nothing written here) some three. Below each part stands the command that makes it alone.",
    quick
      ? "**This was a quick run, with very few samples: it shows what is measured rather than what comes of it.**"
      : "",
    machines.length === 1 ? `Measured on ${machines[0]}.` : "",
    "Browser and service are processes of their own. Where a part names a distance, a loss or a rate, they are in two network namespaces, joined by a link that is set so for each measurement (`LINK_EMULATOR` names the script that makes them; it needs Linux and root); as in any real network, the browser offers no path over its own loopback there, which Chromium would try first and lose 50 ms with. Parts that need no distance run on loopback.",
    "The service is [the emulator](emulator.md), so what a real one adds (its distance, its model) is in none of these numbers. The published SDK is `@decartai/sdk@0.0.46`, the last one that speaks this protocol; its hard-wired host is replaced when it is bundled, and nothing else. Where a part says nothing else, figures are medians, with minimum and maximum in brackets, and beside them stands how many of the runs failed. Not medians are sizes, the processor time of the mirror (the best of its rounds), the heap and what the emulator carries (single readings), and the counts of the long session. No number here fails a test: what has to hold is asserted on a fake clock, where no machine is too slow.",
  ];
  const parts = results.map((result) => partToMarkdown(result.part, madeBy(result, machines.length > 1)));
  return `${[...head, partToMarkdown(targets(results)), ...parts].filter(Boolean).join("\n\n")}\n`;
}

function madeBy({ command, date, took, machine, commit }: Result, namesMachine: boolean): string {
  const at = commit ? `, at \`${commit}\`` : "";
  return `<sub>\`${command}\`, ${date}, in ${took}${at}${namesMachine ? `, on ${machine}` : ""}</sub>`;
}

/** Which commit is measured, with a `+` where the source has been changed since; undefined where there is no git. */
export function commit(folder = ROOT): string | undefined {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  try {
    const changed = git("status", "--porcelain", "--", "src", "package.json") !== "";
    return `${git("rev-parse", "--short", "HEAD")}${changed ? "+" : ""}`;
  } catch {
    return undefined;
  }
}

/** What this machine is. */
export function machine(): string {
  const [first] = cpus();
  const chromium = execFileSync(process.env.CHROME_PATH ?? "chromium", ["--version"], {
    // Debian's script has complaints of its own.
    stdio: ["ignore", "pipe", "ignore"],
  })
    .toString()
    .trim();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return `${cpus().length} cores (${first?.model.trim() ?? "unknown"}), ${memory}, ${type()} ${release()}, ${chromium}, Node ${process.version}`;
}
