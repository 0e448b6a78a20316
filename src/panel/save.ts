import type { StatsPanelSession } from "./feed";
import type { Story } from "./story";

/** Offers the log as a file: the session's report, and all that the panel has seen. */
export async function saveJson(session: StatsPanelSession | null, { log }: Story): Promise<void> {
  const report = await session?.report().catch(() => null);
  const text = JSON.stringify({ report: report ?? null, diagnostics: log }, null, 2);
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `decart-session-${new Date().toISOString().replaceAll(/[:.]/g, "-")}.json`;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
