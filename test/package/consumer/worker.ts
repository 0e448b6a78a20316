// A Worker of Cloudflare's, type-checked with that platform's own types.
import { createDecartClient } from "@decartai/sdk";
import { createProxyHandler, createTokenHandler } from "@decartai/sdk/server";

interface Env {
  DECART_API_KEY: string;
  CACHE: KVNamespace;
}

export default {
  async fetch(request, env, context): Promise<Response> {
    const apiKey = env.DECART_API_KEY;
    const { pathname } = new URL(request.url);
    if (pathname === "/api/realtime-token") {
      const authorize = ({ headers }: Request) => headers.has("cookie");
      return createTokenHandler({ apiKey, authorize })(request);
    }
    if (pathname.startsWith("/api/decart")) {
      return createProxyHandler({ apiKey, authorize: "public", basePath: "/api/decart" })(request);
    }
    const token = await createDecartClient({ apiKey }).tokens.create({ expiresIn: 60 });
    context.waitUntil(env.CACHE.put("token", token.apiKey));
    return Response.json({ token: token.apiKey, country: request.cf?.country });
  },
} satisfies ExportedHandler<Env>;
