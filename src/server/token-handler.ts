import { createDecartClient } from "../client";
import { isDecartSDKError } from "../errors";
import type { CreateTokenOptions, DecartClient, DecartClientOptions } from "../index";
import { answer, createGuard, type GuardOptions, type Handler } from "./guard";

/** Options of {@link createTokenHandler}. */
export interface TokenHandlerOptions extends GuardOptions, Pick<DecartClientOptions, "apiKey" | "baseUrl"> {
  /** What the tokens may do, for all callers or for each: `expiresIn`, `allowedModels`, `metadata` … */
  token?:
    | CreateTokenOptions
    | ((request: Request) => CreateTokenOptions | undefined | Promise<CreateTokenOptions | undefined>)
    | undefined;
}

// What the service gives when nothing is asked for, in seconds.
const DEFAULT_LIFE = 60;

/**
 * Mints client tokens for your pages: a `POST` gives `{ apiKey, expiresAt, expiresIn, … }`, never to be cached. The
 * page passes `tokenProvider(url)` as its `apiKey`.
 *
 * @example
 * // Hono, Workers, Bun, Deno: anything that takes (Request) => Promise<Response>
 * const handler = createTokenHandler({
 *   authorize: async (request) => (await sessionOf(request)) !== null,
 *   token: { expiresIn: 300, allowedModels: ["lucy-2.1"] },
 * });
 * @throws `INVALID_OPTIONS` without an `authorize`: nobody should publish an open mint by accident.
 */
export function createTokenHandler(options: TokenHandlerOptions): Handler {
  const guard = createGuard(options, "createTokenHandler()", "anybody could mint tokens");
  const { apiKey, baseUrl, token } = options;
  // Made at the first request: frameworks load a route while they build, where there is no key.
  let client: DecartClient | undefined;
  return (request) =>
    guard.run(request, ["POST"], async () => {
      try {
        client ??= createDecartClient({ apiKey, baseUrl });
        const wanted = (typeof token === "function" ? await token(request) : token) ?? {};
        const minted = await client.tokens.create(wanted);
        return answer(200, { ...minted, expiresIn: wanted.expiresIn ?? DEFAULT_LIFE });
      } catch (error) {
        if (!isDecartSDKError(error)) throw error;
        guard.logger.error(`No token was created: ${error.message}`, { code: error.code, ...error.data });
        const status = error.retryable ? 503 : 500;
        return answer(status, { error: "The token could not be created" });
      }
    });
}
