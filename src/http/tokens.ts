import * as v from "valibot";
import { check, filled, is, must, positive, whole } from "../options";
import * as s from "../schema";
import { type HttpContext, requestJson } from "./request";

/** What a client token may do, and for how long. */
export interface CreateTokenOptions {
  /** Seconds until the token expires, 1 to 3600. An expired token stops new connections only. @default 60 */
  expiresIn?: number | undefined;
  /** Names of the models that it works for, at most 20. Left out: all. */
  allowedModels?: readonly string[] | undefined;
  /** Full origins of the pages that may use it (`https://app.example.com`), at most 20. Left out: all. */
  allowedOrigins?: readonly string[] | undefined;
  /** Kept with the token, for your own records. */
  metadata?: Record<string, unknown> | undefined;
  /** Limits of the sessions that it starts. */
  constraints?:
    | {
        /** `maxSessionDuration` is in seconds. */
        realtime?: { maxSessionDuration?: number | undefined } | undefined;
      }
    | undefined;
}

/** A short-lived key that may be given to a browser. */
export interface ClientToken {
  /** Goes into `createDecartClient({ apiKey })` on the page. */
  apiKey: string;
  /** When it expires, as an ISO time. */
  expiresAt: string;
  /** What it was restricted to; null or missing means everything. */
  permissions?: { models?: string[] | null | undefined; origins?: string[] | null | undefined } | null | undefined;
  /** What its sessions are held to, as it was asked for. */
  constraints?: Record<string, unknown> | null | undefined;
  /** A signed JWT, on services that give one. */
  token?: string | undefined;
}

/** Client tokens: minted on a server with the permanent key, used on a page in its place. */
export interface Tokens {
  /**
   * Mints a client token. Call it on your server; the permanent key must not reach a page.
   *
   * @throws `INVALID_INPUT` for options that are out of bounds (nothing is sent); `TOKEN_CREATE_ERROR` when the
   * service refuses (`data.status`) or can't be reached. Network errors, 429 and 5xx are tried three times in all.
   */
  create(options?: CreateTokenOptions): Promise<ClientToken>;
}

const isOrigin = (value: unknown) => {
  try {
    return typeof value === "string" && new URL(value).origin === value;
  } catch {
    return false;
  }
};

const listOf = (item: s.Schema<unknown>, what: string): s.Schema<unknown> => {
  const list = s.custom<unknown[]>((value) => Array.isArray(value) && value.length <= 20, must(what));
  return s.optional((value, path) => list(value, path).map((entry, i) => item(entry, `${path}.${i}`)));
};

const createSchema = s.optional(
  s.object(
    {
      expiresIn: s.optional(whole(1, 3600)),
      allowedModels: listOf(filled, "a list of at most 20 model names"),
      allowedOrigins: listOf(
        s.custom<string>(isOrigin, must("a full origin, such as https://app.example.com")),
        "a list of at most 20 origins",
      ),
      metadata: s.optional(
        is((value) => typeof value === "object" && value !== null && !Array.isArray(value), "an object"),
      ),
      constraints: s.optional(
        s.object(
          { realtime: s.optional(s.object({ maxSessionDuration: s.optional(positive) }, must("an object"))) },
          must("an object"),
        ),
      ),
    },
    must("an object"),
  ),
);

const names = v.nullish(v.array(v.string()));

const tokenSchema = v.object({
  apiKey: v.string(),
  expiresAt: v.string(),
  permissions: v.nullish(v.object({ models: names, origins: names })),
  constraints: v.nullish(v.record(v.string(), v.unknown())),
  token: v.optional(v.string()),
});

/** `client.tokens`. */
export function createTokens(context: HttpContext): Tokens {
  return {
    async create(options) {
      const call = "tokens.create()";
      check(createSchema, options, call);
      const path = "/v1/client/tokens";
      const target = { method: "POST", path, code: "TOKEN_CREATE_ERROR", call, json: options ?? {}, tries: 3 } as const;
      return requestJson(context, target, tokenSchema);
    },
  };
}
