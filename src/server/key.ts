import { InvalidAPIKeyError } from "../errors";

interface Environment {
  process?: { env?: Record<string, string | undefined> };
}

/** The key of the moment. @throws `INVALID_API_KEY` when there is none, or none that fits into a header. */
export async function keyOf(given: string | (() => string | Promise<string>) | undefined): Promise<string> {
  const value = typeof given === "function" ? await given() : given;
  const key = (value ?? (globalThis as Environment).process?.env?.DECART_API_KEY ?? "").trim();
  if (/^[!-~]+$/.test(key)) return key;
  throw new InvalidAPIKeyError("Missing API key. Pass `apiKey`, or set the DECART_API_KEY environment variable.");
}
