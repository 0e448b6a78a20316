import * as v from "valibot";
import { type Credentials, tokenRequest } from "../credentials";
import type { Route } from "../router";

/** `POST /v1/client/tokens`: an account's key is exchanged for a token that a page may hold. */
export function tokenRoutes(credentials: Credentials): Route[] {
  return [
    {
      method: "POST",
      pattern: "/v1/client/tokens",
      async handle(request) {
        const key = request.header("x-api-key") ?? "";
        if (credentials.isLiveToken(key)) return { status: 403, body: { error: "A client token can't make tokens" } };
        if (!credentials.isAccountKey(key)) return { status: 401, body: { error: "Invalid API key" } };
        const parsed = v.safeParse(tokenRequest, (await request.json()) ?? {});
        if (!parsed.success) return { status: 400, body: { error: v.summarize(parsed.issues) } };
        return { status: 200, body: credentials.mint(parsed.output), headers: { "cache-control": "no-store" } };
      },
    },
  ];
}
