// A server as web standards have it: a function from a Request to a Response. Every file beside this one serves it.
import { createProxyHandler, createTokenHandler } from "@decartai/sdk/server";

/**
 * Whether a request comes from a user of the app. Put your own session check here.
 * @param {Request} request
 */
const authorize = (request) => /(^|; )session=./.test(request.headers.get("cookie") ?? "");

/**
 * Both handlers, for whatever routes requests. Made once: the rate is counted in them.
 * @param {Record<string, string | undefined>} env DECART_API_KEY; for the emulator DECART_BASE_URL too
 */
export function createHandlers({ DECART_API_KEY: apiKey, DECART_BASE_URL: baseUrl }) {
  const service = { apiKey, baseUrl, authorize };
  return {
    tokens: createTokenHandler({
      ...service,
      token: { expiresIn: 300, allowedModels: ["lucy-2.1"] },
      rateLimit: { limit: 60, windowSeconds: 60 },
    }),
    proxy: createProxyHandler({ ...service, basePath: "/api/decart" }),
  };
}

/**
 * @param {Record<string, string | undefined>} env
 * @returns {(request: Request) => Promise<Response>}
 */
export function createApp(env) {
  const { tokens, proxy } = createHandlers(env);
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/api/realtime-token") return tokens(request);
    if (pathname.startsWith("/api/decart/")) return proxy(request);
    return new Response("Not found", { status: 404 });
  };
}
