import { randomBytes } from "node:crypto";
import * as v from "valibot";

const strings = v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.maxLength(20));
const isOrigin = (text: string) => {
  try {
    return new URL(text).origin === text;
  } catch {
    return false;
  }
};

const tokenFields = v.strictObject({
  metadata: v.optional(v.record(v.string(), v.unknown())),
  expiresIn: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3600))),
  allowedModels: v.optional(strings),
  allowedOrigins: v.optional(v.pipe(v.array(v.pipe(v.string(), v.check(isOrigin, "not an origin"))), v.maxLength(20))),
  constraints: v.optional(
    v.strictObject({
      realtime: v.optional(v.strictObject({ maxSessionDuration: v.optional(v.pipe(v.number(), v.gtValue(0))) })),
    }),
  ),
});

/** The body of a request for a client token, as strict as the service is. */
export const tokenRequest = v.pipe(
  v.unknown(),
  v.check((body) => !Array.isArray(body), "not an object"),
  tokenFields,
);

/** What a client token is asked to allow. */
export type TokenRequest = v.InferOutput<typeof tokenRequest>;

/** A client token, as the service answers. */
export interface TokenResponse {
  apiKey: string;
  expiresAt: string;
  permissions: { models?: string[]; origins?: string[] } | null;
  constraints: TokenRequest["constraints"] | null;
}

/** Whether a key may open a session; `error` is what the service says if not. */
export type Admission = { ok: true; maxSeconds: number | undefined } | { ok: false; error: string };

/** The keys that the emulator knows. */
export interface Credentials {
  /** Whether this is the account's own key: only that one mints tokens. */
  isAccountKey(key: string): boolean;
  /** Whether this is a client token that is still good. */
  isLiveToken(key: string): boolean;
  mint(request: TokenRequest): TokenResponse;
  /** @param model - undefined for what belongs to no model */
  admit(key: string, model: string | undefined, origin: string | null): Admission;
  /** Makes all tokens expire now. */
  expireTokens(): void;
}

interface Token extends TokenRequest {
  expiresAtMs: number;
}

export function createCredentials(apiKey: string): Credentials {
  const tokens = new Map<string, Token>();

  return {
    isAccountKey: (key) => key === apiKey,
    isLiveToken: (key) => (tokens.get(key)?.expiresAtMs ?? 0) > Date.now(),
    mint(request) {
      const key = `ek_${randomBytes(18).toString("base64url")}`;
      const expiresAtMs = Date.now() + (request.expiresIn ?? 60) * 1000;
      tokens.set(key, { ...request, expiresAtMs });
      const { allowedModels, allowedOrigins, constraints } = request;
      const permissions = {
        ...(allowedModels && { models: allowedModels }),
        ...(allowedOrigins && { origins: allowedOrigins }),
      };
      return {
        apiKey: key,
        expiresAt: new Date(expiresAtMs).toISOString(),
        permissions: allowedModels || allowedOrigins ? permissions : null,
        constraints: constraints ?? null,
      };
    },
    admit(key, model, origin) {
      if (key === apiKey) return { ok: true, maxSeconds: undefined };
      const token = tokens.get(key);
      if (!token) return { ok: false, error: "Invalid API key" };
      if (token.expiresAtMs <= Date.now()) return { ok: false, error: "Invalid API key: the client token has expired" };
      if (token.allowedModels && model !== undefined && !token.allowedModels.includes(model)) {
        return { ok: false, error: `Permission denied: the client token isn't for the model ${model}` };
      }
      if (token.allowedOrigins && !(origin !== null && token.allowedOrigins.includes(origin))) {
        return { ok: false, error: "Permission denied: the client token isn't for this origin" };
      }
      return { ok: true, maxSeconds: token.constraints?.realtime?.maxSessionDuration };
    },
    expireTokens() {
      for (const token of tokens.values()) token.expiresAtMs = 0;
    },
  };
}
