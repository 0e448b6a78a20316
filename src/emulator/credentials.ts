import { randomBytes } from "node:crypto";
import * as z from "zod/mini";

const strings = z.array(z.string().check(z.minLength(1))).check(z.maxLength(20));
const isOrigin = (text: string) => {
  try {
    return new URL(text).origin === text;
  } catch {
    return false;
  }
};

/** The body of a request for a client token, as strict as the service is. */
export const tokenRequest = z.strictObject({
  metadata: z.optional(z.record(z.string(), z.unknown())),
  expiresIn: z.optional(z.int().check(z.gte(1), z.lte(3600))),
  allowedModels: z.optional(strings),
  allowedOrigins: z.optional(z.array(z.string().check(z.refine(isOrigin, "not an origin"))).check(z.maxLength(20))),
  constraints: z.optional(
    z.strictObject({
      realtime: z.optional(z.strictObject({ maxSessionDuration: z.optional(z.number().check(z.positive())) })),
    }),
  ),
});

/** What a client token is asked to allow. */
export type TokenRequest = z.infer<typeof tokenRequest>;

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
  admit(key: string, model: string, origin: string | null): Admission;
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
      if (token.allowedModels && !token.allowedModels.includes(model)) {
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
